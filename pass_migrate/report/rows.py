"""The table that every format of the report shows: what in the source became what, and why.

A row stands for values that fared alike: the 68 variables of an env file that went into one ConfigMap are
one row. The ledger has every value by itself; rows only gather, and lose none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from posixpath import commonpath

from pass_migrate.facts import Fate, Leaf
from pass_migrate.ledger import Reached
from pass_migrate.ledger import Row as Settled
from pass_migrate.records import dataclass
from pass_migrate.report.destinations import Destination, destinations
from pass_migrate.report.places import address, attribute, line_ranges, readable, service_of, thing

_LISTS = frozenset({"ports", "volumes", "secrets", "configs", "devices"})
"""Attributes whose entries are things of their own."""
CONTENT = "content"
"""Path of the leaf that stands for a whole file (`load.lower.host_files`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Values of the source that fared alike."""

    leaves: tuple[Leaf, ...]
    what: str
    """What they are: `ports[0] target`, `healthcheck (5 values)`, `62 variables`."""
    fate: Fate
    reasons: tuple[tuple[str, str], ...]
    """Why, and the id of the rule that says so (empty if none does); one, unless all were carried."""
    destinations: tuple[Destination, ...] = ()
    """The objects reached, within the component at hand."""
    winner: Leaf | None = None
    """For overridden values: what won."""

    @property
    def place(self) -> str:
        """`compose.yaml:3`, `.env:4-70`; the folder of several files that are taken as a whole."""
        return f"{self.file}:{self.lines}" if self.lines else self.file

    @property
    def file(self) -> str:
        """The file of the values; of several files their folder."""
        files = list(dict.fromkeys(leaf.file for leaf in self.leaves))
        return files[0] if len(files) == 1 else f"{commonpath(files)}/".lstrip("/") or "."

    @property
    def lines(self) -> str:
        """Their lines: `3`, `4-70`; empty for files that are taken as a whole."""
        return "" if self.leaves[0].path == CONTENT else line_ranges(leaf.line for leaf in self.leaves)

    def whose(self, service: str = "") -> str:
        """What the values belong to (`web`, `network back`), unless it is `service` or `what` says it."""
        found = service_of(self.leaves[0]) or thing(self.leaves[0])
        return found if found != service and self.what != thing(self.leaves[0]) else ""

    @property
    def why(self) -> str:
        """The reason, where there is more to say than that the value is carried over as it is.

        Several values that were carried for several reasons have no common one.
        """
        if self.fate is Fate.CARRIED and len(self.reasons) > 1 and len(named(self.leaves)) > 1:
            return ""
        return " ".join(reason for reason, rule in self.reasons if rule or not self.destinations)


def rows(settled: Iterable[tuple[Settled, Sequence[Reached]]]) -> tuple[Row, ...]:
    """Gather rows of the ledger, each with those of its fields that count here, into rows of the report."""
    groups: dict[tuple[object, ...], list[tuple[Settled, Sequence[Reached]]]] = {}
    for row, reached in settled:
        objects = tuple(dict.fromkeys(item.manifest.reference for item in reached))
        # Reasons for carrying something over do not set values apart; all others do.
        reason = () if row.fate is Fate.CARRIED else (row.rule, row.reason)
        groups.setdefault((_topic(row.leaf), row.fate, reason, objects), []).append((row, reached))
    return tuple(_row(group) for group in groups.values())


def by_reason(found: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Rows by their reason and the id of its rule, in order of appearance."""
    out: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        out.setdefault(row.reasons[0], []).append(row)
    return out


def _row(group: Sequence[tuple[Settled, Sequence[Reached]]]) -> Row:
    first = group[0][0]
    leaves = tuple(row.leaf for row, _ in group)
    names = named(leaves)
    reached = [item for _, items in group for item in items]
    reasons = tuple(dict.fromkeys((row.reason, row.rule) for row, _ in group))
    rule = "" if first.fate is Fate.CARRIED else first.rule
    found = destinations(reached, single=len(names) == 1, rule=rule)
    return Row(leaves, _what(leaves, names), first.fate, reasons, found, first.winner)


def named(leaves: Iterable[Leaf]) -> tuple[str, ...]:
    """What the leaves belong to, each thing once: a variable's name and its value are one."""
    return tuple(
        dict.fromkeys(
            leaf.file if leaf.path == CONTENT else leaf.path.removesuffix("#name") for leaf in leaves
        )
    )


def _what(leaves: Sequence[Leaf], names: Sequence[str]) -> str:
    """What a group of leaves of one topic is called."""
    if len(names) == 1:
        if leaves[0].path == CONTENT:
            return "content of the file"
        return readable(address(leaves[0].path).within) or thing(leaves[0]) or readable(names[0])
    if leaves[0].path == CONTENT:
        return f"content of {len(names)} files"
    if _is_variable(leaves[0]):
        return f"{len(names)} variables"
    return f"{_head(leaves)} ({len(names)} values)"


def _head(leaves: Sequence[Leaf]) -> str:
    """What the paths of the leaves have in common, up to a whole step."""
    paths = [address(leaf.path).within for leaf in leaves]
    first, common = paths[0], len(paths[0])
    for path in paths[1:]:
        while not path.startswith(first[:common]):
            common -= 1
    head = first[:common]
    if all(len(path) > common and path[common] not in ".[#" for path in paths) or head[-1:] in "[#.":
        head = head[: max(head.rfind("."), head.rfind("["), head.rfind("#"), 0)]
    return readable(head) or attribute(leaves[0]) or "top level"


def _topic(leaf: Leaf) -> tuple[str, str, str]:
    """Leaves with the same topic may share a row: an attribute, one port, one mount, an env file."""
    if leaf.path == CONTENT:
        return ("", CONTENT, "")
    found = address(leaf.path)
    if not found.section:
        return (leaf.file, "variables" if _is_variable(leaf) else leaf.path.removesuffix("#name"), "")
    head = found.attribute
    if head in _LISTS and found.within.startswith(f"{head}["):
        head = found.within[: found.within.find("]") + 1]
    return (leaf.file, f"{found.section} {found.name}", head)


def _is_variable(leaf: Leaf) -> bool:
    """Whether the leaf is a variable's name or value, wherever variables stand."""
    if (found := address(leaf.path)).section:
        return found.attribute == "environment"
    return leaf.file == "<environment>" or not leaf.file.endswith((".yml", ".yaml", ".json"))
