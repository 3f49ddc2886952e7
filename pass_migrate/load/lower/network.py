"""Ports, names, networks and dependencies of a service."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.load.compose.entries import Entry
from pass_migrate.load.journal import Journal
from pass_migrate.load.lower.getters import as_text, flag, integer, mapping, sequence, text, texts
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.model import Dependency, HostAlias, PublishedPort


def published(service: Map) -> tuple[PublishedPort, ...]:
    """The published ports, in the order of the resolved model."""
    out = []
    for item in sequence(service, "ports"):
        target = integer(item, "target") if isinstance(item, Map) else None
        if isinstance(item, Map) and target is not None:
            out.append(
                PublishedPort(
                    target=target,
                    published=text(item, "published"),
                    host_ip=text(item, "host_ip"),
                    protocol=text(item, "protocol") or Fact("tcp", target.leaves),
                    mode=text(item, "mode"),
                    name=text(item, "name"),
                    app_protocol=text(item, "app_protocol"),
                )
            )
    return tuple(out)


def network_keys(service: Map) -> tuple[Fact[str], ...]:
    """The keys of the networks that a service joins, sorted."""
    found = mapping(service, "networks")
    return () if found is None else tuple(found.keys[key].fact() for key in sorted(found.items))


def network_aliases(service: Map) -> tuple[Fact[str], ...]:
    """The aliases on all networks, sorted by name, each once (resting on every place that names it)."""
    found = mapping(service, "networks")
    if found is None:
        return ()
    out: dict[str, Fact[str]] = {}
    for _, settings in sorted(found.items.items()):
        if isinstance(settings, Map):
            for alias in texts(settings, "aliases"):
                out[alias.value] = out[alias.value].also(alias) if alias.value in out else alias
    return tuple(out[name] for name in sorted(out))


def halves(
    item: Scalar, separators: str, names: tuple[str, str], journal: Journal
) -> tuple[Scalar, Scalar] | None:
    """A short form cut at its first separator into two leaves of their own; None if there is no separator."""
    whole = str(item.value)
    cut = next((whole.index(mark) for mark in separators if mark in whole), -1)
    if cut < 0:
        return None
    head, tail = item.part(0, cut, names[0]), item.part(cut + 1, len(whole), names[1])
    if not item.default:
        journal.split(item.leaf, (head.leaf, tail.leaf))
    return head, tail


def links(service: Map, journal: Journal) -> tuple[tuple[Fact[str], Fact[str]], ...]:
    """(service, alias) of each link; a link without an alias uses the service's own name."""
    out = []
    for item in sequence(service, "links"):
        if isinstance(item, Scalar):
            cut = halves(item, ":", ("service", "alias"), journal)
            head, tail = (item, item) if cut is None else cut
            out.append((as_text(head), as_text(tail)))
    return tuple(out)


def _host_alias(host: Scalar, address: Scalar) -> HostAlias:
    return HostAlias(host=as_text(host), address=as_text(address).map(lambda value: value.strip("[]")))


def host_aliases(service: Map, journal: Journal) -> tuple[HostAlias, ...]:
    """Lines for the hosts file; the resolved model has `host=address` entries."""
    out = []
    for item in sequence(service, "extra_hosts"):
        if isinstance(item, Entry):
            out.append(_host_alias(item.name, item.content))
        elif isinstance(item, Scalar) and (cut := halves(item, "=:", ("host", "address"), journal)):
            out.append(_host_alias(*cut))
    return tuple(out)


def depends_on(service: Map) -> tuple[Dependency, ...]:
    """What has to be there first, sorted by service."""
    found = mapping(service, "depends_on")
    if found is None:
        return ()
    out = []
    for key, entry in sorted(found.items.items()):
        settings = entry if isinstance(entry, Map) else None
        name = found.keys[key]
        out.append(
            Dependency(
                service=name.fact(),
                condition=text(settings, "condition") or Fact("service_started", name.leaves),
                required=flag(settings, "required"),
                restart=flag(settings, "restart"),
                implicit=name.default,
            )
        )
    return tuple(out)
