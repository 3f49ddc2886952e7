"""What became what, on a terminal: diffs of components, secrets and addresses, and what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pass_migrate.facts import Fate, Leaf
from pass_migrate.model import Reach, SecretUse, UrlUse
from pass_migrate.report.content import Component
from pass_migrate.report.destinations import Destination
from pass_migrate.report.places import places, spoken
from pass_migrate.report.rows import Row, by_reason
from pass_migrate.report.style import COLOURS, SIGNS, code, mark, prose
from pass_migrate.report.verdict import counted

REACHES = {Reach.UNANSWERED: "bold red", Reach.PUBLIC: "magenta", Reach.EXTERNAL: "yellow"}
"""Addresses that deserve a look."""


def rows(component: Component) -> Iterable[RenderableType]:
    """Source on the left, Kubernetes on the right, file by file.

    The reason stands below wherever the meaning is not simply the same; a reason that was given is not
    repeated.
    """
    by_file: dict[str, list[Row]] = {}
    for row in component.rows:
        by_file.setdefault(row.file, []).append(row)
    given: set[str] = set()
    for file, same in by_file.items():
        yield code(file, "dim")
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, style="dim", justify="right", min_width=7)
        grid.add_column(no_wrap=True)
        grid.add_column(width=28, overflow="fold")
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for row in sorted(same, key=lambda row: row.leaves[0].line):
            arrow = "→" if row.destinations else ""
            sign = mark(SIGNS[row.fate], COLOURS[row.fate])
            what = code(f"{whose}: " if (whose := row.whose(component.service)) else "", "dim").append_text(
                code(row.what)
            )
            grid.add_row(row.lines, sign, what, arrow, _destination(component.name, row, given))
        yield grid


def _destination(component: str, row: Row, given: set[str]) -> Text:
    out = Text()
    for found in row.destinations[:1]:
        out.append_text(code(found.short(component)))
        if found.value:
            out.append(" = ", "dim").append_text(code(found.value, "bold"))
        elif found.manifest.private:
            out.append("  (value not shown)", "dim")
        if found.count > 1:
            out.append(f"  ({found.count} fields)", "dim")
    if others := [_named(found, component) for found in row.destinations[1:]]:
        out.append("\n+ ", "dim").append(spoken(", ".join(others[:3])), "dim")
        out.append(f" and {len(others) - 3} more" if len(others) > 3 else "", "dim")
    if row.fate is not Fate.CARRIED or not row.destinations:
        for reason, rule in row.reasons:
            if out:
                out.append("\n")
            new = reason not in given
            given.add(reason)
            out.append_text(prose(reason if new else rule or reason, COLOURS[row.fate]))
            out.append(f"  {rule}" if new and rule else "", "dim")
    return out


def _named(found: Destination, component: str) -> str:
    return found.manifest.kind if found.manifest.name == component else found.object


def reasons(found: Sequence[Row], most: int) -> Iterable[RenderableType]:
    """Values that end, by the reason; at most so many places for each."""
    for (reason, rule), same in by_reason(found).items():
        head = mark(f"{SIGNS[same[0].fate]} ", COLOURS[same[0].fate]).append_text(prose(reason))
        yield head.append(f"  {rule}" if rule else "", "dim")
        where = [spoken(f"{row.place} {_whose(row)}{row.what}") for row in same[:most]]
        where += [f"and {len(same) - most} more"] if len(same) > most else []
        yield Padding(mark(" · ".join(where), "dim"), (0, 0, 0, 2))


def _whose(row: Row) -> str:
    return f"{whose}." if (whose := row.whose()) else ""


def overridden(found: Sequence[Row]) -> Iterable[RenderableType]:
    """How many values of which file lost to another one."""
    by_files: dict[tuple[str, str], int] = {}
    for row in found:
        if row.winner is not None:
            files = (row.leaves[0].file, row.winner.file)
            by_files[files] = by_files.get(files, 0) + len(row.leaves)
    for (loser, winner), count in by_files.items():
        yield code(f"{counted(count, 'value')} of {loser} gave way to {winner}")


def secrets(found: Sequence[SecretUse]) -> Iterable[RenderableType]:
    """The secrets ledger: names, never values."""
    if not found:
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True, style="dim", overflow="ellipsis")
    table.add_column(overflow="fold")
    for secret in found:
        # `Secret/web-env DB_PASSWORD`: the key is the name, and said already.
        objects = list(dict.fromkeys(target.partition(" ")[0] for target in secret.target))
        where = code(f"→ {objects[0]}" if objects else "")
        where.append(f" +{len(objects) - 1}" if len(objects) > 1 else "", "dim")
        sign = mark("!", "bold red") if secret.default else ""
        # A file is its own place; where it is mounted says more.
        leaves = [leaf for leaf in secret.leaves if leaf.file != secret.name] or secret.leaves
        table.add_row(sign, code(secret.name, "bold"), code(secret.kind), _places(leaves), where)
    yield table
    if any(secret.default for secret in found):
        yield mark("! ", "bold red").append("a value that everybody knows", "dim")


def urls(found: Sequence[UrlUse]) -> Iterable[RenderableType]:
    """The URL ledger: addresses in the configuration, and whom they reach."""
    if not found:
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold", max_width=30)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", min_width=10)
    table.add_column(no_wrap=True, style="dim", overflow="ellipsis")
    for url in found:
        reach = f"{url.reach.value} → {url.target}" if url.target else url.reach.value
        table.add_row(
            code(url.variable, "bold"),
            code(url.address),
            code(reach, REACHES.get(url.reach, "")),
            _places(url.leaves),
        )
    yield table


def _places(leaves: Sequence[Leaf]) -> Text:
    """Where leaves stand, a line for each file."""
    by_file: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_file.setdefault(leaf.file, []).append(leaf)
    return Text("\n").join(code(places(same)) for same in by_file.values())
