"""Configuration: variables and files, public and secret."""

from __future__ import annotations

import re

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass

_KEY = re.compile(r"(?!\.\.|\.$)[-._a-zA-Z][-._a-zA-Z0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One environment variable of a container."""

    name: Fact[str]
    value: Fact[str] | None
    """None for a variable that is declared and unset: Docker removes it even if the image sets it."""
    secret: Fact[bool] | None = None
    """Whether the value is a secret and belongs in a Secret; None until a pass has decided."""

    @property
    def fits_object(self) -> bool:
        """Whether a ConfigMap or Secret can have its name as a key that `envFrom` takes in any release.

        Source: Kubernetes API reference, ConfigMap (`data`), EnvFromSource.
        """
        return _KEY.fullmatch(self.name.value) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file in a config object."""

    key: Fact[str]
    """The key in `data`: `[-._a-zA-Z0-9]+`."""
    path: Fact[str]
    """The path below the mount point, with `/`."""
    content: Fact[bytes]
    mode: Fact[int] | None = None
    """Permission bits, where they matter (0o755 for scripts)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigObject:
    """A ConfigMap or a Secret to be: a top-level Compose config or secret, or files that a service mounts."""

    key: Fact[str]
    """The key in the source, or the mount's own name."""
    name: Fact[str]
    """The Kubernetes name."""
    secret: Fact[bool]
    """Whether it is a Secret."""
    entries: tuple[FileEntry, ...]
    docker_name: Fact[str] | None = None
    """The name under which Docker knows it, if written."""
    origin: Fact[str] | None = None
    """The file or variable that the content is read from, if it is not inline."""
    bound: bool = False
    """Whether Docker Compose mounts the file itself, and so takes no notice of uid, gid and mode."""
    owner: str = ""
    """Key of the workload it belongs to; empty where several use it."""
    external: Fact[bool] | None = None
    """True where the object exists already and is only referred to."""
    annotations: tuple[tuple[Fact[str], Fact[str]], ...] = ()
