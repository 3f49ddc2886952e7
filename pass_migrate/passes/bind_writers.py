"""Which bind mounts a container writes to, and through which host directories services hand over files.

Docker mounts everything writable unless told otherwise, so that alone says nothing. What counts is evidence:
a command or script that changes something below the path, a one-shot service, a directory where the image
keeps data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from pass_migrate.facts import Fact
from pass_migrate.knowledge import image_of
from pass_migrate.knowledge.places import is_written, names_a_file
from pass_migrate.model import App, Mount, Workload
from pass_migrate.passes.shell_script import argv_of
from pass_migrate.records import dataclass

SCRIPT_LIMIT = 256 * 1024
"""Bytes of a mounted file that is still read as a script."""
_CHANGES = frozenset({"chmod", "chown", "chgrp", "touch", "rm", "mkdir", "truncate", "setfacl"})
_LAST_ARGUMENT = frozenset({"cp", "mv", "install", "ln", "rsync"})
_ALL_ARGUMENTS = frozenset({"tee"})
_OUTPUT_OPTIONS = frozenset({"-out", "-o", "--output", "-keyout", "-keystore", "-destkeystore", "-O"})
_RECURSIVE = frozenset({"-R", "-r", "-rf", "--recursive"})
_REDIRECT = re.compile(r">{1,2}\s*[\"']?([^\s\"'<>|;&()]+)")
_COMMAND_END = re.compile(r"&&|\|\||[;|\n]")


@dataclass(frozen=True, slots=True)
class Share:
    """A host directory through which services hand files to each other."""

    root: str
    """The outermost directory that one of them mounts, as `HostPath.display` writes it."""
    below: str
    """Where the mount is below the root; empty for the root itself."""
    because_of: tuple[Fact[str], ...]
    """The mounts of those who write."""
    services: tuple[str, ...]
    """Keys of those who mount it."""


def is_one_shot(workload: Workload, awaited: frozenset[str]) -> bool:
    """Whether it does its work and ends: a Job, or one that others wait for to end well."""
    return (workload.kind is not None and workload.kind.value == "Job") or workload.key.value in awaited


def awaited_to_end(app: App) -> frozenset[str]:
    """Keys of the services that others wait for to end well."""
    return frozenset(
        dependency.service.value
        for workload in app.workloads
        for dependency in workload.depends_on
        if dependency.condition.value == "service_completed_successfully"
    )


def is_read_only(mount: Mount) -> bool:
    """Whether the source says that the container cannot write."""
    return mount.read_only is not None and mount.read_only.value


def keeps_data(workload: Workload, mount: Mount) -> bool:
    """Whether the image keeps its data at the mount's target."""
    image = image_of(workload.image.value) if workload.image is not None else None
    return image is not None and mount.target.value.rstrip("/") in image.data


def evidence(workload: Workload, mount: Mount) -> tuple[Fact[str], ...]:
    """The words or scripts of the command that change something at the mount's target; none if unknown."""
    if is_read_only(mount):
        return ()
    target = mount.target.value.rstrip("/")
    found = [word for word in argv_of(workload) if _writes(word.value, target)]
    for other in workload.mounts:
        for file in other.host.files if other.host is not None else ():
            path, content = file.path.value or other.target.value, file.content.value
            is_script = _is_script(path, content, file.executable)
            if is_script and _writes(content.decode("utf-8", "replace"), target):
                found.append(file.path)
    return tuple(found)


def _is_script(path: str, content: bytes, executable: bool) -> bool:
    return len(content) <= SCRIPT_LIMIT and (
        path.endswith((".sh", ".bash")) or content.startswith(b"#!") or executable
    )


def _writes(script: str, target: str) -> bool:
    """Whether a script changes something at or below `target`, as far as one can see without running it."""
    if target.strip("/").split("/")[0] not in script:
        return False
    if any(_is_at(path, target) for path in _REDIRECT.findall(script)):
        return True
    return any(
        _is_at(path, target) for command in _COMMAND_END.split(script) for path in _changed_by(command)
    )


def _changed_by(command: str) -> Iterator[str]:
    """The paths that one command changes."""
    words = [word.strip("\"'") for word in command.split()]
    names = [word.rsplit("/", 1)[-1] for word in words]
    for position, name in enumerate(names):
        arguments = words[position + 1 :]
        if (
            name in _CHANGES
            or name in _ALL_ARGUMENTS
            or (name == "sed" and any(w.startswith("-i") for w in arguments))
        ):
            yield from arguments
            if any(word in _RECURSIVE for word in arguments):
                yield from (f"{word.rstrip('/')}/*" for word in arguments)
        elif name in _LAST_ARGUMENT and len(arguments) > 1:
            yield arguments[-1]
        elif words[position] in _OUTPUT_OPTIONS and arguments:
            yield arguments[0]


def _is_at(path: str, target: str) -> bool:
    """Whether a path in a command is at or below a mount's target; `*` in it is the shell's."""
    path = path.rstrip("/")
    if not path.startswith("/"):
        return False
    return path == target or path.startswith(target + "/") or fnmatchcase(target, path)


def shared_directories(app: App) -> dict[tuple[str, int], Share]:
    """The bind mounts through which services hand files to each other, by workload key and position.

    Two services share a directory if one mounts the same path as the other, or one around it, and at least
    one writes there: it is a one-shot service, or keeps its data there, or its command shows it, or nothing
    is there.
    """
    awaited = awaited_to_end(app)
    found = sorted(_candidates(app), key=lambda item: (item[0], item[1].key.value, item[2]))
    shares: dict[tuple[str, int], Share] = {}
    for group in _overlapping(found):
        services = sorted({workload.key.value for _, workload, _, _ in group})
        if len(services) < 2:
            continue
        writers = [mount for _, workload, _, mount in group if _may_write(workload, mount, awaited)]
        if not writers:
            continue
        root = "/".join(group[0][0])
        reasons = tuple(mount.source for mount in writers if mount.source is not None)
        for parts, workload, position, _ in group:
            below = "/".join(parts[len(group[0][0]) :])
            shares[workload.key.value, position] = Share(root, below, reasons, tuple(services))
    return shares


def _candidates(app: App) -> Iterator[tuple[tuple[str, ...], Workload, int, Mount]]:
    for workload in app.workloads:
        for position, mount in enumerate(workload.mounts):
            host = mount.host
            if (
                mount.place is None
                and host is not None
                and host.kind in ("file", "directory", "missing")
                and host.display != "."
            ):
                yield tuple(host.display.split("/")), workload, position, mount


def _overlapping(
    found: Iterable[tuple[tuple[str, ...], Workload, int, Mount]],
) -> Iterator[list[tuple[tuple[str, ...], Workload, int, Mount]]]:
    """Groups of mounts whose paths contain one another; `found` is sorted by path."""
    group: list[tuple[tuple[str, ...], Workload, int, Mount]] = []
    for item in found:
        if group and item[0][: len(group[0][0])] != group[0][0]:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _may_write(workload: Workload, mount: Mount, awaited: frozenset[str]) -> bool:
    host = mount.host
    if host is None or is_read_only(mount):
        return False
    if host.kind == "file" or (host.kind == "missing" and names_a_file(host.display)):
        return False
    if is_one_shot(workload, awaited) or keeps_data(workload, mount) or evidence(workload, mount):
        return True
    nothing_there = host.kind == "missing" or (host.complete and not host.files)
    return nothing_there or (is_written(mount.target.value) and not host.files)
