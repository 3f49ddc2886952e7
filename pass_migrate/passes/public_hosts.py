"""The host names under which the outside reaches what an ingress exposes, and the entry point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Notes, Route
from pass_migrate.passes.answers import accepted, refused
from pass_migrate.passes.entry_point import candidates, decisive
from pass_migrate.passes.kubernetes_names import is_subdomain, label
from pass_migrate.passes.published_offers import Offer
from pass_migrate.records import dataclass

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
UNDER_WILDCARD = Rule("under-wildcard", Fate.CARRIED, "Each service has its own host under the wildcard.")
RULES = (INGRESS_HOST, UNDER_WILDCARD, HOST_BELOW, ENTRY_POINT)
WILDCARD = "*."
"""How a public host name starts that leaves a part of its own to each service."""


def routes(app: App, offers: Sequence[Offer], notes: Notes) -> tuple[Route, ...]:
    """A route for every offer that goes through the ingress; the entry point has the public host."""
    if not offers:
        return ()
    host = _public_host(app, notes)
    given = host.value.startswith(WILDCARD)
    entry = _Entry.only(offers) if given or len(offers) == 1 else _entry_point(app, offers, notes)
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.workload.key.value, offer)
    out = []
    for offer in offers:
        key, name = offer.workload.key.value, offer.workload.display_name
        primary = first[key] is offer
        prefix = name if primary else f"{name}-{offer.listeners[0].port.value}"
        below = f"{prefix}.{host.value.removeprefix(WILDCARD)}"
        if given:
            own = because(below, host, rule=UNDER_WILDCARD)
        elif primary and entry.key == key:
            own = because(host.value, host, *entry.reasons, rule=host.rule or ENTRY_POINT)
        else:
            own = because(below, host, *(entry.reasons_of(key) if primary else []), rule=HOST_BELOW)
        image = [offer.workload.image] if offer.workload.image is not None else []
        out.append(
            Route(
                host=own,
                path=offer.answer.map(lambda _: "/"),
                workload=key,
                port=offer.listeners[0].name.also(*offer.targets, *image),
            )
        )
    return tuple(sorted(out, key=lambda route: (route.workload, route.host.value if route.host else "")))


@dataclass(frozen=True, slots=True)
class _Entry:
    """The service that users come to first."""

    key: str
    decisive: Sequence[tuple[Fact[Any], str]] = ()
    """What the choice rests on, each with the service that would be chosen otherwise; empty for everyone."""

    @classmethod
    def only(cls, offers: Sequence[Offer]) -> _Entry:
        """The choice where there is nothing to choose."""
        return cls(offers[0].workload.key.value)

    @property
    def reasons(self) -> list[Fact[Any]]:
        """Everything that the choice rests on."""
        return [fact for fact, _ in self.decisive]

    def reasons_of(self, key: str) -> list[Fact[Any]]:
        """What keeps one other service from being the entry point."""
        return [fact for fact, winner in self.decisive if winner in ("", key)]


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
    if not is_subdomain(given.value.removeprefix(WILDCARD)):
        raise refused(given, decision, "Write a host name: a-z, 0-9, `-` and `.`.")
    return given


def _entry_point(app: App, offers: Sequence[Offer], notes: Notes) -> _Entry:
    """The service that users come to first: the answer of a person, or what speaks for itself."""
    ranked = candidates(app, offers)
    best = ranked[0]
    if len(ranked) == 1:
        return _Entry(best.key)
    decision = f"entry-point/{app.name.value}"
    answer = notes.ask(
        decision,
        subject=app.name.value,
        question="Several services are published. To which one does the public host name itself lead?",
        default=best.key,
        consequence="The others get hosts of their own below it: DNS and certificate must cover `*.<host>`.",
        rule=ENTRY_POINT,
        rests_on=[*best.published, *best.evidence[:1]],
        alternatives=[
            Alternative(answer=other.key, consequence=f"{best.key} gets a host of its own below instead.")
            for other in ranked[1:]
        ],
    )
    accepted(answer, decision, [candidate.key for candidate in ranked])
    if decision in app.target.answers:
        return _Entry(answer.value, [(app.target.answers[decision], "")])
    there = [(target, ranked[1].key) for offer in offers for target in offer.targets if _is(offer, best.key)]
    return _Entry(best.key, [*decisive(app, ranked), *there])


def _is(offer: Offer, key: str) -> bool:
    return offer.workload.key.value == key
