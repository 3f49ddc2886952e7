"""Variables by name alone: `environment: [TZ]`, and secrets and configs that a variable is the content of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pass_migrate.load.compose.entries import entry
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.table import Rewrite, Table, rewrite
from pass_migrate.load.tree import Map, Node, Scalar, Seq

CONTENT: Final = "x-#content"
"""Where the content of a secret or config from the environment is kept until the model is resolved."""


def bind_environment(model: Node, environment: Mapping[str, Scalar], loading: Loading) -> Node:
    """The model with the variables bound that the environment has; the others are left as they are."""

    def bare_names(node: Node, _loading: Loading) -> Node:
        if not isinstance(node, Seq):
            return node
        return Seq([_bound(item, environment) for item in node.items], node.leaf)

    def content(node: Node, _loading: Loading) -> Node:
        named = node.get("environment") if isinstance(node, Map) else None
        if not (isinstance(node, Map) and isinstance(named, Scalar) and named.value in environment):
            return node
        out = node.copy()
        variable = environment[str(named.value)]
        out.put(CONTENT, Scalar(variable.value, named.leaf, (*named.via, *variable.leaves)))
        return out

    rules: dict[str, Rewrite] = {
        "configs.*": content,
        "secrets.*": content,
        "services.*.environment": bare_names,
    }
    return rewrite(Table.of(rules), model, loading)


def _bound(item: Node, environment: Mapping[str, Scalar]) -> Node:
    if isinstance(item, Scalar) and isinstance(item.value, str) and item.value in environment:
        return bound(item, environment[item.value])
    return item


def bound(name: Scalar, variable: Scalar) -> Node:
    """The entry `NAME=value` with the value of the variable; it stands where the name does."""
    return entry(name, Scalar(variable.value, name.leaf, (*name.via, *variable.leaves)))
