"""Typed reading of the resolved tree: each getter returns facts, and None where nothing is written.

A `null` counts as not written; `app.lower` accounts for its leaf.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pass_migrate.facts import Fact
from pass_migrate.load.tree import Map, Node, Scalar, Seq


def scalar(node: Map | None, key: str) -> Scalar | None:
    """The scalar under `key`, unless it is missing, null or not a scalar."""
    value = node.get(key) if node is not None else None
    return value if isinstance(value, Scalar) and value.value is not None else None


def text(node: Map | None, key: str) -> Fact[str] | None:
    """The scalar under `key` as text."""
    found = scalar(node, key)
    return None if found is None else as_text(found)


def as_text(node: Scalar) -> Fact[str]:
    """A scalar as text, the way Compose writes it."""
    value = node.value
    if isinstance(value, bool):
        return node.fact().map(lambda flag: "true" if flag else "false")
    return node.fact().map(lambda found: "" if found is None else str(found))


def integer(node: Map | None, key: str) -> Fact[int] | None:
    """The scalar under `key` as a whole number (floats are cut, digits in quotes count)."""
    found = scalar(node, key)
    return (
        None
        if found is None
        else found.fact().map(lambda value: int(float(value)) if isinstance(value, float) else int(value))
    )


def flag(node: Map | None, key: str) -> Fact[bool] | None:
    """The scalar under `key` as true or false."""
    found = scalar(node, key)
    return (
        None
        if found is None
        else found.fact().map(lambda value: value is True or str(value).lower() == "true")
    )


def mapping(node: Map | None, key: str) -> Map | None:
    """The mapping under `key`."""
    value = node.get(key) if node is not None else None
    return value if isinstance(value, Map) else None


def sequence(node: Map | None, key: str) -> list[Node]:
    """The items under `key`; a scalar counts as a list of one."""
    value = node.get(key) if node is not None else None
    if isinstance(value, Seq):
        return value.items
    return [value] if isinstance(value, Scalar) and value.value is not None else []


def texts(node: Map | None, key: str) -> tuple[Fact[str], ...]:
    """The items under `key` as texts."""
    return tuple(as_text(item) for item in sequence(node, key) if isinstance(item, Scalar))


def texts_or_none(node: Map | None, key: str) -> tuple[Fact[str], ...] | None:
    """The items under `key` as texts; None if the key is missing or null, empty if the list is."""
    value = node.get(key) if node is not None else None
    return texts(node, key) if isinstance(value, Seq) else None


def cleared(node: Map | None, key: str) -> Fact[bool] | None:
    """The place of an empty list under `key`, where emptiness has a meaning of its own."""
    value = node.get(key) if node is not None else None
    return Fact(True, (value.leaf,)) if isinstance(value, Seq) and not value.items else None


def pairs(node: Map | None, key: str) -> tuple[tuple[Fact[str], Fact[str]], ...]:
    """The mapping under `key` as names and texts, sorted by name; null values are empty texts."""
    found = mapping(node, key)
    if found is None:
        return ()
    return tuple(
        (found.keys[name].fact(), as_text(value))
        for name, value in sorted(found.items.items())
        if isinstance(value, Scalar)
    )


def converted(node: Map | None, key: str, function: Callable[[Any], int]) -> Fact[int] | None:
    """The scalar under `key`, converted by `function` (a duration, a size)."""
    found = scalar(node, key)
    return None if found is None else found.fact().map(function)
