"""Findings and decisions on a terminal: what a person has to look at, the worst first, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pass_migrate.errors import Problem
from pass_migrate.model import Decision, Finding, Severity
from pass_migrate.report.answers import alike
from pass_migrate.report.places import places, spoken
from pass_migrate.report.style import SEVERITIES, code, mark, prose
from pass_migrate.report.verdict import counted

MOST_SUBJECTS = 6
"""Things listed under one finding or decision that many have in common."""
MOST_DECISIONS = 25
"""Decisions listed on a terminal."""


def findings(found: Sequence[Finding], warnings: Sequence[Problem]) -> Iterable[RenderableType]:
    """The findings, those of one kind together, and what Docker Compose itself would warn of."""
    if not found and not warnings:
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in found:
        kinds.setdefault((finding.severity, finding.id), []).append(finding)
    for (severity, _), same in kinds.items():
        sign, style = SEVERITIES[severity]
        grid.add_row(mark(f"{sign} {severity.value}", style), _finding(same))
    for problem in warnings:
        place = "" if problem.place is None else f"  {problem.place}"
        remark = mark("Docker Compose warns", "bold").append(spoken(place), "dim").append("\n")
        grid.add_row(Text("i note", SEVERITIES[Severity.NOTE][1]), remark.append_text(prose(problem.message)))
    yield grid


def _finding(same: Sequence[Finding]) -> RenderableType:
    """Findings of one kind: what differs is said for each, a common remedy once."""
    first = same[0]
    remedies = {finding.remedy for finding in same}
    head = mark(spoken(first.id), "bold")
    out: list[RenderableType] = [head]
    if len(same) == 1:
        head.append("  ").append_text(_subject(first))
        out.append(prose(first.message))
    else:
        head.append(f"  {len(same)} times", "dim")
        for finding in same[:MOST_SUBJECTS]:
            out.append(_hanging("•", _subject(finding).append("\n").append_text(prose(finding.message))))
            if len(remedies) > 1 and finding.remedy:
                out.append(_hanging("  →", prose(finding.remedy)))
        if len(same) > MOST_SUBJECTS:
            out.append(mark(f"… and {len(same) - MOST_SUBJECTS} more", "dim"))
    out += [_hanging("→", prose(remedy)) for remedy in remedies if remedy and len(remedies) == 1]
    return Group(*out)


def _hanging(sign: str, text: Text) -> RenderableType:
    """A sign with a text beside it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="green")
    grid.add_column()
    grid.add_row(sign, text)
    return grid


def _subject(finding: Finding) -> Text:
    out = code(finding.subject, "magenta")
    return out.append("  ").append_text(code(places(finding.leaves), "dim")) if finding.leaves else out


def decisions(asked: Sequence[Decision], *, how_to_answer: bool = True) -> Iterable[RenderableType]:
    """Decisions: the question, what stands in for the answer, and what else could be said."""
    if not asked:
        return
    kinds = alike(asked)
    for number, same in enumerate(kinds):
        if number == MOST_DECISIONS:
            yield Text(f"… and {counted(len(kinds) - number, 'more question')}", "dim")
            break
        yield from _decision(same)
    if how_to_answer:
        yield advice()


def advice() -> Text:
    """How to answer."""
    out = mark("→ ", "green").append("pass-migrate init", "bold")
    return out.append(" writes the questions into pass-migrate.yaml; answers there are used from then on.")


def _decision(same: Sequence[Decision]) -> Iterable[RenderableType]:
    """One question, or the same question about several things."""
    first = same[0]
    head = code(first.id, "bold")
    if first.leaves:
        head.append("  ").append_text(code(places(first.leaves), "dim"))
    if len(same) > 1:
        others = ", ".join(decision.subject for decision in same[1:MOST_SUBJECTS])
        more = f" and {len(same) - MOST_SUBJECTS} more" if len(same) > MOST_SUBJECTS else ""
        head.append("\n").append(spoken(f"likewise {others}{more}"), "dim")
    yield _hanging("?", head)
    yield Padding(prose(first.question), (0, 0, 0, 2))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, max_width=32, overflow="ellipsis")
    grid.add_column(ratio=1)
    if first.answer is not None:
        grid.add_row("  answered", code(first.answer.value, "bold cyan"), "")
    state, style = ("taken", "bold cyan") if first.is_open else ("default", "")
    grid.add_row(f"  {state}", code(first.default, style), prose(first.consequence))
    for number, alternative in enumerate(first.alternatives):
        grid.add_row(
            mark("" if number else "  or", "dim"),
            code(alternative.answer),
            prose(alternative.consequence, "dim"),
        )
    yield grid
