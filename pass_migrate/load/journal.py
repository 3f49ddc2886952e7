"""What happened to leaves while loading: the part of the ledger that is settled before there is a model.

Loading reads, merges, extends and includes; leaves that win travel on in facts, and this journal
remembers the others. Nothing here is a fate yet: `ledger.sweep` computes fates from the journal and from
the manifests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from pass_migrate.facts import Leaf
from pass_migrate.records import dataclass


@dataclass(slots=True)
class Journal:
    """The leaves of the input and what loading did to those that do not travel on as facts."""

    leaves: dict[Leaf, None] = field(default_factory=dict)
    """Every leaf of every file that was read, in order of reading."""
    parts: dict[Leaf, tuple[Leaf, ...]] = field(default_factory=dict)
    """A short form and the leaves it was taken apart into; they stand in its place."""
    overridden: dict[Leaf, Leaf] = field(default_factory=dict)
    """A leaf that lost a merge, and the leaf that won."""
    brought: dict[Leaf, dict[Leaf, None]] = field(default_factory=dict)
    """A leaf that loading used up (an `env_file` path, an `include`, an `extends`), and the leaves it
    brought in."""
    void: dict[Leaf, str] = field(default_factory=dict)
    """A leaf that has no effect, and why (an inactive profile, an unused volume, a null that keeps its
    base)."""

    def saw(self, leaf: Leaf) -> None:
        """A leaf was read."""
        self.leaves[leaf] = None

    def split(self, whole: Leaf, parts: Iterable[Leaf]) -> None:
        """A short form was taken apart; a part at the same place as another keeps the first."""
        known = self.parts.get(whole, ())
        self.parts[whole] = tuple(dict.fromkeys((*known, *parts)))

    def lost(self, loser: Leaf, winner: Leaf) -> None:
        """`loser` was replaced by `winner`."""
        if loser != winner:
            self.overridden[loser] = winner

    def bring(self, leaf: Leaf, brought: Iterable[Leaf]) -> None:
        """`leaf` was used up at load time; what it stands for lives on in `brought`."""
        self.brought.setdefault(leaf, {}).update(dict.fromkeys(brought))

    def idle(self, leaf: Leaf, why: str) -> None:
        """`leaf` has no effect at run time, for the reason given."""
        self.void.setdefault(leaf, why)

    def universe(self) -> list[Leaf]:
        """Every leaf that must have a fate: short forms are replaced by their parts, however deep."""
        out: dict[Leaf, None] = {}
        pending = list(reversed(self.leaves))
        while pending:
            leaf = pending.pop()
            if leaf in self.parts:
                pending.extend(reversed(self.parts[leaf]))
            else:
                out[leaf] = None
        return list(out)
