"""What tells on which ports a workload listens, from the surest to the weakest evidence.

What the source declares (`ports`, `expose`) holds; then the ports that others dial, the ones that the
health check asks, and the ones that the image is known for. Only where all of these are silent, what the
program is told to bind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, ImagePort, image_of
from pass_migrate.knowledge.ports import listen_variables, scheme_http, scheme_port, speaks_http
from pass_migrate.model import Reference, Workload
from pass_migrate.passes.addresses import bound_ports, command_addresses
from pass_migrate.records import dataclass

CALLED_PORT = Rule("called-port", Fate.CARRIED, "Another part of the project dials this port.")
CHECKED_PORT = Rule("checked-port", Fate.CARRIED, "The health check asks the container itself on this port.")
IMAGE_PORT = Rule("image-port", Fate.CARRIED, "Images of this name listen on this port.")
MOVED_PORT = Rule(
    "moved-port", Fate.CARRIED, "Programs of this image listen on the port that this variable names."
)
BOUND_PORT = Rule("bound-port", Fate.CARRIED, "The program is told to listen there.")
RULES = (CALLED_PORT, CHECKED_PORT, IMAGE_PORT, MOVED_PORT, BOUND_PORT)

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_EXPOSE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?", re.IGNORECASE)


@dataclass(slots=True)
class Heard:
    """All that was heard of one port of a pod."""

    number: int
    protocol: str
    declared: list[Fact[int]] = field(default_factory=list)
    inferred: Fact[int] | None = None
    """The first evidence that is no declaration."""
    protocols: list[Fact[str]] = field(default_factory=list)
    names: list[Fact[str]] = field(default_factory=list)
    app_protocols: list[Fact[str]] = field(default_factory=list)
    image_name: str = ""
    images: list[Fact[Any]] = field(default_factory=list)
    """What the custom of the image, and so the port's name, rests on."""
    http: bool = False
    tls: bool = False


Ports = dict[tuple[int, str], Heard]
"""By number and protocol."""


def heard(member: Workload, calls: Iterable[Reference], into: Ports) -> list[Fact[str]]:
    """Enter all evidence on the ports of one container; returns the `expose` entries that cannot be read.

    `calls` are the references to it.
    """
    image = image_of(member.image.value) if member.image is not None else None
    unread = _declared(member, into)
    for call in calls:
        if call.port is not None:
            own = call.caller == call.callee and call.place == "health check"
            fact = call.port.by(CHECKED_PORT if own else CALLED_PORT)
            _dialled(into, call.port.value, fact, http=call.http)
    _checked(member, into)
    if image is not None and member.image is not None:
        _known(member, member.image, image, into)
    if not into:
        _bound(member, into)
    for port in into.values():
        port.images += [member.image] if member.image is not None else []
        port.http = port.http or (port.protocol == "TCP" and not port.tls and _by_custom(port, image))
    return unread


def expanded(entry: Fact[str]) -> Iterator[tuple[int, str]]:
    """The ports of an `expose` entry: `80`, `80/udp`, `3000-3002`; nothing if it is none of these."""
    match = _EXPOSE.fullmatch(entry.value.strip())
    if match is not None:
        for number in range(int(match[1]), int(match[2] or match[1]) + 1):
            if 0 < number < 65536:
                yield number, (match[3] or "tcp").upper()


def _declared(member: Workload, into: Ports) -> list[Fact[str]]:
    for port in member.published:
        entry = _entry(into, port.target.value, port.protocol.value.upper())
        entry.declared.append(port.target)
        entry.protocols.append(port.protocol)
        entry.names += [port.name] if port.name is not None else []
        entry.app_protocols += [port.app_protocol] if port.app_protocol is not None else []
    unread = []
    for exposed in member.exposed:
        ports = list(expanded(exposed))
        for number, protocol in ports:
            entry = _entry(into, number, protocol)
            entry.declared.append(Fact(number, exposed.leaves))
            entry.protocols.append(exposed)
        if not ports:
            unread.append(exposed)
    return unread


def _checked(member: Workload, into: Ports) -> None:
    """Ports that the container's own health check asks on `localhost`."""
    for word in member.health.test if member.health is not None else ():
        for address in command_addresses(word.value):
            number = address.port or scheme_port(address.scheme)
            if address.host in LOCAL_HOSTS and number is not None:
                fact = because(number, word, rule=CHECKED_PORT)
                _dialled(into, number, fact, http=scheme_http(address.scheme))


def _known(member: Workload, reference: Fact[str], image: Image, into: Ports) -> None:
    """Ports that the image is known for. A web server that is seen to listen elsewhere has left its own."""
    elsewhere = any(_web(port, image) for port in into.values())
    for known in image.ports:
        number = _moved(member, reference, known)
        key = (number.value, known.protocol)
        if key not in into and known.http and elsewhere:
            continue
        _infer(into, number.value, known.protocol, number, http=known.http)
        into[key].image_name = known.name
        into[key].images.append(number)
        into[key].tls = known.name == "https"


def _moved(member: Workload, reference: Fact[str], known: ImagePort) -> Fact[int]:
    """The known port, or the one that the image's own variable names."""
    for variable in member.environment if known.variable else ():
        if (
            variable.name.value == known.variable
            and variable.value is not None
            and _is_port(variable.value.value)
        ):
            return because(int(variable.value.value), variable.value, rule=MOVED_PORT)
    return because(known.port, reference, rule=IMAGE_PORT)


def _bound(member: Workload, into: Ports) -> None:
    """Addresses that the program is told to bind, or else the customary variable for its port."""
    values = [item.value for item in member.environment if item.value is not None and ":" in item.value.value]
    for value in (*(member.entrypoint or ()), *(member.command or ()), *values):
        for number in bound_ports(value.value):
            _infer(
                into, number, "TCP", because(number, value, rule=BOUND_PORT), http="http://" in value.value
            )
    if into:
        return
    variables = {variable.name.value: variable for variable in member.environment}
    for name in listen_variables():
        found = variables.get(name)
        if found is not None and found.value is not None and _is_port(found.value.value):
            number = int(found.value.value)
            _infer(into, number, "TCP", because(number, found.value, found.name, rule=BOUND_PORT), http=False)
            return


def _dialled(into: Ports, number: int, fact: Fact[int], *, http: bool) -> None:
    """Enter a port that an address names; as it does not say TCP, a declared UDP port satisfies it, too."""
    if (number, "TCP") in into or (number, "UDP") not in into:
        _infer(into, number, "TCP", fact, http=http)


def _infer(into: Ports, number: int, protocol: str, fact: Fact[int], *, http: bool) -> None:
    """Enter evidence that is no declaration; what came first stays."""
    entry = _entry(into, number, protocol)
    entry.inferred = entry.inferred or fact
    entry.http = entry.http or http


def _web(port: Heard, image: Image) -> bool:
    return port.protocol == "TCP" and (port.http or _by_custom(port, image))


def _by_custom(port: Heard, image: Image | None) -> bool:
    """Whether the number says HTTP: it does unless the image is known to speak something else as well."""
    if port.image_name or not speaks_http(port.number):
        return False
    if image is None:
        return True
    return bool(image.ports) and all(known.http or known.name == "https" for known in image.ports)


def _entry(into: Ports, number: int, protocol: str) -> Heard:
    return into.setdefault((number, protocol), Heard(number, protocol))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536
