"""Put files into a folder, all or nothing and with few system calls: thousands are written in one run."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple


class File(NamedTuple):
    """What a file is to hold."""

    content: bytes
    mode: int
    """Permission bits."""


def names_in(folder: Path) -> set[str]:
    """The files in and below a folder, as relative paths with forward slashes; none if it is not there."""
    return {name.replace(os.sep, "/") for name in _below(str(folder), "")}


def _below(folder: str, prefix: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # not there, or not for us to read: then it is not of ours
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield prefix + entry.name


def is_there(path: Path, file: File) -> bool:
    """Whether a file holds this already: the same bytes, the same permissions, and no link to elsewhere."""
    try:
        found = path.lstat()
        same = stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) == file.mode
        return same and found.st_size == len(file.content) and path.read_bytes() == file.content
    except OSError:
        return False


def place(folder: Path, files: Mapping[str, File], keep: frozenset[str] = frozenset()) -> None:
    """Write files, given by relative path, into `folder`.

    They are written beside it first and then moved: the whole folder at once if it is new, else file by
    file. What stands in the place of a file of `keep` stays as `<name>.orig`. Raises `OSError`; what was
    there before is untouched unless moving itself fails.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)
    try:
        # One level below: `mkdtemp` makes a folder for the owner alone, and this one may become the output.
        new = f"{stage}/new"
        _fill(new, files)
        if not os.path.lexists(folder):
            Path(new).rename(folder)
            return
        base = str(folder)
        for name in _folders(files):
            os.makedirs(f"{base}/{name}", exist_ok=True)  # noqa: PTH103 - path objects take three times as long
        for name in files:
            target = f"{base}/{name}"
            if name in keep:
                shutil.copy(target, f"{target}.orig")
            os.replace(f"{new}/{name}", target)  # noqa: PTH105 - the same
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def cause(path: Path, error: OSError) -> str:
    """Why a file or folder cannot be written at this path, in words that name what is in the way."""
    if os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114 - they raise nothing
        return f"{path} is a link to what is not there"
    near = path.parent
    while not os.path.lexists(near) and near != near.parent:
        near = near.parent
    if not os.path.isdir(near):  # noqa: PTH112 - the same
        return f"{near} is no folder"
    if not os.access(near, os.W_OK | os.X_OK):
        return f"you have no permission to write in {near}"
    reason = error.strerror or type(error).__name__
    return f"nothing can be made in {near} ({reason})" if isinstance(error, FileNotFoundError) else reason


def _fill(folder: str, files: Mapping[str, File]) -> None:
    for name in _folders(files):
        os.makedirs(f"{folder}/{name}", exist_ok=True)  # noqa: PTH103 - the same
    for name, file in files.items():
        handle = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode)
        try:
            rest = memoryview(file.content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.chmod(handle, file.mode)  # noqa: PTH101 - the umask may have taken some bits
        finally:
            os.close(handle)


def _folders(files: Mapping[str, File]) -> dict[str, None]:
    """The folders that files stand in, each once; the empty name is the top."""
    return {"": None, **dict.fromkeys(name.rpartition("/")[0] for name in files)}


def remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that became empty, up to the output folder."""
    (folder / name).unlink()
    for parent in PurePosixPath(name).parents:
        if parent == PurePosixPath() or any((folder / parent).iterdir()):
            return
        (folder / parent).rmdir()
