"""Which of several published web services is the one that users come to.

The one whose port on the Docker host most public addresses name as `localhost`; then the one on a customary
port; then the lowest number. What the choice rests on is what would change it: the values and numbers without
which another service would be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from pass_migrate.facts import Fact
from pass_migrate.knowledge.ports import scheme_port
from pass_migrate.model import App
from pass_migrate.passes.addresses import addresses
from pass_migrate.passes.ports_heard import LOCAL_HOSTS
from pass_migrate.passes.published_offers import Offer
from pass_migrate.records import dataclass

CUSTOMARY = frozenset({80, 443})
"""Ports on which a browser arrives by itself."""
Votes = dict[int, list[Fact[str]]]
"""By port of the Docker host: the values of variables with it on `localhost`, once for each service."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be the entry point, and what speaks for it."""

    key: str
    published: tuple[Fact[str], ...]
    """Its numbers on the Docker host."""
    evidence: tuple[Fact[str], ...]
    """Values that name one of them on `localhost`."""

    def rank(
        self, votes: int | None = None, numbers: frozenset[int] | None = None
    ) -> tuple[int, bool, int, str]:
        """The lower the better; with another number of votes, or other numbers, if given."""
        numbers = self.numbers if numbers is None else numbers
        votes = len(self.evidence) if votes is None else votes
        return (-votes, not numbers & CUSTOMARY, min(numbers, default=65536), self.key)

    @property
    def numbers(self) -> frozenset[int]:
        """The published numbers that are sure."""
        return frozenset(int(fact.value) for fact in self.published if fact.value.isdigit())


def candidates(app: App, offers: Sequence[Offer]) -> list[Candidate]:
    """The services of `offers`, each with its first offer, best first."""
    votes = _votes(app)
    found: dict[str, Candidate] = {}
    for offer in offers:
        evidence = [fact for number in sorted(offer.numbers) for fact in votes.get(number, ())]
        key = offer.workload.key.value
        found.setdefault(key, Candidate(key, tuple(offer.published), tuple(evidence)))
    return sorted(found.values(), key=Candidate.rank)


def decisive(app: App, ranked: Sequence[Candidate]) -> list[tuple[Fact[str], str]]:
    """The values and published numbers that decide: each with the service that would be chosen without it."""
    best, second = ranked[0], ranked[1]
    votes = _votes(app)
    by_place: dict[object, list[Fact[str]]] = {}
    for fact in best.evidence:
        by_place.setdefault(fact.leaves, []).append(fact)
    out = [
        (facts[0], second.key)
        for facts in by_place.values()
        if best.rank(len(best.evidence) - len(facts)) > second.rank()
    ]
    for candidate in ranked:
        for fact in candidate.published:
            ranks = _otherwise(candidate, fact, votes)
            if candidate is best and any(rank > second.rank() for rank in ranks):
                out.append((fact, second.key))
            elif candidate is not best and any(rank < best.rank() for rank in ranks):
                out.append((fact, candidate.key))
    return out


def _otherwise(candidate: Candidate, fact: Fact[str], votes: Votes) -> list[tuple[int, bool, int, str]]:
    """The ranks of a candidate if a published number were the one before, the next or ten times as large."""
    if not fact.value.isdigit():
        return []
    old = int(fact.value)
    out = []
    for new in (port for port in (old - 1, old + 1, old * 10) if 0 < port < 65536):
        numbers = candidate.numbers - {old} | {new}
        out.append(candidate.rank(sum(len(votes.get(number, ())) for number in numbers), numbers))
    return out


def _votes(app: App) -> Votes:
    out: Votes = {}
    for workload in app.workloads:
        for variable in workload.environment:
            if variable.value is None or ":" not in variable.value.value:
                continue
            for address in addresses(variable.value.value):
                number = address.port or scheme_port(address.scheme)
                if address.host in LOCAL_HOSTS and number is not None:
                    out.setdefault(number, []).append(variable.value)
    return {number: sorted(found, key=lambda fact: fact.leaves) for number, found in out.items()}
