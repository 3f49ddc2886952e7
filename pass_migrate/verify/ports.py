"""Ports are possible, said once, named as DNS-SD wants it, and those that a Service leads to are there.

Source: Kubernetes API reference, ContainerPort and ServicePort; RFC 6335 section 5.1 for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.verify.index import Index, Pod, doubles
from pass_migrate.verify.violation import Violation

NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
"""The name of a port: at most 15 characters, a letter among them, no two dashes in a row."""


def check_container_ports(index: Index) -> Iterator[Violation]:
    """Check the ports of containers; within a pod they share one network."""
    for pod in index.pods:
        numbers, names = [], []
        for container in pod.containers:
            for position, port in enumerate(container.body.get("ports", ())):
                at = (*container.at, "ports", position)
                yield from _possible(pod.manifest, at, port, ("containerPort", "hostPort"))
                numbers.append(((port["containerPort"], port.get("protocol", "TCP")), (*at, "containerPort")))
                if "name" in port:
                    names.append((port["name"], (*at, "name")))
        yield from _names(pod.manifest, names)
        for (number, protocol), at in doubles(numbers):
            yield Violation(
                pod.manifest, at, "duplicate-port", f"{number}/{protocol} is listened on twice in the pod"
            )


def check_service_ports(index: Index) -> Iterator[Violation]:
    """Check the ports of Services, and that a pod listens behind each."""
    for service in index.of("Service"):
        spec = service.body["spec"]
        ports = spec.get("ports", ())
        at: Field = ("spec", "ports")
        named = [
            (port["name"], (*at, position, "name")) for position, port in enumerate(ports) if "name" in port
        ]
        numbers = [
            ((port["port"], port.get("protocol", "TCP")), (*at, position, "port"))
            for position, port in enumerate(ports)
        ]
        if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
            yield Violation(service, at, "no-port", "a Service that is not headless needs a port")
        if len(ports) > 1 and len(named) < len(ports):
            yield Violation(service, at, "port-name", "of several ports each needs a name")
        yield from _names(service, named)
        for (number, protocol), field in doubles(numbers):
            yield Violation(service, field, "duplicate-port", f"{number}/{protocol} is there twice")
        pods = index.selected(service.namespace, spec.get("selector", {}))
        for position, port in enumerate(ports):
            yield from _possible(service, (*at, position), port, ("port", "nodePort"))
            target = port.get("targetPort", port["port"])
            if pods and not any(_listens(pod, target, port.get("protocol", "TCP")) for pod in pods):
                field = (*at, position, "targetPort" if "targetPort" in port else "port")
                yield Violation(
                    service, field, "target-port", f"no container behind it has the port {target}"
                )


def _listens(pod: Pod, target: str | int, protocol: str) -> bool:
    """Whether a pod has the port, by number or by name; one that declares no ports may listen on any."""
    ports = [port for container in pod.containers for port in container.body.get("ports", ())]
    if isinstance(target, int):
        return not ports or any(
            port["containerPort"] == target and port.get("protocol", "TCP") == protocol for port in ports
        )
    return any(port.get("name") == target for port in ports)


def _names(manifest: Manifest, names: list[tuple[str, Field]]) -> Iterator[Violation]:
    for name, at in names:
        if not NAME.fullmatch(name):
            yield Violation(
                manifest,
                at,
                "port-name",
                f"{name!r} is not the name of a port: 15 characters at most, a-z, 0-9, -",
            )
    for name, at in doubles(names):
        yield Violation(manifest, at, "duplicate-port", f"the name {name!r} is used twice")


def _possible(
    manifest: Manifest, at: Field, port: Mapping[str, Any], keys: tuple[str, ...]
) -> Iterator[Violation]:
    for key in keys:
        if key in port and not 1 <= port[key] <= 65535:
            yield Violation(manifest, (*at, key), "port-number", f"{port[key]} is not between 1 and 65535")
