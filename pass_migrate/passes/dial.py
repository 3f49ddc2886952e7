"""Where to knock to find out whether a workload is there: its Service, and a port that will be open."""

from __future__ import annotations

import re
from collections import Counter

from pass_migrate.facts import Fact
from pass_migrate.knowledge import image_of
from pass_migrate.model import Listener, Workload
from pass_migrate.records import dataclass

_PORT = re.compile(r"(?<!\d)\d{2,5}(?!\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """A Service and one of its ports."""

    name: Fact[str]
    port: Fact[int]
    only: bool
    """Whether it is the workload's only TCP port: without it there would be nothing to dial."""


def address_of(workload: Workload) -> Address | None:
    """The workload's own Service and its most telling TCP port; None if it has no Service with a TCP port."""
    names = [name for name in workload.service_names if name.external is None]
    name = next((name for name in names if name.main), names[0] if names else None)
    listeners = [listener for listener in workload.listeners if listener.protocol.value == "TCP"]
    if name is None or not listeners:
        return None
    listener = _most_telling(workload, listeners)
    offered = next((port.port for port in name.ports if port.listener.value == listener.name.value), None)
    if name.ports and offered is None:
        return None
    return Address(name.name, offered or listener.port, len(listeners) == 1)


def _most_telling(workload: Workload, listeners: list[Listener]) -> Listener:
    """The listener that is surely open once the workload is ready.

    Best is a port that its own health check dials, then one that the image is known to listen on, then one
    that is not just part of a range (ranges are often opened on demand), then HTTP, then the order of the
    source.
    """
    probe = workload.readiness
    checked = {
        int(port)
        for word in (probe.command if probe is not None else ())
        for port in _PORT.findall(word.value)
    }
    image = image_of(workload.image.value) if workload.image is not None else None
    known = [port.port for port in image.ports] if image is not None else []
    ranges = Counter(listener.port.leaves for listener in listeners if listener.port.leaves)

    def rank(listener: Listener) -> tuple[bool, int, bool, bool]:
        port = listener.port.value
        place = known.index(port) if port in known else len(known)
        return (port not in checked, place, ranges[listener.port.leaves] > 1, not listener.http)

    return min(listeners, key=rank)
