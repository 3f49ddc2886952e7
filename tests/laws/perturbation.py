"""Edit one leaf in the text, convert again, and see which manifest fields changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest, field_text
from pass_migrate.facts import Leaf

Key = tuple[str, Field]


WORDS = {
    "true": "false",
    "false": "true",
    "tcp": "udp",
    "udp": "tcp",
    "ro": "rw",
    "rw": "ro",
    "always": "never",
    "replicated": "global",
    "global": "replicated",
    "host": "private",
    "start": "stop",
    "stop": "start",
    "service_healthy": "service_started",
    "service_started": "service_healthy",
    "unless": "no",
    "any": "none",
    "private": "host",
    "shareable": "host",
    "vip": "dnsrr",
    "bind": "volume",
}
"""What a word of a closed list is exchanged for."""


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
    # A value that begins with a sign is edited at its first word.
    at += re.match(r"[^\w$]{0,3}(?=\w)|", line[at:]).end()  # type: ignore[union-attr]
    for token in _tokens(line, at):
        yield "\n".join([*lines[:row], line[:at] + token + line[at + _length(line, at) :], *lines[row + 1 :]])


def _length(line: str, at: int) -> int:
    found = re.match(r"\$\{[^}]*\}|[A-Za-z0-9_]+", line[at:])
    return found.end() if found else 0


def _tokens(line: str, at: int) -> Iterator[str]:
    """Replacements for the word at a place."""
    word = line[at : at + _length(line, at)]
    if word in WORDS:
        yield WORDS[word]
    elif re.fullmatch(r"\d+", word):
        # Far enough away for a port not to meet its neighbour.
        yield str(int(word) + (1 if len(word) < 4 else 1017)) if len(word) < 9 else word[:-1] + "1"
        yield str(int(word) - 1 if int(word) > 1 else 0)
    elif found := re.fullmatch(r"(\d+)([A-Za-z]\w*)", word):
        yield f"{int(found[1]) + 1}{found[2]}"
    elif word.startswith("${"):
        yield "x"
        yield "1234"
    yield word + "x"
    yield word + "2"


@dataclass(frozen=True)
class Change:
    """A place in the manifests that differs: a value that changed, or a part that came or went whole."""

    reference: str
    field: Field
    old: bool
    """Whether it is there before."""
    new: bool
    """Whether it is there after."""

    def __str__(self) -> str:
        verb = "changes" if self.old and self.new else "goes" if self.old else "comes"
        return f"{self.reference} {field_text(self.field)} {verb}"


def differences(old: tuple[Manifest, ...], new: tuple[Manifest, ...]) -> list[Change]:
    """Where two sets of manifests differ, as high up as possible."""
    left, right = ({item.reference: item for item in manifests} for manifests in (old, new))
    out: list[Change] = []
    for reference in sorted({*left, *right}):
        if reference in left and reference in right:
            out += _differ(reference, (), left[reference].body, right[reference].body)
        else:
            out.append(Change(reference, (), reference in left, reference in right))
    return out


def _differ(reference: str, at: Field, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            if key in old and key in new:
                yield from _differ(reference, (*at, key), old[key], new[key])
            else:
                yield Change(reference, (*at, key), key in old, key in new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _differ_lists(reference, at, old, new)
    elif old != new or type(old) is not type(new):
        yield Change(reference, at, True, True)


def _differ_lists(reference: str, at: Field, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Entries that are the same on both sides are set apart first; the rest is compared in order."""
    kept = [item for item in old if item in new]
    left = [(place, item) for place, item in enumerate(old) if item not in kept]
    right = [(place, item) for place, item in enumerate(new) if item not in kept]
    for (place, before), (_, after) in zip(left, right, strict=False):
        if len(left) == len(right):
            yield from _differ(reference, (*at, place), before, after)
        else:
            yield Change(reference, (*at, place), True, True)
    yield from (Change(reference, (*at, place), True, False) for place, _ in left[len(right) :])
    yield from (Change(reference, (*at, place), False, True) for place, _ in right[len(left) :])


def here(leaf: Leaf, other: Leaf) -> bool:
    """Whether two leaves stand at the same place; an edited name changes the paths below it."""
    return (leaf.file, leaf.line, leaf.column) == (other.file, other.line, other.column)


def named(manifests: tuple[Manifest, ...], leaf: Leaf) -> set[Key]:
    """The fields that rest on a leaf."""
    return {
        (item.reference, field[:-1] if field and field[-1] == "#key" else field)
        for item in manifests
        for field, fact in item.sources.items()
        if any(here(leaf, cited) for cited in fact.leaves)
    }


def steps_in(new: tuple[Manifest, ...], change: Change) -> bool:
    """Whether what comes is a default: it rests on a rule alone, and so stands in for something that went."""
    if change.old or not change.new or not change.field:
        return False
    item = next(item for item in new if item.reference == change.reference)
    facts = [fact for field, fact in item.sources.items() if field[: len(change.field)] == change.field]
    return bool(facts) and not any(fact.leaves for fact in facts)


def covers(names: set[Key], change: Change) -> bool:
    """Whether a change is named: the field, something around it, or something in what comes or goes."""
    field = change.field
    around = any((change.reference, field[:cut]) in names for cut in range(len(field) + 1))
    inside = any(reference == change.reference and other[: len(field)] == field for reference, other in names)
    # In the Kubernetes API a `type` decides which of the fields beside it there are.
    typed = (change.reference, (*field[:-1], "type")) in names
    return around or inside or typed


def moved(
    old: tuple[Manifest, ...], new: tuple[Manifest, ...], changes: list[Change], names: set[Key]
) -> set[Key]:
    """Fields that come because a named one goes: the same leaves stand behind them, in another place."""
    lost = {
        (leaf.file, leaf.line, leaf.column)
        for item in old
        for field, fact in item.sources.items()
        for leaf in fact.leaves
        if any(
            change.reference == item.reference and field[: len(change.field)] == change.field
            for change in changes
            if change.old and covers(names, change)
        )
    }
    return {
        (item.reference, field)
        for item in new
        for field, fact in item.sources.items()
        if any((leaf.file, leaf.line, leaf.column) in lost for leaf in fact.leaves)
    }


def read(folder: Path, leaf: Leaf) -> str | None:
    """The text that a leaf stands in; None for what is no file or no text."""
    path = folder / leaf.file
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
