"""What a project publishes, as questions: one for each port, one for a run of ports that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from ipaddress import ip_address
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.knowledge import image_of
from pass_migrate.model import App, Listener, Notes, PublishedPort, Workload
from pass_migrate.records import dataclass

LOOPBACK = Rule(
    "published-on-loopback",
    Fate.DECIDED,
    "Published for the Docker host itself only: not exposed. `kubectl port-forward` gives the same reach.",
)
LOOPBACK_PORT = Rule(
    "port-on-loopback",
    Fate.DROPPED,
    "The number on the Docker host itself: `kubectl port-forward` takes any.",
)
ANY_ADDRESS = Rule("any-address", Fate.IRRELEVANT, "All addresses of the host, as by default.")
ONE_ADDRESS = Rule(
    "one-address", Fate.APPROXIMATED, "Open at the cluster's addresses: this one was the Docker host's."
)
NODE_PORTS = Rule(
    "node-network-ports", Fate.IRRELEVANT, "On the host's network Docker publishes nothing: it is there."
)
NO_PORTS = Rule("published-without-network", Fate.IRRELEVANT, "Without a network Docker publishes nothing.")
UNLISTED = Rule(
    "unlisted-port", Fate.DROPPED, "The port is not listed in the Service, so it cannot be exposed."
)
RULES = (LOOPBACK, LOOPBACK_PORT, ANY_ADDRESS, ONE_ADDRESS, NODE_PORTS, NO_PORTS, UNLISTED)
ALL_ADDRESSES = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - addresses that are read, not bound
SHORTEST_RUN = 3
"""Neighbouring ports from which on they are one question."""


@dataclass(slots=True)
class Offer:
    """A listener, or a run of neighbouring ones, that is published beyond the Docker host itself."""

    workload: Workload
    """The workload that owns the pod."""
    listeners: list[Listener]
    published: list[Fact[str]] = field(default_factory=list)
    """The numbers on the host, as written; for a run, one for each listener."""
    targets: list[Fact[Any]] = field(default_factory=list)
    """What makes it open to others: the ports in the container, and the addresses if any are written."""
    answer: Fact[str] = field(default_factory=lambda: Fact(""))
    """How it is exposed, once that is settled: by default, or by a person (resting on the answer alone)."""

    @property
    def http(self) -> bool:
        """Whether HTTP is spoken there."""
        return self.listeners[0].http

    @property
    def tls(self) -> bool:
        """Whether the container itself ends TLS there."""
        protocol = self.listeners[0].app_protocol
        return protocol is not None and protocol.value == "https"

    @property
    def tcp(self) -> bool:
        """Whether it is a TCP port, which may turn out to speak HTTP."""
        return self.listeners[0].protocol.value == "TCP"

    @property
    def stateful(self) -> bool:
        """Whether it is a database, queue or search engine, which nobody wants in the open."""
        image = image_of(self.workload.image.value) if self.workload.image is not None else None
        return image is not None and image.stateful

    @property
    def label(self) -> str:
        """`8080`, `53/udp` or `4510-4559`."""
        first, last = self.listeners[0], self.listeners[-1]
        numbers = f"{first.port.value}" if first is last else f"{first.port.value}-{last.port.value}"
        return numbers if self.tcp else f"{numbers}/{first.protocol.value.lower()}"

    @property
    def numbers(self) -> set[int]:
        """The numbers on the host; a range with one target has none that is sure."""
        return {int(fact.value) for fact in self.published if fact.value.isdigit()}


def offers(app: App, notes: Notes) -> list[Offer]:
    """Everything that is published for others than the Docker host itself, by workload and port."""
    by_key = app.by_key()
    found: dict[tuple[str, int, str], Offer] = {}
    for workload in app.workloads:
        owner = by_key[workload.pod_of.value] if workload.pod_of is not None else workload
        listeners = {(item.port.value, item.protocol.value): item for item in owner.listeners}
        for port in workload.published:
            listener = listeners.get((port.target.value, port.protocol.value.upper()))
            if not _open(workload, owner, port, listener, notes) or listener is None:
                continue
            key = (owner.key.value, listener.port.value, listener.protocol.value)
            offer = found.setdefault(key, Offer(owner, [listener]))
            offer.targets += [port.target] if port.host_ip is None else [port.target, port.host_ip]
            if port.published is not None:
                offer.published.append(port.published)
    return _in_runs(found[key] for key in sorted(found, key=lambda key: (key[0], key[2], key[1])))


def _open(
    workload: Workload, owner: Workload, port: PublishedPort, listener: Listener | None, notes: Notes
) -> bool:
    """Whether a published port is open to others; if not, why."""
    if workload.network_mode is not None and workload.network_mode.value == "none":
        notes.drop(NO_PORTS, port.published, port.host_ip)
        return False
    if owner.host_network is not None and owner.host_network.value:
        notes.drop(NODE_PORTS, port.published, port.host_ip)
        return False
    if port.host_ip is not None and _is_loopback(port.host_ip.value):
        notes.drop(LOOPBACK, port.host_ip)
        notes.drop(LOOPBACK_PORT, port.published)
        return False
    if listener is None:
        notes.drop(UNLISTED, port.published, port.host_ip)
        return False
    if port.host_ip is not None:
        notes.drop(ANY_ADDRESS if port.host_ip.value in ALL_ADDRESSES else ONE_ADDRESS, port.host_ip)
    return True


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text.strip("[]")).is_loopback
    except ValueError:
        return text == "localhost"


def _in_runs(singles: Iterable[Offer]) -> list[Offer]:
    """Neighbours that speak no HTTP and are published under neighbouring numbers become one question."""
    out: list[Offer] = []
    run: list[Offer] = []
    for offer in singles:
        if run and _follows(run[-1], offer):
            run.append(offer)
            continue
        out += _closed(run)
        run = [offer]
    return out + _closed(run)


def _follows(before: Offer, offer: Offer) -> bool:
    last, this = before.listeners[-1], offer.listeners[0]
    return (
        before.workload is offer.workload
        and last.protocol.value == this.protocol.value
        and last.port.value + 1 == this.port.value
        and not (before.http or offer.http or before.tls or offer.tls)
        and len(before.published) == len(offer.published) == 1
        and {number + 1 for number in before.numbers} == offer.numbers
    )


def _closed(run: list[Offer]) -> list[Offer]:
    if len(run) < SHORTEST_RUN:
        return run
    return [
        Offer(
            run[0].workload,
            [listener for offer in run for listener in offer.listeners],
            [fact for offer in run for fact in offer.published],
            [fact for offer in run for fact in offer.targets],
        )
    ]
