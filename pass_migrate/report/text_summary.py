"""What needs attention, on one screen: errors in full, everything else in a line each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pass_migrate.errors import Problem
from pass_migrate.model import Decision, Finding, Severity
from pass_migrate.report import text_attention
from pass_migrate.report.answers import alike
from pass_migrate.report.places import spoken
from pass_migrate.report.rows import Row, by_reason
from pass_migrate.report.style import COLOURS, SEVERITIES, SIGNS, code, mark, prose
from pass_migrate.report.verdict import counted

MOST_NAMES = 3
"""Things that a line names before it counts the rest."""
MOST_LINES = 25
"""Findings, and decisions, that get a line."""


def findings(found: Sequence[Finding], warnings: Sequence[Problem]) -> Iterable[RenderableType]:
    """Errors in full, a line for each kind of warning, and the kinds of notes."""
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    yield from text_attention.findings(errors, ())
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.severity is Severity.WARNING:
            kinds.setdefault(finding.id, []).append(finding)
    sign, style = SEVERITIES[Severity.WARNING]
    if kinds:
        grid = _grid(3)
        for id_, same in list(kinds.items())[:MOST_LINES]:
            message = _first(same[0].message)
            if others := _others([finding.subject for finding in same]):
                message.append("  likewise ", "dim").append_text(code(others, "magenta"))
            grid.add_row(mark(sign, style), code(id_, "bold"), message)
        yield grid
        if len(kinds) > MOST_LINES:
            yield Text(f"… and {counted(len(kinds) - MOST_LINES, 'more kind')} of warnings", "dim")
    notes = list(dict.fromkeys(finding.id for finding in found if finding.severity is Severity.NOTE))
    notes += ["what Docker Compose warns of"] if warnings else []
    if notes:
        sign, style = SEVERITIES[Severity.NOTE]
        yield mark(f"{sign} ", style).append("also noted: ", "dim").append(spoken(", ".join(notes)), "dim")


def decisions(asked: Sequence[Decision]) -> Iterable[RenderableType]:
    """A line for each question, with what stands in for the answer."""
    if not asked:
        return
    grid = _grid(4)
    kinds = alike(asked, loosely=True)
    for same in kinds[:MOST_LINES]:
        first = same[0]
        id_ = code(first.id, "bold")
        if len(same) > 1:
            id_.append(f" and {len(same) - 1} more", "dim")
        grid.add_row(
            mark("?", "bold cyan"), id_, code(first.default, "bold cyan"), _first(first.question, last=True)
        )
    yield grid
    if len(kinds) > MOST_LINES:
        yield Text(f"… and {counted(len(kinds) - MOST_LINES, 'more question')}", "dim")
    yield text_attention.advice()


def losses(found: Sequence[Row]) -> Iterable[RenderableType]:
    """A line for each reason."""
    if not found:
        return
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right", min_width=3)
    grid.add_column(ratio=1)
    for (reason, rule), same in by_reason(found).items():
        count = sum(len(row.leaves) for row in same)
        text = prose(reason).append(f"  {rule}" if rule else "", "dim")
        grid.add_row(mark(SIGNS[same[0].fate], COLOURS[same[0].fate]), f"{count:,}", text)
    yield grid


def _grid(columns: int) -> Table:
    """Signs, ids, perhaps answers, and at the end sentences."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(no_wrap=True)
    for width in (36, 20)[: columns - 2]:
        grid.add_column(no_wrap=True, max_width=width, overflow="ellipsis")
    grid.add_column(ratio=1)
    return grid


def _others(names: Sequence[str]) -> str:
    """All names but the first."""
    rest = list(dict.fromkeys(names))[1:]
    more = f" and {len(rest) - MOST_NAMES} more" if len(rest) > MOST_NAMES else ""
    return ", ".join(rest[:MOST_NAMES]) + more


def _first(text: str, *, last: bool = False) -> Text:
    """The first sentence of a message; of a question the last one, which asks."""
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z`])", text)
    return prose(sentences[-1 if last else 0])
