"""The report on a terminal: the verdict first, then what needs attention, then who became what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pass_migrate.facts import Fate
from pass_migrate.report import text_attention, text_diff, text_summary
from pass_migrate.report.content import Component, Report
from pass_migrate.report.places import spoken
from pass_migrate.report.style import COLOURS, SIGNS, code, emit, mark
from pass_migrate.report.verdict import FATES, WORDS, Verdict, counted

GAP = 2
"""Columns between the two columns of the verdict."""
BAR = 72
"""Columns of the bar that shows the fates of all values."""
MOST_COMPONENTS = 40
"""Components that a terminal lists; the files of the report list all."""


def show(report: Report, console: Console, *, full: bool) -> None:
    """Print the report; `full` adds what became of every value to what needs attention."""
    emit(console, parts(report, console, full=full))


def parts(report: Report, console: Console, *, full: bool) -> Iterable[RenderableType]:
    """The report in the order of reading."""
    yield title(report)
    yield numbers(
        report.verdict, console.width, coloured=console.color_system is not None and not console.no_color
    )
    yield from section("Components", "", [overview(report.components)])
    attention = text_attention if full else text_summary
    yield from section("Findings", "", attention.findings(report.findings, report.warnings))
    told = f"{counted(report.verdict.open, 'decision')} open" if report.open else ""
    yield from section("Decisions", told, attention.decisions(report.open))
    if full:
        for component in report.components[:MOST_COMPONENTS]:
            yield from section(component.name, summary(component), text_diff.rows(component))
        if len(report.components) > MOST_COMPONENTS:
            more = len(report.components) - MOST_COMPONENTS
            yield mark(f"… and {counted(more, 'component')} more: write them with -o", "dim")
        yield from section("Secrets", "names only, never values", text_diff.secrets(report.secrets))
        yield from section("Addresses", "", text_diff.urls(report.urls))
        yield from section("Dropped", "no equivalent", text_diff.reasons(report.losses, most=6))
        yield from section("Overridden", "lost a merge", text_diff.overridden(report.overridden))
        yield from section("Without effect", "at run time", text_diff.reasons(report.idle, most=3))
        yield from section("In short", "", [short(report.verdict)])
    else:
        yield from section("Dropped", "no equivalent", text_summary.losses(report.losses))


def title(report: Report) -> RenderableType:
    """Which project, for which target."""
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right")
    version = f"Kubernetes ≥ {report.target.kubernetes_version}"
    target = f"{report.target.profile} · namespace {report.namespace} · {version}"
    line.add_row(code(report.project, "bold").append(" → Kubernetes", "bold"), code(target, "dim"))
    return line


def numbers(verdict: Verdict, width: int, *, coloured: bool) -> RenderableType:
    """The verdict: what was made, what became of the values, what is left to do."""
    made = Text(f"{counted(verdict.services, 'service')} → {counted(verdict.objects, 'object')}", "bold")
    sound = verdict.fates[Fate.UNACCOUNTED] == 0
    state = mark(
        f"{'✔' if sound else '!'} {verdict.accounted}", "bold green" if sound else "bold white on red"
    )
    room = width - max(len(made), len(state)) - GAP
    grid = Table.grid(padding=(0, GAP))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_row(made, flow(map(Text, verdict.made.split(", ")), ", ", room))
    values = mark(counted(verdict.values, "value"), "bold")
    if coloured and verdict.values:
        grid.add_row(values, bar(verdict, min(room, BAR)))
        values = Text()
    grid.add_row(values, flow(fates(verdict), "  ", room))
    grid.add_row(state, flow(map(Text, verdict.attention.split(", ")), " · ", room))
    return Padding(grid, (1, 0, 0, 0))


def short(verdict: Verdict) -> Text:
    """The verdict in a line, for the end of a long report."""
    made = f"{counted(verdict.services, 'service')} → {counted(verdict.objects, 'object')}"
    values = f"{counted(verdict.values, 'value')}, {verdict.accounted}"
    return Text(f"{made} · {values} · {verdict.attention.replace(', ', ' · ')}")


def bar(verdict: Verdict, width: int) -> Text:
    """The fates of all values, to scale; a fate that occurs has one column at least."""
    out = Text()
    for fate in FATES:
        if count := verdict.fates[fate]:
            out.append("█" * max(1, round(count * width / verdict.values)), COLOURS[fate])
    out.truncate(width)
    return out


def fates(verdict: Verdict) -> Iterable[Text]:
    """How many values have each fate, with its sign: the legend for everything below."""
    for fate in FATES:
        if count := verdict.fates[fate]:
            yield mark(f"{SIGNS[fate]} {count:,} {WORDS[fate]}", COLOURS[fate])


def flow(items: Iterable[Text], separator: str, width: int) -> Text:
    """Items side by side, on as many lines as they need, each item whole."""
    out, column = Text(), 0
    for item in items:
        if column and column + len(separator) + len(item) > width:
            out.append(separator.rstrip() + "\n")
            column = 0
        elif column:
            out.append(separator)
            column += len(separator)
        out.append_text(item)
        column += len(item)
    return out


def section(name: str, remark: str, content: Iterable[RenderableType]) -> Iterable[RenderableType]:
    """A heading and what is under it; nothing if nothing is."""
    body = list(content)
    if not body:
        return
    heading = Text("\n")
    heading.append_text(code(name, "bold"))
    heading.append(f"  {spoken(remark)}" if remark else "", "dim")
    yield heading
    for item in body:
        yield Padding(item, (0, 0, 0, 2))


def overview(components: Sequence[Component]) -> RenderableType:
    """One line for each component: where it comes from, what it becomes, how its values fared."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    table.add_column(ratio=1)
    for fate in FATES[:4]:
        table.add_column(justify="right", style=COLOURS[fate], no_wrap=True)
    for component in components[:MOST_COMPONENTS]:
        place = (
            component.leaf.place.rsplit(":", 1)[0]
            if component.leaf is not None and component.leaf.line
            else ""
        )
        table.add_row(
            code(component.name, "bold"),
            code(place),
            _kinds(component),
            *(
                f"{component.fates[fate]:,}{SIGNS[fate]}" if component.fates[fate] else ""
                for fate in FATES[:4]
            ),
        )
    if len(components) > MOST_COMPONENTS:
        table.add_row("…", "", f"and {counted(len(components) - MOST_COMPONENTS, 'component')} more")
    return table


def summary(component: Component) -> str:
    """What a component is made from and becomes."""
    return "  ".join(part for part in (component.image, f"→ {_kinds(component)}") if part)


def _kinds(component: Component) -> str:
    """`Deployment, Service, ConfigMap` with counts behind: no kind is broken in two at the end of a line."""
    return ", ".join(kind if count == 1 else f"{kind}×{count}" for kind, count in component.kinds.items())  # noqa: RUF001
