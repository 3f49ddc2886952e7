"""The URL ledger: every address in the configuration, with who it is for.

`localhost` means three things in a Compose project. In a health check it is the container itself; in a
public address it is the Docker host, whose published port a browser dials; and everywhere else a container
can only mean itself. Rows hold scheme, host and port alone: no user, password, path or query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from ipaddress import ip_address

from pass_migrate.facts import Fact, Leaf
from pass_migrate.knowledge.ports import is_network_scheme, scheme_port
from pass_migrate.model import App, Reach, UrlUse, Workload
from pass_migrate.passes.addresses import Address
from pass_migrate.passes.ports_heard import LOCAL_HOSTS
from pass_migrate.passes.references import HEALTH, mentions, names_of
from pass_migrate.records import dataclass

_OWN_CHECK = re.compile(r"(?i)health|probe|check")
COMMANDS = frozenset({HEALTH, "command", "entrypoint", "hook"})
"""Where a container speaks to itself, if it says `localhost`."""
_BIND_ALL = frozenset({"0.0.0.0", "::"})  # noqa: S104 - an address that is read, not bound


@dataclass(frozen=True, slots=True)
class _Known:
    """What an address is looked up in."""

    names: dict[str, str]
    """Names of workloads."""
    published: dict[int, str]
    """Ports of the Docker host."""
    hosts: dict[str, str]
    """Public host names."""


@dataclass(slots=True)
class _Row:
    """A row of the ledger while it is put together."""

    workloads: dict[str, None] = field(default_factory=dict)
    leaves: dict[Leaf, None] = field(default_factory=dict)


def url_uses(app: App) -> tuple[UrlUse, ...]:
    """The rows of the ledger: one for each variable (or command), address and reach; sorted."""
    known = _Known(names_of(app), published_by(app), public_hosts_of(app))
    rows: dict[tuple[str, str, Reach, str], _Row] = {}
    for workload in app.workloads:
        for place, address, facts in _addresses(workload, known.names):
            reach, target = _reach(workload, place, address, known)
            row = rows.setdefault((place, _display(address), reach, target), _Row())
            row.workloads[workload.key.value] = None
            row.leaves |= dict.fromkeys(leaf for fact in facts for leaf in fact.leaves)
    return tuple(
        UrlUse(
            variable=place,
            address=display,
            reach=reach,
            target=target,
            workloads=tuple(sorted(row.workloads)),
            leaves=tuple(sorted(row.leaves)),
        )
        for (place, display, reach, target), row in sorted(
            rows.items(), key=lambda item: (item[0][0], item[0][1], item[0][2].value, item[0][3])
        )
    )


def published_by(app: App) -> dict[int, str]:
    """By port of the Docker host: the key of the service that publishes it."""
    out: dict[int, str] = {}
    for workload in app.workloads:
        for port in workload.published:
            if port.published is not None and port.published.value.isdigit():
                out.setdefault(int(port.published.value), workload.key.value)
    return out


def public_hosts_of(app: App) -> dict[str, str]:
    """The public host names, with the key of the service that answers there."""
    out = {route.host.value: route.workload for route in app.routes if route.host is not None}
    if app.target.ingress_host is not None:
        out.setdefault(app.target.ingress_host.value, "")
    return out


def _addresses(
    workload: Workload, names: dict[str, str]
) -> Iterator[tuple[str, Address, tuple[Fact[str], ...]]]:
    """What counts as an address for people: URLs, and bare hosts that are known or have a port."""
    for mention in mentions(workload, names, {}):
        address = mention.address
        if mention.place.startswith("file ") or address.doubtful or address.host in _BIND_ALL:
            continue
        known = address.host in names or address.host in LOCAL_HOSTS
        if is_network_scheme(address.scheme) if address.scheme else known:
            yield mention.place.removeprefix("variable "), address, mention.facts
    yield from _local_pairs(workload)


def _local_pairs(workload: Workload) -> Iterator[tuple[str, Address, tuple[Fact[str], ...]]]:
    """`DSPACE_REST_HOST=localhost` with `DSPACE_REST_PORT=9000`."""
    variables = {variable.name.value: variable for variable in workload.environment}
    for variable in workload.environment:
        name = variable.name.value
        if (
            variable.value is None
            or variable.value.value not in LOCAL_HOSTS
            or not name.upper().endswith("HOST")
        ):
            continue
        other = variables.get(name[:-4] + ("PORT" if name.endswith("HOST") else "port"))
        if other is not None and other.value is not None and other.value.value.isdigit():
            yield name, Address(variable.value.value, int(other.value.value)), (variable.value, other.value)


def _reach(workload: Workload, place: str, address: Address, known: _Known) -> tuple[Reach, str]:
    """Who an address is for, and the workload it leads to."""
    host = address.host
    number = address.port or scheme_port(address.scheme)
    if host in LOCAL_HOSTS or _is_loopback(host):
        if place in COMMANDS or _OWN_CHECK.search(place) is not None:
            return Reach.SELF, ""
        if number is not None and number in known.published:
            return Reach.PUBLIC, known.published[number]
        listens = any(listener.port.value == number for listener in workload.listeners)
        return (Reach.SELF if listens or number is None else Reach.UNANSWERED), ""
    target = known.names.get(host) or known.names.get(host.lower())
    if target is not None:
        return (
            (Reach.SELF, "") if target == workload.key.value and place == HEALTH else (Reach.INTERNAL, target)
        )
    if host in known.hosts:
        behind = known.hosts[host]
        return Reach.PUBLIC, behind if number is None else known.published.get(number, behind)
    if "." not in host and ":" not in host:
        return Reach.UNANSWERED, ""
    return Reach.EXTERNAL, ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _display(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    port = f":{address.port}" if address.port is not None else ""
    return f"{address.scheme}://{host}{port}" if address.scheme else f"{host}{port}"
