"""A workload listens on container ports: those it publishes, exposes, is asked on, or is known for.

Under Compose any port of a container can be dialled by its peers, declared or not, and always under its own
number; the number on the host is for the outside only. So Services get the container's ports, and all that
are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.knowledge.ports import port_name as customary_name
from pass_migrate.knowledge.ports import speaks_http
from pass_migrate.model import App, Finding, Listener, Notes, Reference, Severity, Workload
from pass_migrate.passes import ports_heard
from pass_migrate.passes.kubernetes_names import PORT_LIMIT, port_name
from pass_migrate.passes.ports_heard import Heard, Ports, heard
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

PORT_RENAMED = Rule(
    "port-renamed", Fate.APPROXIMATED, "The name of a port has at most 15 of a-z, 0-9 and `-`: made to fit."
)
SECOND_NAME = Rule("second-port-name", Fate.DROPPED, "The port has a name already; it can have only one.")
NO_PORTS = Rule(
    "no-ports-without-network", Fate.IRRELEVANT, "Without a network Docker publishes and exposes nothing."
)
NOT_A_PORT = Rule("not-a-port", Fate.DROPPED, "This is no port: Docker refuses it when the container starts.")
WIDE_RANGE = Rule(
    "wide-port-range",
    Fate.DROPPED,
    "A Service lists each port: too many. Its name resolves to the pods instead.",
)
MOST_PORTS = 256
"""A Service with more is slow for every node's proxy, and soon too large for the API."""
APP_PROTOCOLS = {"h2c": "kubernetes.io/h2c", "ws": "kubernetes.io/ws", "wss": "kubernetes.io/wss"}
"""Protocol names that Kubernetes defines itself (Service API, `appProtocol`)."""


@transform(
    reads=[
        "references",
        "workloads.published",
        "workloads.exposed",
        "workloads.image",
        "workloads.environment",
        "workloads.command",
        "workloads.entrypoint",
        "workloads.health",
        "workloads.network_mode",
        "workloads.pod_of",
        "workloads.provider",
    ],
    writes=["workloads.listeners"],
    rules=[*ports_heard.RULES, PORT_RENAMED, SECOND_NAME, NO_PORTS, NOT_A_PORT, WIDE_RANGE],
)
def listen_on_container_ports(app: App) -> App:
    """Give every pod's owner the listeners of all its containers."""
    notes = Notes(app.target)
    members: dict[str, list[Workload]] = {workload.key.value: [] for workload in app.workloads}
    for workload in app.workloads:
        members[workload.pod_of.value if workload.pod_of is not None else workload.key.value].append(workload)
    calls: dict[str, list[Reference]] = {}
    for reference in app.references:
        calls.setdefault(reference.callee, []).append(reference)
    workloads = tuple(
        _with(workload, _listeners(workload, members[workload.key.value], calls, notes))
        for workload in app.workloads
    )
    return notes.into(replace(app, workloads=workloads))


def _with(workload: Workload, listeners: tuple[Listener, ...]) -> Workload:
    return workload if workload.listeners == listeners else replace(workload, listeners=listeners)


def _listeners(
    owner: Workload, members: Iterable[Workload], calls: dict[str, list[Reference]], notes: Notes
) -> tuple[Listener, ...]:
    ports: Ports = {}
    for member in members:
        if _cut_off(member):
            notes.drop(NO_PORTS, *_declarations(member))
        elif member.provider is None:
            own: Ports = {}
            notes.drop(NOT_A_PORT, *heard(member, calls.get(member.key.value, ()), own))
            for key, found in own.items():
                _merge(ports, key, found)
    if len(ports) > MOST_PORTS:
        ports = _without_ranges(owner, ports, notes)
    return _named(ports, notes)


def _cut_off(member: Workload) -> bool:
    return member.network_mode is not None and member.network_mode.value == "none"


def _declarations(member: Workload) -> list[Fact[Any] | None]:
    out: list[Fact[Any] | None] = list(member.exposed)
    for port in member.published:
        out += [port.target, port.protocol, port.name, port.app_protocol]
    return out


