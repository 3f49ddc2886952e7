"""What stands at the source of a bind mount, on the machine that converts.

Only what lies in the project directory is read (or elsewhere, where the user allows it): a system path
such as `/var/run/docker.sock` belongs to the Docker host, not to the project. What is read is bounded by
what fits into a Kubernetes object.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fact, Leaf, union
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Scalar
from pass_migrate.model import HostFile, HostPath
from pass_migrate.own_files import RECORD, SETTINGS

MAX_BYTES = 1024 * 1024
"""A ConfigMap or Secret holds 1 MiB at most (Kubernetes, `configmap` and `secret` concepts)."""
MAX_FILES = 400
"""More files than this are no configuration."""


def host_path(source: Fact[str], project: Project) -> HostPath:
    """Look at the source of a bind mount; contents are read where they can become configuration."""
    path = Path(source.value)
    if not _is_inside(path, project):
        near = _is_under(path, project.directory.parent)
        return HostPath(kind="outside" if near else "absolute", display=_outside_name(path, project, near))
    display = project.sources.display(path)
    try:
        mode = path.stat().st_mode
    except OSError:
        return HostPath(kind="missing", display=display)
    if stat.S_ISDIR(mode):
        return _directory(path, display, source, project)
    if not stat.S_ISREG(mode):
        return HostPath(kind="socket" if stat.S_ISSOCK(mode) else "device", display=display)
    size = path.stat().st_size
    if size > MAX_BYTES:
        return HostPath(kind="file", display=display, size=size, complete=False)
    return HostPath(kind="file", display=display, files=(_file(path, "", source, project),), size=size)


def _directory(path: Path, display: str, source: Fact[str], project: Project) -> HostPath:
    found: list[Path] = []
    size = 0
    for folder, folders, names in os.walk(path):
        if RECORD in names:  # output of an earlier run: it would be converted into itself
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            file = Path(folder, name)
            if not file.is_file() or _is_settings(file, project) or not _is_inside(file.resolve(), project):
                continue
            found.append(file)
            size += file.stat().st_size
            if len(found) > MAX_FILES or size > MAX_BYTES:
                return HostPath(kind="directory", display=display, size=size, complete=False)
    files = [_file(file, file.relative_to(path).as_posix(), source, project) for file in found]
    return HostPath(
        kind="directory",
        display=display,
        files=tuple(sorted(files, key=lambda file: file.path.value)),
        size=size,
    )


def _is_settings(file: Path, project: Project) -> bool:
    """Whether it tells this program what to do, and the container nothing."""
    return file.name == SETTINGS and file.parent.resolve() == project.directory.resolve()


def _file(path: Path, relative: str, source: Fact[str], project: Project) -> HostFile:
    leaf = Leaf(project.sources.display(path), 1, 1, "content")
    project.journal.saw(leaf)
    return HostFile(
        path=Fact(relative, union(source.leaves, (leaf,))),
        content=Fact(project.sources.content(path), union(source.leaves, (leaf,))),
        executable=bool(path.stat().st_mode & stat.S_IXUSR),
    )


def content_fact(file: Scalar, project: Project) -> Fact[bytes] | None:
    """The content of the file that a config or secret names; None if it is not there."""
    path = Path(str(file.value))
    try:
        if not path.is_file():
            return None
        leaf = Leaf(project.sources.display(path), 1, 1, "content")
        content = project.sources.content(path)
    except (OSError, MigrateError):
        return None
    project.journal.saw(leaf)
    return Fact(content, union(file.leaves, (leaf,)))


def _is_inside(path: Path, project: Project) -> bool:
    """Whether it may be read: in the project, links followed; or nearby, where the user allows that."""
    if project.sources.inside(path):
        return True
    return project.sources.allow_outside and _is_under(path, project.directory.parent)


def _is_under(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _outside_name(path: Path, project: Project, near: bool) -> str:
    if near:
        return Path(os.path.relpath(path, project.directory)).as_posix()
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if _is_under(path, home) and path != home else str(path)
