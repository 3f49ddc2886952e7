"""What paths mean, on the host and in a container. The patterns stand in `places.yaml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from posixpath import basename

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class NodePath:
    """A path of the machine, as opposed to the project's."""

    match: str
    default: str
    """`host` or `none`: what stands in until a person decides."""
    type: str
    """The hostPath type; empty for unchecked."""
    why: str


@cache
def _node_paths() -> tuple[NodePath, ...]:
    return tuple(NodePath(**entry) for entry in read("places")["host_paths"])


def _is_any_of(section: str, text: str) -> bool:
    return any(fits(text, pattern) for pattern in read("places")[section])


@lru_cache(maxsize=4096)
def node_path(path: str) -> NodePath | None:
    """What is known about an absolute path of the host; None for one that holds somebody's data."""
    path = path.rstrip("/") or "/"
    return next((entry for entry in _node_paths() if fits(path, entry.match)), None)


def is_written(target: str) -> bool:
    """Whether programs usually write below this path of a container."""
    return _is_any_of("written_targets", target.rstrip("/"))


def is_configuration(target: str) -> bool:
    """Whether programs usually look for configuration at this path of a container."""
    return _is_any_of("config_targets", target.rstrip("/"))


def is_dependency_directory(path: str) -> bool:
    """Whether a build usually fills this directory inside the image: `node_modules`, `.venv`."""
    return basename(path.rstrip("/")) in read("places")["dependency_directories"]


def is_source_file(path: str) -> bool:
    """Whether a file is source code, or says that source code is around it."""
    return _is_any_of("source_files", basename(path))


def holds_credentials(path: str) -> bool:
    """Whether a directory is one where people keep credentials: `~/.aws`, `~/.ssh`."""
    return basename(path.rstrip("/")) in read("places")["credential_directories"]


def names_a_file(path: str) -> bool:
    """Whether a path that nobody can look at reads like a file's.

    It is known as one (`.kube/config`), or ends in `.conf`, but not in `.d` or `.2`. A leading dot hides a
    name and starts no suffix: `.aws` is a directory.
    """
    if path.endswith("/"):
        return False
    if _is_any_of("known_files", f"/{path}"):
        return True
    name = basename(path)
    if holds_credentials(path) or name in read("places")["known_directories"]:
        return False
    match = re.search(r"\.([A-Za-z0-9_-]{1,12})$", name.lstrip("."))
    return match is not None and match[1] != "d" and not match[1].isdigit()
