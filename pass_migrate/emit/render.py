"""Strip the facts from a manifest: plain data on one side, the source map on the other."""

from __future__ import annotations

from typing import Any

from pass_migrate.emit.manifest import Body, Field, Manifest
from pass_migrate.facts import Fact


def manifest(folder: str, file: str, body: Body, *, private: bool = False) -> Manifest:
    """The object that a builder described, rendered. Fields whose value is None are left out."""
    sources: dict[Field, Fact[Any]] = {}
    data = render(body, (), sources)
    return Manifest(folder=folder, file=file, body=data, sources=sources, private=private)


def render(node: Any, at: Field, sources: dict[Field, Fact[Any]]) -> Any:
    """Plain data for `node`; every fact met is entered into `sources` under its path.

    A fact may hold a dict or a list of plain data: then it stands behind all of it.
    """
    if isinstance(node, Fact):
        sources[at] = node
        return node.value
    if isinstance(node, dict):
        out: dict[str, Any] = {}
        for key, value in node.items():
            if value is None:
                continue
            name = key.value if isinstance(key, Fact) else key
            if isinstance(key, Fact):
                sources[(*at, name, "#key")] = key
            out[name] = render(value, (*at, name), sources)
        return out
    if isinstance(node, (list, tuple)):
        return [
            render(item, (*at, index), sources) for index, item in enumerate(x for x in node if x is not None)
        ]
    return node
