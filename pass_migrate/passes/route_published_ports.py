"""What is published is reached from outside: web services through the ingress, the rest if a person says so.

A published port opens the Docker host to everyone who reaches it. In a cluster that is a choice for each
port: an ingress by host name for HTTP, a port of every node, a load balancer, or nothing at all.
"""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Listener, Notes, ServiceName, ServicePort, Workload
from pass_migrate.passes import public_hosts, published_offers
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.kubernetes_names import LABEL_LIMIT, distinct, service_name
from pass_migrate.passes.published_offers import Offer, offers
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

EXPOSED = Rule(
    "exposed", Fate.DECIDED, "A port that is published and speaks HTTP is reached through the ingress."
)
INSIDE = Rule(
    "inside-only",
    Fate.DECIDED,
    "Reached inside the cluster only, on the container's port: the host's port is gone.",
)
INGRESS_PORT = Rule(
    "ingress-port",
    Fate.DECIDED,
    "The ingress answers on ports 80 and 443: the number on the Docker host is gone.",
)
NUMBER_GONE = Rule(
    "host-port-gone", Fate.DROPPED, "As decided, the number on the Docker host is not used any more."
)
OPENED = Rule("opened", Fate.CARRIED, "A Service of its own opens the port to the outside, as decided.")
NODE_PORT_RANGE = Rule(
    "node-port-range",
    Fate.DROPPED,
    "Ports of nodes are 30000-32767; the cluster chooses one from that range.",
)
INGRESS, CLUSTER, NODE_PORT, LOAD_BALANCER = "ingress", "cluster", "node-port", "load-balancer"
NODE_PORT_NUMBERS = range(30000, 32768)
"""The default of kube-apiserver's --service-node-port-range."""
TYPES = {NODE_PORT: ("NodePort", "nodeport"), LOAD_BALANCER: ("LoadBalancer", "lb")}
"""By answer: the Service's type, and what is appended to its name."""


@transform(
    reads=[
        "name",
        "target",
        "workloads.published",
        "workloads.listeners",
        "workloads.service_names",
        "workloads.kind",
        "workloads.pod_of",
        "workloads.host_network",
        "workloads.network_mode",
        "workloads.environment",
        "workloads.image",
        "workloads.name",
    ],
    writes=["routes", "workloads.service_names"],
    rules=[
        EXPOSED,
        INSIDE,
        INGRESS_PORT,
        NUMBER_GONE,
        OPENED,
        NODE_PORT_RANGE,
        *published_offers.RULES,
        *public_hosts.RULES,
    ],
)
def route_published_ports(app: App) -> App:
    """Ask how each published port is exposed, and act on the answers."""
    notes = Notes(app.target)
    app = replace(app, workloads=tuple(_without_opened(workload) for workload in app.workloads))
    found = offers(app, notes)
    grouped: dict[str, list[Offer]] = {}
    for offer in found:
        grouped.setdefault(offer.workload.key.value, []).append(offer)
    routed: list[Offer] = []
    opened: dict[str, list[tuple[Offer, Fact[str]]]] = {}
    for key, group in grouped.items():
        for offer in sorted(group, key=lambda offer: not offer.http):
            decision = f"expose/{key}" if len(group) == 1 else f"expose/{key}:{offer.label}"
            answer = _ask(offer, group, decision, notes)
            offer.answer = app.target.answers.get(decision, because(answer.value, rule=EXPOSED))
            if answer.value == INGRESS:
                routed.append(offer)
            elif answer.value in TYPES:
                opened.setdefault(key, []).append((offer, offer.answer))
            if answer.value in (INGRESS, CLUSTER):
                gone = INGRESS_PORT if answer.value == INGRESS else INSIDE
                notes.drop(gone if answer.rule in (EXPOSED, INSIDE) else NUMBER_GONE, *offer.published)
    taken = {name.name.value for workload in app.workloads for name in workload.service_names}
    taken |= {workload.key.value for workload in app.workloads}
    workloads = tuple(
        _with_opened(item, opened.get(item.key.value, []), taken, notes) for item in app.workloads
    )
    return notes.into(replace(app, workloads=workloads, routes=public_hosts.routes(app, routed, notes)))


