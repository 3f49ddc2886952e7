"""Which variables an image reads. The contracts stand in `env-contracts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.images import normal
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Needed:
    """Variables that are required once another one has a value."""

    when: str
    needs: tuple[str, ...]
    why: str
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """What one image does with its environment. Each mapping is from a variable's name to why."""

    match: str
    reads: tuple[str, ...]
    """Patterns of the names of variables."""
    closed: bool = False
    """Whether it reads no variables but those that `reads` fits."""
    required: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: frozenset[str] = frozenset()
    needed_with: tuple[Needed, ...] = ()
    unset_risks: Mapping[str, str] = field(default_factory=dict)
    build_only: Mapping[str, str] = field(default_factory=dict)
    dead: Mapping[str, str] = field(default_factory=dict)

    def is_read(self, name: str) -> bool:
        """Whether the program reads the variable, as far as known."""
        return not self.closed or any(fits(name, pattern) for pattern in self.reads)


def _contract(entry: dict[str, Any]) -> Contract:
    return Contract(
        match=entry["match"],
        reads=tuple(entry.get("reads", ())),
        closed=entry.get("closed", False),
        required=entry.get("required", {}),
        may_be_empty=frozenset(entry.get("may_be_empty", ())),
        needed_with=tuple(
            Needed(item["when"], tuple(item["needs"]), item["why"], item.get("may_be_empty", False))
            for item in entry.get("needed_with", ())
        ),
        unset_risks=entry.get("unset_risks", {}),
        build_only=entry.get("build_only", {}),
        dead=entry.get("dead", {}),
    )


@lru_cache(maxsize=1)
def _contracts() -> tuple[Contract, ...]:
    return tuple(_contract(entry) for entry in read("env-contracts"))


@lru_cache(maxsize=4096)
def contract_of(reference: str) -> Contract | None:
    """The contract of the image that `reference` names; None if there is none."""
    name = normal(reference)
    return next((entry for entry in _contracts() if fits(name, entry.match)), None)
