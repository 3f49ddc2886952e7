"""The secrets of an application, by name: where they stand today and where they will live. Never a value."""

from __future__ import annotations

from pass_migrate.facts import Leaf
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretUse:
    """One secret: a variable, or a file."""

    name: str
    """The variable's name, or the file's path in the project."""
    kind: str
    """What it is, as far as name and shape tell: `password`, `token`, `key`, `login`, `connection` ..."""
    leaves: tuple[Leaf, ...]
    """Where it stands today."""
    consumers: tuple[str, ...]
    """Keys of the services that get it, sorted."""
    target: tuple[str, ...]
    """Where it will live, one for each object: `Secret/web-env DB_PASSWORD`."""
    default: bool = False
    """Whether the value is one that everybody knows: `password`, `admin`, the user's own name."""
    same_as: tuple[str, ...] = ()
    """Names of the other secrets that hold the same value."""