def _ask(offer: Offer, group: list[Offer], decision: str, notes: Notes) -> Fact[str]:
    """How one port, or run of ports, is exposed."""
    key = offer.workload.key.value
    texts = _consequences(offer)
    default = INGRESS if _is_web_entry(offer, group) else CLUSTER
    answer = notes.ask(
        decision,
        subject=key,
        question=f"{key} publishes port {offer.label}. How is it reached from outside the cluster?",
        default=default,
        consequence=texts[default],
        rule=EXPOSED if default == INGRESS else INSIDE,
        rests_on=[*offer.targets, *offer.published],
        alternatives=[
            Alternative(answer=choice, consequence=text)
            for choice, text in texts.items()
            if choice != default
        ],
    )
    return accepted(answer, decision, texts)


def _is_web_entry(offer: Offer, group: list[Offer]) -> bool:
    """Whether it is the web port of a service: not a database's, not a second one, not a random one."""
    first = next((other for other in group if other.http and other.published), None)
    kind = offer.workload.kind
    return offer is first and not offer.stateful and (kind is None or kind.value != "Job")


def _consequences(offer: Offer) -> dict[str, str]:
    """What each possible answer means; through an ingress goes only what may speak HTTP, and unencrypted."""
    name, label = offer.workload.display_name, offer.label
    inside = f"Peers reach it as {name}:{label}, as before; from outside only `kubectl port-forward` does."
    if offer.tls:
        inside += " TLS for users ends at the ingress instead."
    out = {CLUSTER: inside}
    if offer.tcp and not offer.tls and len(offer.listeners) == 1:
        unless = "" if offer.http else " That works only if it speaks HTTP."
        out = {INGRESS: f"Users reach it by host name, on ports 80 and 443.{unless}", **out}
    out[NODE_PORT] = "A port from 30000-32767 is open on every node."
    out[LOAD_BALANCER] = (
        "A load balancer of its own, which the cluster must provide, passes the published port on."
    )
    return out


def _without_opened(workload: Workload) -> Workload:
    """The workload without the Services that this pass adds."""
    kept = tuple(name for name in workload.service_names if not name.ports)
    return workload if len(kept) == len(workload.service_names) else replace(workload, service_names=kept)


def _with_opened(
    workload: Workload, opened: list[tuple[Offer, Fact[str]]], taken: set[str], notes: Notes
) -> Workload:
    """The workload with a Service for each way in that was asked for."""
    names = []
    for choice, (kind, suffix) in TYPES.items():
        chosen = [(offer, answer) for offer, answer in opened if answer.value == choice]
        if chosen:
            ports = {
                (port.port.value, listener.protocol.value): port
                for offer, answer in chosen
                for listener, port in _ports(offer, answer, notes)
            }
            base = next(
                (name.name.value for name in workload.service_names if name.main), workload.display_name
            )
            text = service_name(f"{base}-{suffix}")
            text = distinct(text, f"{base}/{suffix}", LABEL_LIMIT) if text in taken else text
            taken.add(text)
            answers = [answer for _, answer in chosen]
            names.append(
                ServiceName(
                    name=because(text, workload.key, *answers, rule=OPENED),
                    type=because(kind, *answers, rule=OPENED),
                    ports=tuple(ports.values()),
                )
            )
    return replace(workload, service_names=(*workload.service_names, *names)) if names else workload


def _ports(offer: Offer, answer: Fact[str], notes: Notes) -> list[tuple[Listener, ServicePort]]:
    """The ports of a Service to the outside: a load balancer keeps numbers, nodes those in their range."""
    out = []
    sure = [fact for fact in offer.published if fact.value.isdigit()]
    notes.drop(NUMBER_GONE, *(fact for fact in offer.published if not fact.value.isdigit()))
    if len(offer.listeners) == 1:
        notes.drop(NUMBER_GONE, *sure[1:])
    for position, listener in enumerate(offer.listeners):
        number = sure[position].map(int) if position < len(sure) else None
        port, node_port = listener.port.also(answer, *offer.targets), None
        if number is not None and answer.value == LOAD_BALANCER:
            port = number.also(answer, *offer.targets)
        elif number is not None and number.value in NODE_PORT_NUMBERS:
            node_port = number.also(answer)
        elif number is not None:
            notes.drop(NODE_PORT_RANGE, number)
        out.append((listener, ServicePort(listener=listener.name, port=port, node_port=node_port)))
    return out
