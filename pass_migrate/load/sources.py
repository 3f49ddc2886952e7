"""Reading files: once each, with limits, and never outside the project unless allowed.

Files get a display name, relative to the project directory, under which places and reports speak of them; the
absolute path stays in here.
"""

from __future__ import annotations

import os
import stat
from dataclasses import field
from pathlib import Path

from pass_migrate.errors import MigrateError, Place, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.excerpt import excerpt
from pass_migrate.records import dataclass

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes of a Compose, settings or env file that are read."""
CONTENT_LIMIT = 64 * 1024 * 1024
"""Bytes of a mounted file that are read: far beyond what a ConfigMap or a Secret holds."""

_UP = 3
"""Steps up that a display name shows; what is farther away is shown by its name alone."""


@dataclass(slots=True)
class Sources:
    """The files of one project, read once each and named relative to the project directory."""

    root: Path
    """The project directory, absolute."""
    allow_outside: bool = False
    """Whether files outside the project directory may be read (`--allow-outside`)."""
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    """Text of the files read, by display name."""
    origins: dict[Path, str] = field(default_factory=dict)
    """Display names given so far, by absolute path: two files never share one."""

    def display(self, path: Path) -> str:
        """The name under which a file appears in places and reports, `/`-separated and never absolute.

        Relative to the project directory, with up to three `..`; beyond that the file's name alone, numbered
        if another file already has it.
        """
        absolute = Path(os.path.normpath(self.root / path))
        if (known := self.origins.get(absolute)) is not None:
            return known
        try:
            name = Path(os.path.relpath(absolute, self.root)).as_posix()
        except ValueError:  # another drive
            name = absolute.name
        if name.split("/")[: _UP + 1].count("..") > _UP:
            name = absolute.name
        taken = set(self.origins.values())
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}({number})", number + 1
        self.origins[absolute] = unique
        return unique

    def text(self, path: Path, named_at: Place | None = None, *, trusted: bool = False) -> str:
        """The decoded text of an input file, its byte order mark removed.

        `trusted` files were named by the user (`-f`, `--env-file`) and may be anywhere; others must be inside
        the project. `named_at` is where the file is asked for, and where a problem with it is shown. Raises
        `MigrateError` for all that can be wrong with the file.
        """
        name = self.display(path)
        if name in self.texts and (trusted or self.allow_outside or self.inside(path)):
            return self.texts[name]
        data = self._read(path, TEXT_LIMIT, trusted, named_at)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = _place_of(data, error.start, name)
            message = f"the file is not UTF-8 text: byte 0x{data[error.start]:02x}"
            remedy = "save it as UTF-8" + (
                " (it looks like UTF-16)" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
            )
            raise MigrateError([Problem(message, place, remedy)]) from None
        if "\0" in text:
            place = _place_of(text.encode(), text.encode().index(b"\0"), name)
            raise MigrateError(
                [Problem("the file has a NUL character", place, "it is no text file, or is damaged")]
            )
        self.texts[name] = text
        return text

    def content(self, path: Path, named_at: Place | None = None) -> bytes:
        """The bytes of a file to be mounted; raises `MigrateError` as `text` does, but takes any bytes."""
        return self._read(path, CONTENT_LIMIT, False, named_at)

    def add(self, name: str, text: str) -> None:
        """Make known a text that is in no file (standard input), so that it can be excerpted."""
        self.texts[name] = text

    def inside(self, path: Path) -> bool:
        """Whether the file is in the project directory, links followed."""
        real = os.path.realpath(self.root / path)
        root = os.path.realpath(self.root)
        return real == root or real.startswith(root.rstrip(os.sep) + os.sep)

    def excerpt(self, place: Place) -> str:
        """The source line of a place and a caret under its column, secrets masked; empty if unknown."""
        text = self.texts.get(place.file)
        return excerpt(text, place) if text is not None else ""

    def explained(self, error: MigrateError) -> MigrateError:
        """The same error, its problems with their excerpts."""
        return MigrateError(
            problem
            if problem.excerpt or problem.place is None
            else problem.with_excerpt(self.excerpt(problem.place))
            for problem in error.problems
        )

    def _read(self, path: Path, limit: int, trusted: bool, named_at: Place | None) -> bytes:
        name = self.display(path)
        absolute = self.root / path
        place = named_at or Leaf(name, 0, 0, "")

        def refuse(message: str, remedy: str) -> MigrateError:
            return MigrateError(
                [Problem(message if named_at is None else f"{name}: {message}", place, remedy)]
            )

        if str(absolute) == os.devnull:
            return b""  # the way to say: no file
        if "\0" in str(path):
            raise refuse("a file name cannot have a NUL character", "correct the name")
        if not (trusted or self.allow_outside or self.inside(path)):
            raise refuse(
                "the file is outside the project directory"
                + (" (through a link)" if ".." not in name else ""),
                "move it into the project, or allow it with --allow-outside",
            )
        try:
            status = absolute.stat()
            if stat.S_ISDIR(status.st_mode):
                raise refuse("this is a directory", "name a file in it")
            if not stat.S_ISREG(status.st_mode) and not (trusted and _is_open_pipe(absolute, status)):
                raise refuse("this is no regular file", "name a file; sockets and devices cannot be read")
            if status.st_size > limit:
                size = f"{status.st_size / 1024 / 1024:.0f} MiB"
                raise refuse(
                    f"the file has {size}; at most {limit // 1024 // 1024} MiB are read",
                    "is it the right file?",
                )
            with absolute.open("rb") as stream:
                data = stream.read(limit + 1)
        except FileNotFoundError:
            raise refuse(
                "there is no such file", "check the name, and the directory it is relative to"
            ) from None
        except PermissionError:
            raise refuse("the file cannot be read: permission denied", "allow reading it") from None
        except OSError as error:
            raise refuse(f"the file cannot be read: {error.strerror or error}", "check the path") from None
        if len(data) > limit:
            raise refuse(f"more than {limit // 1024 // 1024} MiB came", "is it the right file?")
        return data


def _is_open_pipe(path: Path, status: os.stat_result) -> bool:
    """Whether this is a pipe that the shell opened for us (`<(...)`, `/dev/stdin`).

    A named pipe may have no writer, and reading it never end.
    """
    handed = str(path) == "/dev/stdin" or str(path.parent) in ("/dev/fd", "/proc/self/fd")
    return handed and stat.S_ISFIFO(status.st_mode)


def _place_of(data: bytes, offset: int, name: str) -> Leaf:
    """Line and column of a byte."""
    before = data[:offset]
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode(errors="replace").removeprefix("\ufeff")) + 1
    return Leaf(name, before.count(b"\n") + 1, column, "")
