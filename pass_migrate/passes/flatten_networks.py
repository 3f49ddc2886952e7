"""All pods share the cluster's network: what a project's own networks kept apart is no longer apart.

Membership in one network says nothing new. Several networks, or an internal one, are a separation that only
network policies bring back; an external one is where another project's containers are. Addresses of a
Docker network mean nothing in the cluster.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import App, Finding, Network, Notes, Severity, Workload
from pass_migrate.passes.listing import listed, places
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass

POD_NETWORK = Rule(
    "pod-network", Fate.IRRELEVANT, "All services are on this network, as all pods are on the cluster's."
)
FLAT_NETWORK = Rule(
    "flat-network",
    Fate.DROPPED,
    "All pods reach each other: what this network kept apart needs network policies.",
)
OTHER_PROJECT = Rule(
    "other-projects-network",
    Fate.DROPPED,
    "A network of another project: its containers are not found in the cluster.",
)
SUBNET = Rule("docker-subnet", Fate.DROPPED, "Pods get addresses from the cluster's own range.")

_LITERAL = re.compile(r"(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\.?(/\d{1,2})?(?![\w.]*\d)")
Subnet = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class _Use:
    """A value that holds an address of one of the project's networks."""

    workload: Workload
    place: str
    fact: Fact[str]


@transform(
    reads=[
        "networks",
        "workloads.networks",
        "workloads.environment",
        "workloads.command",
        "workloads.entrypoint",
    ],
    writes=[],
    rules=[POD_NETWORK, FLAT_NETWORK, OTHER_PROJECT, SUBNET],
)
def flatten_networks(app: App) -> App:
    """Account for networks, and find what was kept apart and which values hold their addresses."""
    notes = Notes(app.target)
    used = {fact.value for workload in app.workloads for fact in workload.networks}
    networks = {network.key.value: network for network in app.networks}
    apart = sorted(key for key in used if key in networks and not _is(networks[key].external))
    internal = [key for key in apart if _is(networks[key].internal)]
    members = [workload for workload in app.workloads if workload.networks]
    together = len(apart) <= 1 and not internal
    for _, network in sorted(networks.items()):
        notes.drop(
            _reason(network, together),
            network.key,
            network.name,
            network.internal,
            network.external,
        )
        notes.drop(SUBNET, *network.subnets)
    for workload in members:
        for fact in workload.networks:
            joined = networks.get(fact.value)
            external = joined is not None and _is(joined.external)
            notes.drop(OTHER_PROJECT if external else POD_NETWORK if together else FLAT_NETWORK, fact)
    if not together:
        notes.find(_flat(app, apart, internal, networks))
    for key in sorted(used):
        if key in networks and _is(networks[key].external):
            notes.find(
                _foreign(
                    networks[key], [workload.key.value for workload in members if key in _keys(workload)]
                )
            )
    _literals(app, notes)
    return notes.into(app)


def _reason(network: Network, together: bool) -> Rule:
    if _is(network.external):
        return OTHER_PROJECT
    return POD_NETWORK if together else FLAT_NETWORK


def _keys(workload: Workload) -> set[str]:
    return {fact.value for fact in workload.networks}


def _is(flag: Fact[bool] | None) -> bool:
    return flag is not None and flag.value


def _flat(app: App, apart: list[str], internal: list[str], networks: dict[str, Network]) -> Finding:
    closed = f" {listed(tuple(internal))} let nobody out." if internal else ""
    return Finding(
        id="networks-merged",
        severity=Severity.WARNING,
        subject=app.name.value,
        message=f"The project keeps services apart on the networks {listed(tuple(apart))}.{closed}"
        " In the cluster all pods reach each other, and the outside.",
        remedy="Where it matters, add network policies, and a network plugin that enforces them.",
        leaves=tuple(dict.fromkeys(leaf for key in apart for leaf in networks[key].key.leaves)),
    )


def _foreign(network: Network, members: list[str]) -> Finding:
    name = network.name.value if network.name is not None else network.key.value
    return Finding(
        id="external-network",
        severity=Severity.WARNING,
        subject=network.key.value,
        message=f"{listed(tuple(members))} meet containers of another project on the network `{name}`;"
        " in the cluster those are not found under their names.",
        remedy="Convert that project as well, and use `<service>.<its namespace>` as host name.",
        leaves=network.key.leaves,
    )


def _literals(app: App, notes: Notes) -> None:
    """Find values that hold addresses of a subnet that the project fixed."""
    subnets = [
        (fact, parsed)
        for network in app.networks
        for fact in network.subnets
        if (parsed := _subnet(fact.value)) is not None
    ]
    found: dict[str, list[_Use]] = {}
    declared: dict[str, Fact[str]] = {}
    for workload in app.workloads if subnets else ():
        for place, fact in _values(workload):
            for match in _LITERAL.finditer(fact.value):
                for subnet, parsed in subnets:
                    if _within(match[1], match[2] or "", parsed):
                        declared[subnet.value] = subnet
                        found.setdefault(subnet.value, []).append(_Use(workload, place, fact))
    for text, uses in sorted(found.items()):
        users = places((use.workload.key.value, use.place) for use in uses)
        notes.find(
            Finding(
                id="subnet-literal",
                severity=Severity.ERROR,
                subject=uses[0].workload.key.value,
                message=f"An address of the Docker network {text} stands in {users}; pods have others.",
                remedy="Use the name of a service instead, or the address range of the cluster's pods.",
                leaves=declared[text].also(*(use.fact for use in uses)).leaves,
            )
        )


def _values(workload: Workload) -> list[tuple[str, Fact[str]]]:
    out = [
        (f"variable {variable.name.value}", variable.value)
        for variable in workload.environment
        if variable.value is not None and variable.value.value.count(".") > 1
    ]
    out += [("command", fact) for fact in (*(workload.entrypoint or ()), *(workload.command or ()))]
    return out


def _subnet(text: str) -> Subnet | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _within(address: str, suffix: str, subnet: Subnet) -> bool:
    """Whether an address, or the beginning of addresses (`172.23.0`), lies in the subnet."""
    parts = address.split(".")
    prefix = suffix or f"/{8 * len(parts)}"
    try:
        network = ip_network(".".join(parts + ["0"] * (4 - len(parts))) + prefix, strict=False)
    except ValueError:
        return False
    return isinstance(subnet, IPv4Network) and isinstance(network, IPv4Network) and network.subnet_of(subnet)
