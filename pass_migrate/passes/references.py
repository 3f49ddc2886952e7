"""Who names whom: addresses in variables, commands, health checks and files, looked up among all names.

A pure function of the application. In Docker a container answers to its service's name, its container name,
its host name, its network aliases and, in one caller's eyes, its link aliases; so those are the names that
are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pass_migrate.facts import Fact
from pass_migrate.knowledge.ports import is_network_scheme, scheme_http, scheme_port
from pass_migrate.model import App, ConfigObject, Reference, Variable, Workload
from pass_migrate.passes.addresses import Address, addresses, command_addresses, file_addresses
from pass_migrate.records import dataclass

HEALTH = "health check"
"""Where a container mostly speaks of itself."""

_HOST_VARIABLE = re.compile(
    r"(?i)host|addr|endpoint|broker|upstream|(?:server|url|uri|node|seed|peer|backend|proxy|service)s?$"
)
_PORT_OF_HOST = re.compile(r"(?i)(?:host_?name|host|server|address|addr)$")
_LIST = re.compile(r"[,;\s]+")
_HOST_FLAGS = frozenset({"-h", "--host", "--hostname", "--server"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An address as it stands, whoever answers to it."""

    address: Address
    facts: tuple[Fact[str], ...]
    """What makes it an address: the value, and the variable's name or a second value where they matter."""
    place: str


def references(app: App) -> tuple[Reference, ...]:
    """Every place where a workload names one of the application, itself included; sorted, each once."""
    return split(app)[0]


def split(app: App) -> tuple[tuple[Reference, ...], list[tuple[Workload, Mention]]]:
    """All references, and what is left: the addresses that nobody in the application answers to."""
    names = names_of(app)
    configs = {config.key.value: config for config in app.configs}
    found: dict[tuple[str, str, str, int, str], Reference] = {}
    rest: list[tuple[Workload, Mention]] = []
    for workload in app.workloads:
        seen_by = _seen_by(workload, names)
        for mention in mentions(workload, seen_by, configs):
            host = mention.address.host
            callee = seen_by.get(host) or (seen_by.get(host.lower()) if mention.address.scheme else None)
            if callee is None:
                rest.append((workload, mention))
                continue
            reference = _reference(workload.key.value, callee, mention)
            port = reference.port.value if reference.port is not None else 0
            found.setdefault((callee, workload.key.value, host, port, mention.place), reference)
    return tuple(found[key] for key in sorted(found)), rest


def _seen_by(workload: Workload, names: dict[str, str]) -> dict[str, str]:
    """The names that one workload can use: its links add some, its hosts file takes some away."""
    elsewhere = {alias.host.value for alias in workload.host_aliases}
    if not workload.links and not elsewhere:
        return names
    linked = {alias.value: service.value for service, alias in workload.links}
    return {name: key for name, key in (names | linked).items() if name not in elsewhere}


def names_of(app: App) -> dict[str, str]:
    """Every name that resolves in Docker, with the key of the service that answers to it.

    Where several claim a name, a service's own key counts first, then container names, then the rest, each
    by key.
    """
    names: dict[str, str] = {}
    reachable = [workload for workload in app.workloads if not _has_no_name(workload)]
    for workload in reachable:
        names[workload.key.value] = workload.key.value
    for workload in reachable:
        if workload.container_name is not None:
            names.setdefault(workload.container_name.value, workload.key.value)
    for workload in reachable:
        key = workload.key.value
        if workload.container_name is None:
            names.setdefault(f"{app.name.value}-{key}-1", key)
        for alias in (*workload.aliases, *([workload.hostname] if workload.hostname is not None else [])):
            names.setdefault(alias.value, key)
    return names


def mentions(
    workload: Workload, names: Mapping[str, str], configs: Mapping[str, ConfigObject]
) -> Iterator[Mention]:
    """Every address that a workload holds. `names` tells hosts from words where no port or scheme does."""
    variables = {variable.name.value: variable for variable in workload.environment}
    for variable in workload.environment:
        value = variable.value
        if value is not None and (":" in value.value or _may_name_host(variable.name.value)):
            yield from _in_variable(variable, value, variables, names)
    for place, words in (("entrypoint", workload.entrypoint), ("command", workload.command)):
        yield from _in_command(words or (), place, names)
    if workload.health is not None:
        yield from _in_command(workload.health.test, HEALTH, names)
    for hook in (*workload.lifecycle.post_start, *workload.lifecycle.pre_stop):
        yield from _in_command(hook.command, "hook", names)
    yield from _in_files(workload, names, configs)


