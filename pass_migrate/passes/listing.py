"""Enumerations for sentences: `a, b and 3 more`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST = 5


def listed(items: Sequence[str], most: int = MOST) -> str:
    """Some items for a sentence, the rest counted: `a`, `a and b`, `a, b and 3 more`."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def places(uses: Iterable[tuple[str, str]]) -> str:
    """Where something stands, by place and service: `variable DB_URL (api, worker) and command (loader)`."""
    owners: dict[str, dict[str, None]] = {}
    for key, place in uses:
        owners.setdefault(place, {})[key] = None
    return listed([f"{place} ({listed(list(keys))})" for place, keys in owners.items()])
