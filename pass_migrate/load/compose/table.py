"""Tables from path pattern to rule, compiled so that one walk over a tree finds the rules of every node.

A rule table is written as a dictionary, `{"services.*.ports": ports}`: the pattern is the documentation. A
walk goes down only where some pattern leads, so a table of forty patterns costs no more than the nodes that
they name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeAlias, TypeVar

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Seq

R = TypeVar("R")

Rewrite: TypeAlias = Callable[[Node, Loading], Node]
"""A rule that puts another node in the place of the one it is given, or gives it back as it is."""


class Table(Generic[R]):
    """The rules at and below one place; `*` stands for any name, `[*]` for any position."""

    __slots__ = ("any", "item", "named", "order", "rule")

    def __init__(self) -> None:
        self.rule: R | None = None
        self.named: dict[str, Table[R]] = {}
        self.any: Table[R] | None = None
        self.item: Table[R] | None = None
        self.order: dict[str, int] | None = None

    @classmethod
    def of(cls, rules: Mapping[str, R]) -> Table[R]:
        """The table that these patterns describe."""
        root: Table[R] = cls()
        for pattern, rule in rules.items():
            place = root
            for step in pattern.replace("[*]", ".[*]").split("."):
                place = place.grow(step)
            place.rule = rule
        return root

    def grow(self, step: str) -> Table[R]:
        """The table one step further, made if it is not there yet."""
        if step == "*":
            self.any = self.any or Table()
            return self.any
        if step == "[*]":
            self.item = self.item or Table()
            return self.item
        return self.named.setdefault(step, Table())

    def place(self, name: str) -> tuple[int, str]:
        """Where `name` stands among the names of this table, for sorting; unknown names come last, sorted."""
        if self.order is None:
            self.order = {known: number for number, known in enumerate(self.named)}
        return self.order.get(name, len(self.order)), name

    def under(self, name: str) -> Table[R] | None:
        """The rules for what stands under `name` in a mapping."""
        return self.named.get(name) or self.any


def rewrite(table: Table[Rewrite], node: Node, loading: Loading) -> Node:
    """Apply the table's rules below `node`, inner places first; what no rule changes is shared."""
    out = node
    if isinstance(node, Map):
        changed: dict[str, Node] = {}
        for key, child in node.items.items():
            below = table.named.get(key) or table.any
            if below is None:
                continue
            new = rewrite(below, child, loading)
            if new is not child:
                changed[key] = new
        if changed:
            out = node.copy()
            out.items.update(changed)
    elif isinstance(node, Seq) and table.item is not None:
        items = [rewrite(table.item, child, loading) for child in node.items]
        if any(new is not old for new, old in zip(items, node.items, strict=True)):
            out = Seq(items, node.leaf)
    return out if table.rule is None else table.rule(out, loading)
