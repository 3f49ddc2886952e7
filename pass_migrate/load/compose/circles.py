"""Circles of dependencies: services that wait for each other, so that none of them would ever start."""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.tree import Map


def check_circles(services: Map, loading: Loading) -> None:
    """Note every circle: a depth-first walk that remembers its way."""
    done: set[str] = set()
    for start in services.items:
        way: dict[str, Iterator[str]] = {}
        _enter(start, way, done, services)
        while way:
            here = next(reversed(way))
            following = next(way[here], None)
            if following is None:
                done.add(here)
                del way[here]
            elif following in way:
                names = list(way)
                circle = " -> ".join((*names[names.index(following) :], following))
                needed = as_map(as_map(services.items[here]).items["depends_on"])
                loading.fail(
                    f"services wait for each other in a circle: {circle}",
                    needed.keys[following],
                    "remove one of the dependencies",
                )
            else:
                _enter(following, way, done, services)


def _enter(name: str, way: dict[str, Iterator[str]], done: set[str], services: Map) -> None:
    service = services.get(name)
    if name not in done and isinstance(service, Map):
        needed = service.get("depends_on")
        way[name] = iter(list(needed.items) if isinstance(needed, Map) else [])
