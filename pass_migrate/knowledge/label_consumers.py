"""Programs that act on the labels of Docker containers. The entries stand in `label-consumers.yaml`."""

from __future__ import annotations

from functools import cache, lru_cache

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelConsumer:
    """A program that reads labels."""

    prefix: str
    """How the names of its labels begin."""
    name: str
    does: str
    """What it does because of them, as a verb: `routes requests`."""
    remedy: str
    """What takes its place in a cluster."""
    secret: tuple[str, ...] = ()
    """Patterns of names whose values are credentials."""

    def holds_secret(self, label: str) -> bool:
        """Whether the value of this label is a credential."""
        return any(fits(label, pattern) for pattern in self.secret)


@cache
def _consumers() -> tuple[LabelConsumer, ...]:
    return tuple(
        LabelConsumer(**{**entry, "secret": tuple(entry.get("secret", ()))})
        for entry in read("label-consumers")
    )


@lru_cache(maxsize=4096)
def consumer_of(label: str) -> LabelConsumer | None:
    """The program that reads this label; None if none is known."""
    name = label.lower()
    return next((consumer for consumer in _consumers() if name.startswith(consumer.prefix)), None)
