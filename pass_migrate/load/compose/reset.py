"""`!reset` and `!override`: taking out what earlier files, or an extended service, have set.

Both tags clear their place in what was loaded so far. `!reset` clears it in its own document too, whereas
the value under `!override` then stands there unmerged.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from pass_migrate import paths
from pass_migrate.facts import Leaf
from pass_migrate.load.compose.loading import Loading, head, leaves
from pass_migrate.load.tree import Map, Node
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Reset:
    """One tag: the keys that lead to it, and the leaf it stands at."""

    path: tuple[str, ...]
    leaf: Leaf


def take_tags(node: Node, loading: Loading) -> tuple[Node, tuple[Reset, ...]]:
    """The document without what it resets itself, and its tags as resets of what was there before.

    A `!reset` that is used through an alias clears only the place where it is written, as in Docker Compose.
    """
    found: list[Reset] = []
    return _take(node, (), found, loading), tuple(found)


def _take(node: Node, path: tuple[str, ...], found: list[Reset], loading: Loading) -> Node:
    if not isinstance(node, Map):
        return node
    out = node
    for key, value in node.items.items():
        tag = node.tags.get(key)
        if tag is None:
            new = _take(value, (*path, key), found, loading)
            if new is not value:
                out = node.copy() if out is node else out
                out.items[key] = new
            continue
        if tag == "!override" or value.leaf.path == reduce(paths.join, (*path, key), ""):
            found.append(Reset((*path, key), head(value)))
        if tag == "!reset":
            loading.idle_under(node, key, "`!reset` takes out what was set before; its own value is not used")
            out = node.copy() if out is node else out
            out.drop(key)
    return out


def apply(resets: tuple[Reset, ...], model: Node, loading: Loading, under: tuple[str, ...] = ()) -> Node:
    """The model with every place cleared that a reset names; `under` is where it stands in the model."""
    for reset in resets:
        if reset.path[: len(under)] == under and len(reset.path) > len(under):
            model = _clear(model, reset.path[len(under) :], reset.leaf, loading)
    return model


def _clear(node: Node, path: tuple[str, ...], winner: Leaf, loading: Loading) -> Node:
    key, *rest = path
    if not isinstance(node, Map) or key not in node:
        return node
    if rest:
        new = _clear(node.items[key], tuple(rest), winner, loading)
        if new is node.items[key]:
            return node
        out = node.copy()
        out.items[key] = new
        return out
    loading.lose_all(_gone(node, key), winner)
    out = node.copy()
    out.drop(key)
    return out


def _gone(node: Map, key: str) -> Iterator[Leaf]:
    yield from node.keys[key].leaves
    yield from leaves(node.items[key])
