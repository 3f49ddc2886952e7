"""All facts that a part of the model holds, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from pass_migrate.facts import Fact


def facts_within(part: Any) -> Iterator[Fact[Any]]:
    """Every fact at and below `part` (a workload, a hook, a tuple of mounts), in the order of declaration.

    For what ends as a whole: all its leaves need the one reason.
    """
    if isinstance(part, Fact):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from facts_within(item)
    elif is_dataclass(part):
        for spec in fields(part):
            yield from facts_within(getattr(part, spec.name))
