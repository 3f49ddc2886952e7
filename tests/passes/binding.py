"""Bind mounts for the tests of passes."""

from __future__ import annotations

from typing import Any

from pass_migrate.model import HostFile, HostPath, Mount
from tests.passes.building import said


def files(**contents: bytes | str) -> tuple[HostFile, ...]:
    """Files by name, `__` for a slash and `_` for a dot."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in contents.items()}
    return tuple(
        HostFile(path=said(path), content=said(c if isinstance(c, bytes) else c.encode(), f"{path}!content"))
        for path, c in sorted(named.items())
    )


def folder(display: str, target: str, *held: HostFile, complete: bool = True, **fields: Any) -> Mount:
    """A mount of a directory of the project."""
    host = HostPath(kind="directory", display=display, files=held, size=2_000_000, complete=complete)
    return bind(display, target, host, **fields)


def file(
    display: str, target: str, content: bytes | str, *, executable: bool = False, **fields: Any
) -> Mount:
    """A mount of a single file of the project."""
    data = content if isinstance(content, bytes) else content.encode()
    held = HostFile(path=said(""), content=said(data, f"{display}!content"), executable=executable)
    return bind(
        display, target, HostPath(kind="file", display=display, files=(held,), size=len(data)), **fields
    )


def missing(display: str, target: str, kind: str = "missing", **fields: Any) -> Mount:
    """A mount of what is not there, or not read."""
    return bind(display, target, HostPath(kind=kind, display=display), **fields)


def bind(display: str, target: str, host: HostPath, **fields: Any) -> Mount:
    """A bind mount."""
    source = said(f"/project/{display}".rstrip("/."), f"{display}!source")
    return Mount(
        type=said("bind"), source=source, target=said(target, f"{target}!target"), host=host, **fields
    )