def _in_variable(
    variable: Variable, value: Fact[str], variables: Mapping[str, Variable], names: Mapping[str, str]
) -> Iterator[Mention]:
    name, text = variable.name.value, value.value
    place = f"variable {name}"
    for address in addresses(text):
        yield Mention(address, (value,), place)
    if _may_name_host(name):
        hosts = [text] if text in names else [word for word in _LIST.split(text) if word in names]
        if hosts:
            port = _paired(name, variables)
            for host in hosts:
                if port is None:
                    yield Mention(Address(host), (value, variable.name), place)
                else:
                    facts = (value, variable.name, port.value, port.name) if port.value is not None else ()
                    yield Mention(Address(host, int(port.value.value) if port.value else None), facts, place)


@lru_cache(maxsize=65536)
def _may_name_host(variable: str) -> bool:
    """Whether the name of a variable says that it holds hosts: `DB_HOST`, `KAFKA_BROKERS`, `CACHE_URL`."""
    return _HOST_VARIABLE.search(variable) is not None


def _paired(name: str, variables: Mapping[str, Variable]) -> Variable | None:
    """`DB_PORT` for `DB_HOST`, if it holds a port."""
    for word in ("PORT", "port", "Port"):
        other = variables.get(_PORT_OF_HOST.sub(word, name))
        if other is not None and other.value is not None and other.name.value != name:
            digits = other.value.value
            if digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536:
                return other
    return None


def _in_command(words: tuple[Fact[str], ...], place: str, names: Mapping[str, str]) -> Iterator[Mention]:
    for position, word in enumerate(words):
        for address in command_addresses(word.value):
            yield Mention(address, (word,), place)
        if word.value in names and position:
            before = words[position - 1]
            after = words[position + 1] if position + 1 < len(words) else None
            if before.value in _HOST_FLAGS:
                yield Mention(Address(word.value), (word, before), place)
            elif (
                after is not None
                and after.value.isdigit()
                and words[0].value.rsplit("/")[-1] in ("nc", "telnet")
            ):
                yield Mention(Address(word.value, int(after.value)), (word, after), place)


def _in_files(
    workload: Workload, names: Mapping[str, str], configs: Mapping[str, ConfigObject]
) -> Iterator[Mention]:
    """Addresses in what is mounted: only known names count, as any text may be in a file."""
    for mount in workload.mounts:
        contents: list[tuple[str, Fact[bytes]]] = []
        if mount.host is not None:
            contents += [
                (f"{mount.host.display}/{file.path.value}".rstrip("/"), file.content)
                for file in mount.host.files
            ]
        elif mount.type.value in ("config", "secret") and mount.source is not None:
            config = configs.get(mount.source.value)
            contents += (
                [(config.key.value, entry.content) for entry in config.entries] if config is not None else []
            )
        for display, content in contents:
            for address in file_addresses(content.value):
                if address.host in names:
                    yield Mention(address, (Fact(address.host, content.leaves),), f"file {display}")


def _reference(caller: str, callee: str, mention: Mention) -> Reference:
    address = mention.address
    leaves = Fact("").also(*mention.facts).leaves
    number = address.port if address.port is not None else scheme_port(address.scheme)
    return Reference(
        caller=caller,
        callee=callee,
        name=Fact(address.host, leaves),
        port=Fact(number, leaves) if number is not None else None,
        http=scheme_http(address.scheme),
        place=mention.place,
    )


def is_bare_name(address: Address) -> bool:
    """Whether an address is the bare name of another machine, which must be found by DNS."""
    host = address.host
    return (
        is_network_scheme(address.scheme)
        and not address.doubtful
        and "." not in host
        and ":" not in host
        and host.lower() != "localhost"
        and not host.isdigit()
    )


def _has_no_name(workload: Workload) -> bool:
    """Whether Docker gives the container no name of its own: it uses another's network, or none."""
    mode = workload.network_mode
    return mode is not None and (mode.value == "none" or mode.value.startswith(("service:", "container:")))
