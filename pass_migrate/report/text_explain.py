"""Explanations on a terminal: the source line, where it went and why; the field, what it rests on and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from pass_migrate.emit.manifest import Field, field_text
from pass_migrate.facts import Leaf
from pass_migrate.ledger import Reached, Row
from pass_migrate.model import Decision
from pass_migrate.report.destinations import shown
from pass_migrate.report.explain import Origin, mentions, spoken_field
from pass_migrate.report.places import readable, spoken
from pass_migrate.report.style import COLOURS, SEVERITIES, SIGNS, code, mark, prose
from pass_migrate.report.verdict import WORDS, counted

if TYPE_CHECKING:
    from pass_migrate.pipeline import Result

MOST_FIELDS = 8
"""Fields of one object that are listed for a value."""


def rows(found: Sequence[Row], result: Result, subject: str) -> Iterable[RenderableType]:
    """What became of values, line by line, and which decisions and findings speak of them."""
    if not found:
        yield code(f"Nothing at {subject}: the line is blank, a comment, or behind the end of the file.")
    by_line: dict[tuple[str, int], list[Row]] = {}
    for row in found:
        by_line.setdefault((row.leaf.file, row.leaf.line), []).append(row)
    for (file, line), same in by_line.items():
        yield code(f"{file}:{line}" if line else file, "bold")
        if excerpt := _line(result, same[0].leaf):
            yield Text(spoken(excerpt), "dim")
        for alike in _alike(sorted(same, key=lambda row: row.leaf.column)):
            yield Padding(_row(alike), (0, 0, 0, 2))
    leaves = [row.leaf for row in found]
    if attention := list(_attention(leaves, result)):
        yield Text()
        yield from attention


def _alike(found: Sequence[Row]) -> Iterable[Sequence[Row]]:
    """Rows, a variable's name and value together where both went the same way."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in found:
        fields = tuple((item.manifest.reference, _bare(item.field)) for item in row.reached)
        key = (row.leaf.path.removesuffix("#name"), row.fate, fields)
        groups.setdefault(key, []).append(row)
    return groups.values()


def _row(alike: Sequence[Row]) -> Text:
    # The value has more to say than its name.
    row = max(alike, key=lambda row: (bool(row.rule), not row.leaf.path.endswith("#name")))
    name = readable(row.leaf.path.removesuffix("#name"))
    part = ", name and value" if len(alike) > 1 else ", the name" if row.leaf.path.endswith("#name") else ""
    out = mark(f"{SIGNS[row.fate]} {WORDS[row.fate]}", COLOURS[row.fate]).append("  ")
    out.append_text(code(f"{name}{part}", "bold"))
    out.append(f"  column {alike[0].leaf.column}" if row.leaf.column else "", "dim")
    out.append("\n").append_text(prose(row.reason))
    out.append(f"  {row.rule}" if row.rule else "", "dim")
    by_object: dict[str, list[Reached]] = {}
    for item in row.reached:
        by_object.setdefault(item.manifest.reference, []).append(item)
    for reference, items in by_object.items():
        out.append("\n→ ", "dim").append_text(code(reference, "bold")).append("  ")
        out.append_text(code(items[0].manifest.path, "dim"))
        fields: dict[Field, Reached] = {}
        for item in items:
            fields.setdefault(_bare(item.field), item)
        for field, item in list(fields.items())[:MOST_FIELDS]:
            out.append("\n    ").append_text(code(field_text(field)))
            if value := shown(item.manifest, field):
                out.append(" = ", "dim").append_text(code(value, "bold"))
            if item.rule is not None and item.rule.id != row.rule:
                out.append(f"  {item.rule.id}", "dim")
        if len(fields) > MOST_FIELDS:
            out.append(f"\n    and {counted(len(fields) - MOST_FIELDS, 'more field')}", "dim")
    return out


def _bare(field: Field) -> Field:
    return field[:-1] if field[-1:] == ("#key",) else field


def _attention(leaves: Sequence[Leaf], result: Result) -> Iterable[RenderableType]:
    """Decisions and findings that speak of the leaves; a question that is asked of several things once."""
    kinds: dict[str, list[Decision]] = {}
    for decision in result.decisions:
        if any(mentions(leaf, decision.leaves) for leaf in leaves):
            kinds.setdefault(decision.id.split("/", 1)[0], []).append(decision)
    for same in kinds.values():
        first = same[0]
        out = mark("? ", "bold cyan").append_text(code(first.id, "bold")).append("  ")
        out.append_text(prose(first.question)).append(" → ", "dim").append_text(
            code(first.value, "bold cyan")
        )
        if len(same) > 1:
            out.append(f"  likewise {spoken(', '.join(decision.subject for decision in same[1:]))}", "dim")
        yield out
    for finding in result.findings:
        if any(mentions(leaf, finding.leaves) for leaf in leaves):
            sign, style = SEVERITIES[finding.severity]
            out = (
                mark(f"{sign} ", style)
                .append_text(code(f"{finding.id}/{finding.subject}", "bold"))
                .append("  ")
            )
            yield out.append_text(prose(finding.message))


def origins(found: Sequence[Origin], result: Result) -> Iterable[RenderableType]:
    """What fields rest on."""
    manifest = None
    for origin in found:
        if origin.manifest is not manifest:
            manifest = origin.manifest
            yield code(manifest.reference, "bold").append("  ").append_text(code(manifest.path, "dim"))
        out = code(spoken_field(origin), "cyan")
        if value := shown(origin.manifest, origin.field):
            out.append(" = ", "dim").append_text(code(value, "bold"))
        if not origin.fact.leaves and origin.fact.rule is None:
            out.append("\n  fixed: it rests on nothing in the source", "dim")
        for leaf in origin.fact.leaves:
            out.append("\n  ← ", "dim").append_text(code(leaf.place)).append("  ")
            out.append_text(code(readable(leaf.path.removesuffix("#name")), "dim"))
            if len(found) <= len(origin.fact.leaves) and (line := _line(result, leaf)):
                out.append("\n      ").append(spoken(line.strip()), "dim")
        if origin.fact.rule is not None:
            out.append("\n  ").append_text(prose(origin.fact.rule.why)).append(
                f"  {origin.fact.rule.id}", "dim"
            )
        yield Padding(out, (0, 0, 0, 2))


def _line(result: Result, leaf: Leaf) -> str:
    """The source line of a leaf, secrets masked: what looks like one, and what the passes found to be one."""
    line = result.project.sources.excerpt(leaf).split("\n")[0]
    columns = [
        other.column
        for secret in result.app.secrets
        if secret.kind != "file"
        for other in secret.leaves
        if (other.file, other.line) == (leaf.file, leaf.line) and not other.path.endswith("#name")
    ]
    if not columns:
        return line
    # What is masked or cut off before the secret moves it to the left.
    return "***" if line.startswith("…") else f"{line[: min(columns) - 1].partition('***')[0]}***"
