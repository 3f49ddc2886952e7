"""Account for what ends with loading: the drop table, nulls and empty containers."""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.facts import Leaf, Rule
from pass_migrate.load.lower.drops import DROPS, EMPTY, NULL
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.model import Drop

VALUES = frozenset({"environment"})
"""Attributes whose nulls mean something: a pass speaks of them."""
KEPT_EMPTY = frozenset({"command", "entrypoint"})
"""Attributes that an empty list clears: a pass speaks of them."""


def _trie() -> dict[str, object]:
    """The drop table as nested steps, so that a walk needs no pattern matching."""
    root: dict[str, object] = {}
    for pattern, rule in DROPS.items():
        here = root
        *steps, last = pattern.replace("[*]", ".[]").split(".")
        for step in steps:
            here = here.setdefault(step, {})  # type: ignore[assignment]
        here[last] = rule
    return root


def account(tree: Map) -> tuple[Drop, ...]:
    """A drop for every leaf of the tree that ends with loading, one for each reason."""
    ended: dict[Rule, dict[Leaf, None]] = {}
    _walk(tree, _trie(), "", ended)
    return tuple(Drop(tuple(leaves), rule) for rule, leaves in ended.items())


def _walk(node: Node, rules: object, attribute: str, ended: dict[Rule, dict[Leaf, None]]) -> None:
    """Follow the tree and the table side by side."""
    if isinstance(rules, Rule):
        ended.setdefault(rules, {}).update(dict.fromkeys(leaves_of(node)))
        return
    table: dict[str, object] = rules if isinstance(rules, dict) else {}
    match node:
        case Scalar(value=None):
            if attribute not in VALUES:
                ended.setdefault(NULL, {}).update(dict.fromkeys(node.leaves))
        case Seq(items=[]) | Map(items={}) if not node.items:
            if attribute not in KEPT_EMPTY:
                ended.setdefault(EMPTY, {})[node.leaf] = None
        case Seq():
            for item in node.items:
                _walk(item, table.get("[]", {}), attribute, ended)
        case Map():
            for key, value in node.items.items():
                below = table.get(key)
                if below is None:
                    below = (
                        table.get("x-*") if key.startswith("x-") and "x-*" in table else table.get("*", {})
                    )
                if isinstance(below, Rule):
                    name = node.keys[key]
                    ended.setdefault(below, {}).update(dict.fromkeys(() if name.default else name.leaves))
                _walk(value, below, attribute if attribute in VALUES else key, ended)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Every leaf at and below a node: values, names and the places of empty containers."""
    match node:
        case Scalar():
            yield from node.leaves
        case Seq():
            if not node.items:
                yield node.leaf
            for item in node.items:
                yield from leaves_of(item)
        case Map():
            if not node.items:
                yield node.leaf
            for key, value in node.items.items():
                if not node.keys[key].default:
                    yield from node.keys[key].leaves
                yield from leaves_of(value)
