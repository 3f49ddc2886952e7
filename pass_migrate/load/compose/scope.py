"""Where a group of Compose files stands: the folder its paths start from and the variables it sees.

The files of a project share one scope; what `include` brings in has a scope of its own.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from pass_migrate.load.tree import Scalar
from pass_migrate.records import dataclass, replace

_REMOTE = re.compile(r"(?:https?|git|ssh|oci|git\+ssh)://|git@|github\.com/")


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a group of files that are merged over each other."""

    directory: Path
    """The folder that relative paths in these files start from, absolute."""
    prefix: str
    """The same folder as seen from the including files; for the project's own files, the folder itself."""
    environment: Mapping[str, Scalar]
    """The variables that `${...}` finds."""
    chain: tuple[Path, ...] = ()
    """The files that lead here, from the project's own file through each `include`."""

    def within(self, file: Path) -> Scope:
        """The scope as seen from inside `file`."""
        return replace(self, chain=(*self.chain, file))

    def find(self, path: str) -> Path:
        """The file that a path in these files means, absolute."""
        return Path(os.path.normpath(self.directory / path))


def is_remote(path: str) -> bool:
    """Whether a path names something on another machine: a Git repository, an OCI artefact, a web address."""
    return _REMOTE.match(path) is not None


def joined(base: str, path: str) -> str:
    """`path` as seen from where `base` is seen, without `.` and `..` where they cancel out."""
    return clean(f"{base}/{path}" if base else path)


def clean(path: str) -> str:
    """The shortest path that means the same; as Go's `path.Clean`, a leading `//` is one `/`."""
    out = posixpath.normpath(path) if path else "."
    return out[1:] if out.startswith("//") else out
