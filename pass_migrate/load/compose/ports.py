"""Port short forms: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`.

Read as docker/go-connections 0.4 reads them, and put in the order in which Docker Compose puts them.
"""

from __future__ import annotations

import ipaddress
import re
from typing import NoReturn

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Node, Scalar

_ORDER = ("mode", "host_ip", "target", "published", "protocol")
_REMEDY = "write [[IP:]HOST:]CONTAINER[/PROTOCOL], an IPv6 address in brackets"


def expand(scalar: Scalar, journal: Journal) -> list[Map]:
    """The long forms of one short form: mappings of mode, host_ip, target, published and protocol.

    A range is one mapping for each port, in the order of the container ports as text, which is Docker
    Compose's. Each part has a leaf of its own (`#host_ip`, `#published`, `#target`, `#protocol`); what was
    not written is a default or, host_ip and published, left out. `journal` is told that the parts stand for
    the whole. Raises `MigrateError`.
    """
    text = str(scalar.value)
    host_end, container_start = _split(text)
    container, slash, tail = text[container_start:].partition("/")
    protocol, second_slash, _ = tail.partition("/")
    protocol_start = container_start + len(container) + 1
    parts: list[Scalar] = []

    def part(start: int, end: int, name: str) -> Scalar:
        found = scalar.part(start, end, name)
        parts.append(found)
        return found

    address, address_end = _address(scalar, text[: max(0, host_end)])
    host_start = host_end + 1 if host_end >= 0 else 0
    host = text[host_start : container_start - 1] if container_start else ""
    if address:
        part(1 if text.startswith("[") else 0, address_end, "host_ip")
    first, last = _range(scalar, container, "container")
    if first == 0:
        _refuse(scalar, "a container port cannot be 0")
    if host:
        part(host_start, host_start + len(host), "published")
    part(container_start, container_start + len(container), "target")
    if protocol:
        part(protocol_start, protocol_start + len(protocol), "protocol")
    if second_slash:
        rest = protocol_start + len(protocol) + 1
        ignored = scalar.part(rest, len(text), "ignored").leaf
        journal.idle(ignored, "Docker Compose reads nothing behind the second slash of a port")
        journal.split(scalar.leaf, [*(found.leaf for found in parts), ignored])
    else:
        journal.split(scalar.leaf, [found.leaf for found in parts])
    if slash and protocol.lower() not in ("", "tcp", "udp", "sctp"):
        _refuse(scalar, f"{protocol[:20]!r} is no protocol of a port: use tcp, udp or sctp")
    named = {found.leaf.path.rpartition("#")[2]: found for found in parts}
    published = _published(scalar, host, first, last)
    shared = {"mode": Scalar("ingress", scalar.leaf, default=True)}
    if address:
        shared["host_ip"] = named["host_ip"].with_value(address)
    default = Scalar("tcp", scalar.leaf, default=True)
    shared["protocol"] = named["protocol"].with_value(protocol.lower()) if protocol else default
    keys = {name: Scalar(name, scalar.leaf, default=True) for name in _ORDER}
    return [
        _long_form(scalar, shared, keys, _numbered(named, target, published[target - first]))
        for target in sorted(range(first, last + 1), key=str)
    ]


def _split(text: str) -> tuple[int, int]:
    """The offset of the colon behind the address (-1 if there is none), and that of the container port."""
    container = text.rfind(":") + 1
    return (text.rfind(":", 0, container - 1) if container else -1), container


def _address(scalar: Scalar, written: str) -> tuple[str, int]:
    """The address without brackets, and the offset behind it."""
    if not written:
        return "", 0
    address = written[1:-1] if written.startswith("[") and written.endswith("]") else written
    if (":" in address and address == written) or "%" in address:
        _refuse(scalar, f"{written[:50]!r} is no IP address")
    try:
        ipaddress.ip_address(address) if address else None
    except ValueError:
        _refuse(scalar, f"{written[:50]!r} is no IP address")
    return address, len(address) + (address != written)


def _range(scalar: Scalar, text: str, which: str) -> tuple[int, int]:
    """The first and last port of `80` or `80-90`; what stands behind a second dash is not read."""
    numbers = text.split("-")[:2]
    if not all(re.fullmatch("0*[0-9]{1,5}", number) and int(number[-5:]) < 65536 for number in numbers):
        what = f"{text[:20]!r} is no {which} port" if text else f"the {which} port is missing"
        _refuse(scalar, f"{what}: it must be a number up to 65535, or a range")
    first, last = int(numbers[0][-5:]), int(numbers[-1][-5:])
    if first > last:
        _refuse(scalar, f"the range {text} of {which} ports runs backwards")
    return first, last


def _published(scalar: Scalar, host: str, first: int, last: int) -> list[str]:
    """The published port for each container port: one to one, or a range for a single port to choose from."""
    if not host:
        return [""] * (last - first + 1)
    low, high = _range(scalar, host, "host")
    if first == last:
        return [str(low) if low == high else f"{low}-{high}"]
    if high - low != last - first:
        _refuse(
            scalar, f"the ranges of host ports ({host}) and container ports ({first}-{last}) differ in length"
        )
    return [str(port) for port in range(low, high + 1)]


def _numbered(parts: dict[str, Scalar], target: int, published: str) -> dict[str, Scalar]:
    """What differs from port to port of a range."""
    numbers = {"target": parts["target"].with_value(target)}
    return numbers | ({"published": parts["published"].with_value(published)} if published else {})


def _long_form(
    scalar: Scalar, shared: dict[str, Scalar], keys: dict[str, Scalar], own: dict[str, Scalar]
) -> Map:
    values: dict[str, Node] = {name: node for name in _ORDER if (node := own.get(name) or shared.get(name))}
    return Map(values, {name: keys[name] for name in values}, scalar.leaf)


def _refuse(scalar: Scalar, message: str) -> NoReturn:
    raise MigrateError([Problem(message, scalar.leaf, _REMEDY)])
