"""The ledger: every leaf of the input with its one fate, computed and never written by hand.

Facts carry their leaves into the manifests; inverting the manifests' source maps tells for each leaf
which fields it reached. What reached nothing was dropped by a pass, lost a merge, was used up while
loading or has no effect; what none of that explains is unaccounted, and that is an error of this program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest, field_text
from pass_migrate.facts import Fact, Fate, Leaf, Rule
from pass_migrate.load.journal import Journal
from pass_migrate.model import Drop
from pass_migrate.records import dataclass

PRECEDENCE = {fate: position for position, fate in enumerate(Fate)}
AS_IT_IS = "It reaches the manifests with the same meaning."
NOTHING_EXPLAINS = "Nothing accounts for this value: a defect of this program, please report it."


@dataclass(frozen=True, slots=True)
class Reached:
    """A manifest field that rests on a leaf."""

    manifest: Manifest
    field: Field
    rule: Rule | None
    """The rule by which it rests on the leaf; None for a plain derivation."""

    @property
    def text(self) -> str:
        """`Deployment/web spec.replicas`."""
        return f"{self.manifest.reference} {field_text(self.field)}"


@dataclass(frozen=True, slots=True)
class Row:
    """A leaf, its fate, why, and where it went."""

    leaf: Leaf
    fate: Fate
    reason: str
    rule: str = ""
    """Id of the rule that gives the reason, if one does."""
    reached: tuple[Reached, ...] = ()
    winner: Leaf | None = None
    """For an overridden leaf: the leaf that won."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All rows, in the order in which the input was read."""

    rows: tuple[Row, ...]

    def at(self, file: str, line: int | None = None) -> tuple[Row, ...]:
        """The rows of a file, or of one line of it."""
        return tuple(row for row in self.rows if row.leaf.file == file and line in (None, row.leaf.line))

    def of(self, fate: Fate) -> tuple[Row, ...]:
        """The rows of one fate."""
        return tuple(row for row in self.rows if row.fate is fate)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def sweep(journal: Journal, manifests: Iterable[Manifest], drops: Sequence[Drop]) -> Ledger:
    """Give every leaf of the input exactly one fate."""
    cited = citations(manifests)
    dropped: dict[Leaf, Rule] = {}
    for drop in drops:
        for leaf in drop.leaves:
            known = dropped.get(leaf)
            if known is None or PRECEDENCE[drop.rule.fate] < PRECEDENCE[known.fate]:
                dropped[leaf] = drop.rule
    fates: dict[Leaf, Row] = {}
    pending: list[Leaf] = []
    for leaf in journal.universe():
        if leaf in journal.brought and leaf not in cited and leaf not in dropped:
            pending.append(leaf)
        fates[leaf] = _settled(leaf, cited, dropped, journal)
    for leaf in pending:
        fates[leaf] = _brought(leaf, journal, fates, cited)
    return Ledger(tuple(fates.values()))


def citations(manifests: Iterable[Manifest]) -> dict[Leaf, list[Reached]]:
    """For every leaf: the manifest fields that rest on it, in the order of the output."""
    cited: dict[Leaf, list[Reached]] = {}
    for manifest in manifests:
        for field, fact in manifest.sources.items():
            for leaf in fact.leaves:
                cited.setdefault(leaf, []).append(Reached(manifest, field, fact.rule))
    return cited


def _settled(
    leaf: Leaf, cited: Mapping[Leaf, list[Reached]], dropped: Mapping[Leaf, Rule], journal: Journal
) -> Row:
    """The row of a leaf, from the first of: reached a manifest, dropped, overridden, without effect."""
    if reached := cited.get(leaf):
        as_it_is = any(item.rule is None for item in reached)
        rules = [
            item.rule for item in reached if item.rule is not None and not (as_it_is and item.rule.aside)
        ]
        if leaf in dropped and dropped[leaf].fate in (Fate.DECIDED, Fate.APPROXIMATED):
            rules.append(dropped[leaf])
        first = min(rules, key=lambda rule: PRECEDENCE[rule.fate], default=None)
        if (
            first is None
            or PRECEDENCE[first.fate] > PRECEDENCE[Fate.CARRIED]
            or (as_it_is and first.fate is Fate.CARRIED)
        ):
            return Row(leaf, Fate.CARRIED, AS_IT_IS, "", tuple(reached))
        return Row(leaf, first.fate, first.why, first.id, tuple(reached))
    if rule := dropped.get(leaf):
        return Row(leaf, rule.fate, rule.why, rule.id)
    if winner := journal.overridden.get(leaf):
        return Row(leaf, Fate.OVERRIDDEN, f"{winner} takes its place.", winner=winner)
    if why := journal.void.get(leaf):
        return Row(leaf, Fate.IRRELEVANT, why)
    return Row(leaf, Fate.UNACCOUNTED, NOTHING_EXPLAINS)


def _brought(
    leaf: Leaf, journal: Journal, fates: Mapping[Leaf, Row], cited: Mapping[Leaf, list[Reached]]
) -> Row:
    """The row of a leaf that loading used up: it lives on in what it brought in."""
    reached: dict[tuple[str, Field], Reached] = {}
    seen: set[Leaf] = set()
    pending = list(journal.brought[leaf])
    while pending:
        child = pending.pop()
        if child in seen:
            continue
        seen.add(child)
        pending.extend(journal.brought.get(child, ()))
        pending.extend(journal.parts.get(child, ()))
        for item in cited.get(child, ()):
            reached.setdefault((item.manifest.reference, item.field), item)
    if reached:
        return Row(
            leaf, Fate.CARRIED, "Read while loading: what it names lives on.", "", tuple(reached.values())
        )
    if leaf in journal.overridden or leaf in journal.void:
        return fates[leaf]
    return Row(leaf, Fate.IRRELEVANT, "Read while loading: nothing that it names reaches the manifests.")


def unaccounted(ledger: Ledger) -> tuple[Row, ...]:
    """The rows that break the promise."""
    return ledger.of(Fate.UNACCOUNTED)


def grounded(manifest: Manifest) -> list[Field]:
    """Fields of a manifest that rest on no fact, other than those that Kubernetes itself fixes."""
    loose: list[Field] = []

    def walk(node: Any, at: Field, covered: bool) -> None:
        covered = covered or isinstance(manifest.sources.get(at), Fact)
        if isinstance(node, dict) and node:
            for key, value in node.items():
                walk(value, (*at, key), covered)
        elif isinstance(node, list) and node:
            for index, item in enumerate(node):
                walk(item, (*at, index), covered)
        elif not covered and at not in (("apiVersion",), ("kind",)):
            loose.append(at)

    walk(manifest.body, (), False)
    return loose
