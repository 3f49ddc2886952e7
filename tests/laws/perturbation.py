"""Edit one leaf in the text, convert again, and see which manifest fields changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.facts import Leaf

Key = tuple[str, Field]


def edits(text: str, leaf: Leaf) -> Iterator[str]:
    """Texts in which the value at the leaf's place is another one, most telling first."""
    lines = text.split("\n")
    if leaf.path == "content":
        yield text + "\n# changed\n"
        return
    row = leaf.line - 1
    if row >= len(lines):
        return
    line, at = lines[row], leaf.column - 1
    if re.match(r"[|>][-+0-9]*\s*(#.*)?$", line[at:]):
        body = next((n for n in range(row + 1, len(lines)) if lines[n].strip()), row)
        yield "\n".join([*lines[:body], lines[body] + "x", *lines[body + 1 :]])
        return
    for token in _tokens(line, at):
        yield "\n".join([*lines[:row], line[:at] + token + line[at + _length(line, at) :], *lines[row + 1 :]])


def _length(line: str, at: int) -> int:
    found = re.match(r"\$\{[^}]*\}|[A-Za-z0-9_]+", line[at:])
    return found.end() if found else 0


def _tokens(line: str, at: int) -> Iterator[str]:
    """Replacements for the word at a place."""
    word = line[at : at + _length(line, at)]
    flips = {"true": "false", "false": "true", "tcp": "udp", "udp": "tcp", "ro": "rw", "rw": "ro"}
    if word in flips:
        yield flips[word]
    elif re.fullmatch(r"\d+", word):
        yield str(int(word) + 1) if len(word) < 9 else word[:-1] + ("1" if word[-1] != "1" else "2")
        yield str(max(1, int(word) - 1))
    elif found := re.fullmatch(r"(\d+)([A-Za-z]\w*)", word):
        yield f"{int(found[1]) + 1}{found[2]}"
    elif word.startswith("${"):
        yield "x"
        yield "1234"
    yield word + "x"
    yield word + "2"


def flat(manifests: tuple[Manifest, ...]) -> dict[Key, Any]:
    """Every scalar and empty container of every manifest, addressed by names where lists have them."""
    out: dict[Key, Any] = {}

    def walk(reference: str, node: Any, at: Field) -> None:
        if isinstance(node, dict) and node:
            for key, value in node.items():
                walk(reference, value, (*at, key))
        elif isinstance(node, list) and node:
            for index, item in enumerate(node):
                walk(reference, item, (*at, index))
        else:
            out[reference, at] = node

    for item in manifests:
        walk(item.reference, item.body, ())
    return out


@dataclass(frozen=True)
class Difference:
    """What an edit changed: fields by their address before, and by their address after."""

    before: frozenset[Key]
    after: frozenset[Key]

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


def difference(old: tuple[Manifest, ...], new: tuple[Manifest, ...]) -> Difference:
    """The fields that differ, with renamed objects taken as vanished and appeared."""
    left, right = flat(old), flat(new)
    gone = {key for key, value in left.items() if key not in right or right[key] != value or type(right[key]) is not type(value)}
    come = {key for key, value in right.items() if key not in left or left[key] != value or type(left[key]) is not type(value)}
    return Difference(frozenset(gone), frozenset(come))


def named(manifests: tuple[Manifest, ...], leaf: Leaf) -> set[Key]:
    """The fields that rest on a leaf: those whose own fact, or the fact of a container or a key around them, cites it.

    Everything in an object whose name rests on the leaf is named too, once the object is another one.
    """
    out: set[Key] = set()
    for item in manifests:
        for field, fact in item.sources.items():
            if leaf in fact.leaves:
                out.add((item.reference, field[:-1] if field and field[-1] == "#key" else field))
    return out


def covered(key: Key, names: set[Key]) -> bool:
    """Whether a field, or something around it, is named."""
    reference, field = key
    if (reference, ("metadata", "name")) in names:
        return True
    return any((reference, field[:cut]) in names for cut in range(len(field) + 1))


def read(folder: Path, leaf: Leaf) -> str | None:
    """The text that a leaf stands in; None for what is no file or no text."""
    path = folder / leaf.file
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
