"""The host names under which the outside reaches what an ingress exposes, and the entry point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.ports import scheme_port
from pass_migrate.model import Alternative, App, Notes, Route
from pass_migrate.passes.addresses import addresses
from pass_migrate.passes.answers import accepted, refused
from pass_migrate.passes.kubernetes_names import is_subdomain, label
from pass_migrate.passes.ports_heard import LOCAL_HOSTS
from pass_migrate.passes.published_offers import Offer

INGRESS_HOST = Rule(
    "ingress-host",
    Fate.DECIDED,
    "Stands for the public host name until `ingress-host` is set: nobody finds it there.",
)
HOST_BELOW = Rule(
    "host-below", Fate.DECIDED, "One of several published services: it gets a host of its own below."
)
ENTRY_POINT = Rule(
    "entry-point",
    Fate.DECIDED,
    "The service that most public addresses name, or the one on the customary port.",
)
WHOLE_HOST = Rule("whole-host", Fate.CARRIED, "A published port passes on every path.")
RULES = (INGRESS_HOST, HOST_BELOW, ENTRY_POINT, WHOLE_HOST)
CUSTOMARY = (443, 80)
"""Ports on which a browser arrives by itself."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A service that may be the entry point, and what speaks for it."""

    offer: Offer
    evidence: tuple[Fact[str], ...]
    """Values with an address of its port on the Docker host."""

    @property
    def key(self) -> str:
        return self.offer.workload.key.value

    @property
    def rank(self) -> tuple[int, bool, int, str]:
        numbers = self.offer.numbers
        return (-len(self.evidence), not numbers & set(CUSTOMARY), min(numbers, default=65536), self.key)


def routes(app: App, offers: Sequence[Offer], notes: Notes) -> tuple[Route, ...]:
    """A route for every offer that goes through the ingress; the entry point has the public host."""
    if not offers:
        return ()
    host = _public_host(app, notes)
    entry = _entry_point(app, offers, notes)
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.workload.key.value, offer)
    out = []
    for offer in offers:
        key = offer.workload.key.value
        primary = first[key] is offer
        name = offer.workload.display_name
        prefix = name if primary else f"{name}-{offer.listeners[0].port.value}"
        if entry is None or (entry.value == key and primary):
            own = host if entry is None else host.also(entry)
        else:
            own = because(f"{prefix}.{host.value}", host, entry, rule=HOST_BELOW)
        out.append(
            Route(
                host=own,
                path=because("/", rule=WHOLE_HOST),
                workload=key,
                port=offer.listeners[0].name.also(*offer.targets),
            )
        )
    return tuple(sorted(out, key=lambda route: (route.workload, route.host.value if route.host else "")))


def _public_host(app: App, notes: Notes) -> Fact[str]:
    """The public host name: from the settings, or a placeholder that says so."""
    given = app.target.ingress_host
    decision = f"ingress-host/{app.name.value}"
    if given is None:
        given = notes.ask(
            decision,
            subject=app.name.value,
            question="Under which host name do users reach the application?",
            default=f"{label(app.name.value)}.example.com",
            consequence="The ingress answers to a name that nobody has; public addresses cannot be right.",
            rule=INGRESS_HOST,
            rests_on=[app.name],
            alternatives=[Alternative(answer="<host name>", consequence="The ingress answers to this name.")],
        )
    if not is_subdomain(given.value):
        raise refused(given, decision, "Write a host name: a-z, 0-9, `-` and `.`.")
    return given


def _entry_point(app: App, offers: Sequence[Offer], notes: Notes) -> Fact[str] | None:
    """The service that users come to first; None if there is only one to come to."""
    if len(offers) == 1:
        return None
    named = _named_on_localhost(app)
    first: dict[str, _Candidate] = {}
    for offer in offers:
        evidence = tuple(fact for number in sorted(offer.numbers) for fact in named.get(number, ()))
        first.setdefault(offer.workload.key.value, _Candidate(offer, evidence))
    ranked = sorted(first.values(), key=lambda candidate: candidate.rank)
    if len(ranked) == 1:
        return because(ranked[0].key, rule=ENTRY_POINT)
    best = ranked[0]
    decision = f"entry-point/{app.name.value}"
    answer = notes.ask(
        decision,
        subject=app.name.value,
        question="Several services are published. To which one does the public host name itself lead?",
        default=best.key,
        consequence="The others get hosts of their own below it: DNS and certificate must cover `*.<host>`.",
        rule=ENTRY_POINT,
        rests_on=[*best.offer.published, *best.evidence[:1]],
        alternatives=[
            Alternative(answer=other.key, consequence=f"{best.key} gets a host of its own below instead.")
            for other in ranked[1:]
        ],
    )
    return accepted(answer, decision, [candidate.key for candidate in ranked])


def _named_on_localhost(app: App) -> dict[int, list[Fact[str]]]:
    """By port of the Docker host: the values of variables with it on `localhost`, once for each service."""
    out: dict[int, list[Fact[str]]] = {}
    for workload in app.workloads:
        for value in _values(variable.value for variable in workload.environment):
            for address in addresses(value.value):
                number = address.port or scheme_port(address.scheme)
                if address.host in LOCAL_HOSTS and number is not None:
                    out.setdefault(number, []).append(value)
    return {number: sorted(found, key=lambda fact: fact.leaves) for number, found in out.items()}


def _values(facts: Iterable[Fact[str] | None]) -> Iterable[Fact[str]]:
    return (fact for fact in facts if fact is not None)
