"""What the tables of forms are written with: kinds of containers, and tables below a place."""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Node


def under(place: str, forms: dict[str, Kind]) -> dict[str, Kind]:
    """The same forms, below a place."""
    return {f"{place}.{name}": kind for name, kind in forms.items()}


def as_it_is(node: Node, _loading: Loading) -> Node:
    """The node: there is nothing to read."""
    return node


GROUP: Final = Kind(as_it_is)
"""A mapping of attributes that is kept even if it is empty."""
PART: Final = Kind(as_it_is, lambda value: not value)
"""A mapping or a list that is left out if nothing is in it."""
CLOSED: Final = Kind(as_it_is, extensible=False)
"""A mapping of attributes that has no room for `x-...`."""
