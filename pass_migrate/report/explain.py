"""Both directions of the ledger: what became of a line, and where a field of a manifest comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pass_migrate.emit.manifest import Field, Manifest, field_text
from pass_migrate.facts import Fact, Leaf
from pass_migrate.ledger import Ledger, Row
from pass_migrate.records import dataclass

if TYPE_CHECKING:
    from pass_migrate.load.sources import Sources

_STEP = re.compile(r"""\[(?P<index>\d+)\]|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\.?(?P<name>[^.\[\]]+)""")


@dataclass(frozen=True, slots=True)
class Origin:
    """A field of a manifest, and what it rests on."""

    manifest: Manifest
    field: Field
    fact: Fact[Any]


def at_line(ledger: Ledger, sources: Sources, file: str, line: int, column: int | None) -> tuple[Row, ...]:
    """The values at a place. With a column, the one that stands there; without, all of the line.

    A line that has no value of its own stands for what is below it (`ports:`), or for what it is a part of
    (a line of a text of several lines). Empty for a line that is blank or a comment.
    """
    rows = ledger.at(file, line)
    if not rows:
        first, last = _block(sources.texts.get(file, ""), line)
        rows = tuple(row for row in ledger.at(file) if first <= row.leaf.line <= last)
        if not rows:
            before = [row for row in ledger.at(file) if 0 < row.leaf.line < line]
            nearest = max((row.leaf.line for row in before), default=0)
            inside = nearest and _block(sources.texts.get(file, ""), nearest)[1] >= line
            rows = tuple(row for row in before if inside and row.leaf.line == nearest)
    elif column is not None:
        starts = sorted({row.leaf.column for row in rows if row.leaf.column <= column}) or [
            rows[0].leaf.column
        ]
        rows = tuple(row for row in rows if row.leaf.column == starts[-1])
    return rows


def _block(text: str, line: int) -> tuple[int, int]:
    """First and last of a line and the deeper ones below it; (1, 0) for a blank line or a comment."""
    lines = text.splitlines()
    if not 0 < line <= len(lines) or not lines[line - 1].strip() or lines[line - 1].lstrip().startswith("#"):
        return 1, 0
    depth, last = _depth(lines[line - 1]), line
    for number in range(line + 1, len(lines) + 1):
        if lines[number - 1].strip():
            deeper = _depth(lines[number - 1]) > depth
            # The items of a list may stand as far left as the key that holds them.
            item = lines[number - 1].lstrip().startswith("- ") and _depth(lines[number - 1]) == depth
            if not deeper and not (item and not lines[line - 1].lstrip().startswith("- ")):
                break
            last = number
    return line, last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def field_of(text: str) -> Field:
    """A field as `field_text` writes it: `spec.ports[0].port`, `data["app.conf"]`.

    Raises ValueError if it cannot be read.
    """
    out: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise ValueError(f"a field looks like spec.ports[0].port, not {text!r}")
        if match["index"] is not None:
            out.append(int(match["index"]))
        else:
            out.append(match["name"] if match["name"] is not None else match["quoted"].replace('\\"', '"'))
        position = match.end()
    return tuple(out)


def origins(manifest: Manifest, field: Field = ()) -> tuple[Origin, ...]:
    """What a field of a manifest and the fields below it rest on; of the whole manifest without a field.

    A field that has no fact of its own rests on that of the nearest field around it.
    """
    found = tuple(
        Origin(manifest, at, fact) for at, fact in manifest.sources.items() if at[: len(field)] == field
    )
    for length in range(len(field) - 1, 0, -1):
        if found:
            break
        if (fact := manifest.sources.get(field[:length])) is not None:
            found = (Origin(manifest, field[:length], fact),)
    return found


def near(name: str, known: Iterable[str]) -> Sequence[str]:
    """Names that somebody may have meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something went wrong

    return get_close_matches(name, list(known), 3, 0.5)


def mentions(leaf: Leaf, leaves: Iterable[Leaf]) -> bool:
    """Whether a finding or decision that rests on `leaves` speaks of `leaf`, or of a part of it."""
    return any(
        leaf.file == other.file
        and leaf.line == other.line
        and leaf.path.split("#")[0] == other.path.split("#")[0]
        for other in leaves
    )


def spoken_field(origin: Origin) -> str:
    """`spec.ports[0].port`; a key that is a fact of its own is told apart from its value."""
    return (
        f"{field_text(origin.field)} (the name)"
        if origin.field[-1:] == ("#key",)
        else field_text(origin.field)
    )