def _merge(ports: Ports, key: tuple[int, str], found: Heard) -> None:
    """Two containers of a pod that speak of one port mean the same one."""
    known = ports.setdefault(key, found)
    if known is not found:
        known.declared += found.declared
        known.protocols += found.protocols
        known.names += found.names
        known.app_protocols += found.app_protocols
        known.inferred = known.inferred or found.inferred
        known.image_name = known.image_name or found.image_name
        known.images += found.images
        known.http = known.http or found.http
        known.tls = known.tls or found.tls


def _without_ranges(owner: Workload, ports: Ports, notes: Notes) -> Ports:
    """Only the ports that more than a declaration speaks of; the rest can be dialled without being listed."""
    kept = {key: port for key, port in ports.items() if port.inferred is not None or port.names}
    kept = dict(sorted(kept.items())[:MOST_PORTS])
    rest = [port for key, port in ports.items() if key not in kept]
    facts: list[Fact[Any]] = []
    for port in rest:
        facts += [*port.declared, *port.protocols, *port.names, *port.app_protocols]
    notes.drop(WIDE_RANGE, *facts)
    notes.find(
        Finding(
            id="wide-port-range",
            severity=Severity.WARNING,
            subject=owner.key.value,
            message=f"It declares {len(ports)} ports; a Service can hardly list that many.",
            remedy="Peers can dial any port of its pods; for the outside, use the host's network.",
            leaves=tuple(dict.fromkeys(leaf for fact in facts for leaf in fact.leaves)),
        )
    )
    return kept


def _named(ports: Ports, notes: Notes) -> tuple[Listener, ...]:
    """The listeners in order of their numbers, each with a name of its own; a name that is written wins."""
    taken: set[str] = set()
    names: dict[tuple[int, str], Fact[str]] = {}
    order = sorted(ports)
    for key in sorted(order, key=lambda key: (not ports[key].names, key)):
        found = ports[key]
        names[key] = _name(found, taken)
        taken.add(names[key].value)
        notes.drop(SECOND_NAME, *found.names[1:], *found.app_protocols[1:])
    return tuple(_listener(ports[key], names[key]) for key in order)


def _listener(found: Heard, name: Fact[str]) -> Listener:
    port = _port(found)
    protocol = port.map(lambda _: found.protocol)
    if found.protocols:
        first, *more = found.protocols
        protocol = first.map(lambda _: found.protocol).also(*more, port)
    app_protocol: Fact[str] | None = None
    if found.app_protocols:
        app_protocol = found.app_protocols[0].map(lambda text: APP_PROTOCOLS.get(text, text)).also(port)
    elif _is_tls(found):
        app_protocol = port.map(lambda _: "https")
    http = found.http or (app_protocol is not None and app_protocol.value in ("http", "kubernetes.io/ws"))
    return Listener(port=port, protocol=protocol, name=name, app_protocol=app_protocol, http=http)


def _port(found: Heard) -> Fact[int]:
    """The number, resting on all that says that there is such a port: declarations and their protocols."""
    if found.declared:
        return Fact(found.number).also(*found.declared, *found.protocols)
    return found.inferred if found.inferred is not None else Fact(found.number)


def _is_tls(found: Heard) -> bool:
    custom = found.image_name or customary_name(found.number, found.protocol)
    return not found.http and found.protocol == "TCP" and (found.tls or custom == "https")


def _name(found: Heard, taken: set[str]) -> Fact[str]:
    """The written name, else the customary one, else `tcp-9876`."""
    plain = f"{found.protocol.lower()}-{found.number}"
    if found.names:
        written = found.names[0]
        fitted = port_name(written.value) or plain
        if fitted in taken:
            fitted = plain
        kept = written if fitted == written.value else Fact(fitted, written.leaves, PORT_RENAMED)
        return kept.also(_port(found))
    custom = found.image_name or customary_name(found.number, found.protocol)
    if not found.image_name and found.http != speaks_http(found.number, found.protocol):
        custom = "http" if found.http else ""
    for name in (custom, f"{custom}-{found.number}", f"{custom}-{found.protocol.lower()}", plain):
        if custom and name not in taken and len(name) <= PORT_LIMIT:
            return _port(found).map(lambda _, name=name: name).also(*found.images)  # type: ignore[misc]
    return _port(found).map(lambda _: plain).also(*found.images)
