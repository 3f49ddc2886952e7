"""Volume short forms: `[SOURCE:]TARGET[:OPTIONS]`.

Read as compose-go 2.9.1 reads them, format/volume.go; a single letter before a colon is a Windows drive, even
where it was meant as the name of a volume.
"""

from __future__ import annotations

import unicodedata
from typing import NoReturn

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Scalar, Value

_PROPAGATION = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))
_SELINUX = frozenset("zZ")


def expand(scalar: Scalar, journal: Journal) -> Map:
    """The long form of a short form: type, source, target, read_only, bind, volume.

    Each part has a leaf of its own: `#source`, `#target`, and the options `#read_only`, `#nocopy`,
    `#selinux`, `#propagation`; an option that means nothing is `#ignored0` and so on, and idle, as is one
    that a later option takes back. `journal` is told that the parts stand for the whole. Raises
    `MigrateError`.
    """
    text = str(scalar.value)
    fields = _fields(scalar, text)
    volume = Map({}, {}, scalar.leaf)
    if len(fields) == 1:
        source, target = None, scalar.part(*fields[0], "target")
    else:
        source, target = scalar.part(*fields[0], "source"), scalar.part(*fields[1], "target")
    parts = [part for part in (source, target) if part is not None]
    bind = source is not None and is_path(str(source.value))
    _default(volume, "type", "bind" if bind else "volume", source or target)
    if source is not None:
        volume.put("source", source)
    volume.put("target", target)
    if bind:
        _default(_below(volume, "bind"), "create_host_path", True, scalar)
    elif len(text.encode()) > 2:
        _below(volume, "volume")
    if len(fields) == 3:
        parts += _options(scalar, fields[2], volume, journal)
    journal.split(scalar.leaf, [part.leaf for part in parts])
    return volume


def is_path(source: str) -> bool:
    r"""Whether a source is a path (`.`, `/`, `~`, `\\` or a drive begins it), not the name of a volume."""
    return source.startswith((".", "/", "~", "\\\\")) or (source[1:2] == ":" and _is_letter(source[0]))


def _options(scalar: Scalar, field: tuple[int, int], volume: Map, journal: Journal) -> list[Scalar]:
    """Set the options of a volume; returns their parts."""
    parts: dict[str, Scalar] = {}
    all_parts: list[Scalar] = []
    start, end = field
    for number, option in enumerate(str(scalar.value)[start:end].split(",")):
        where = (start, start + len(option))
        start += len(option) + 1
        value: Value = option
        if option in ("ro", "rw"):
            kind, holder, value = "read_only", volume, option == "ro"
        elif option == "nocopy":
            kind, holder, value = "nocopy", _below(volume, "volume"), True
        elif option in _SELINUX or option in _PROPAGATION:
            kind, holder = "selinux" if option in _SELINUX else "propagation", _below(volume, "bind")
        else:
            if option:
                ignored = scalar.part(*where, f"ignored{number}")
                journal.idle(ignored.leaf, "Docker Compose reads no such option of a volume")
                all_parts.append(ignored)
            continue
        part = scalar.part(*where, kind if kind not in parts else f"{kind}{number}", value)
        if kind in parts:
            journal.lost(parts[kind].leaf, part.leaf)
        parts[kind] = part
        all_parts.append(part)
        holder.put(kind, part)
    return all_parts


def _fields(scalar: Scalar, text: str) -> list[tuple[int, int]]:
    """Start and end of each field: one to three."""
    if not text:
        _refuse(scalar, "a volume cannot be empty")
    if len(text.encode()) <= 2:
        return [(0, len(text))]
    fields: list[tuple[int, int]] = []
    start = depth = 0
    for offset, character in enumerate(text):
        if text.startswith("${", offset):
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth and not (offset - start == 1 and _is_letter(text[start])):
            fields.append((start, offset))
            start = offset + 1
    if not depth:
        fields.append((start, len(text)))
    if depth and len(fields) < 2:
        _refuse(scalar, "this volume has a `${` that is never closed, which hides its target")
    if any(start == end for start, end in fields):
        _refuse(scalar, "a part of this volume is empty: there is nothing between two colons, or at an end")
    if len(fields) > 3 or (depth and len(fields) == 3):
        _refuse(scalar, "a volume has at most three parts, and this one has more")
    return fields


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _below(volume: Map, key: str) -> Map:
    """The mapping under `key`, made if it is missing."""
    child = volume.get(key)
    if not isinstance(child, Map):
        child = Map({}, {}, volume.leaf)
        volume.put(key, child)
    return child


def _default(holder: Map, key: str, value: Value, because: Scalar) -> None:
    holder.put(key, Scalar(value, because.leaf, because.via, default=True))


def _refuse(scalar: Scalar, message: str) -> NoReturn:
    remedy = "write [SOURCE:]TARGET[:OPTIONS], or the long form with type, source and target"
    raise MigrateError([Problem(message, scalar.leaf, remedy)])
