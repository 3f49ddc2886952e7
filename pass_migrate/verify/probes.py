"""A probe or hook does exactly one thing, with numbers that are possible, in a container that may have it.

Source: Kubernetes API reference, Probe and Lifecycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field
from pass_migrate.verify.index import Container, Index, Pod
from pass_migrate.verify.violation import Violation

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
HOOKS = ("postStart", "preStop")
HANDLERS = frozenset({"exec", "httpGet", "tcpSocket", "grpc", "sleep"})
NUMBERS = ("periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold")


def check_probes(index: Index) -> Iterator[Violation]:
    """Check every probe and hook."""
    for pod in index.pods:
        for container in pod.containers:
            for name in PROBES:
                if name in container.body:
                    yield from _probe(pod, container, name)
            for name in HOOKS:
                if name in container.body.get("lifecycle", {}):
                    at = (*container.at, "lifecycle", name)
                    yield from _handler(pod, container, at, container.body["lifecycle"][name])


def _probe(pod: Pod, container: Container, name: str) -> Iterator[Violation]:
    probe, at = container.body[name], (*container.at, name)
    yield from _handler(pod, container, at, probe)
    if container.initial and not container.sidecar:
        yield Violation(pod.manifest, at, "probe", "an init container that runs to its end has no probes")
    for number in NUMBERS:
        if number in probe and probe[number] < 1:
            yield Violation(pod.manifest, (*at, number), "probe", f"{probe[number]} is below 1")
    if name != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        yield Violation(
            pod.manifest, (*at, "successThreshold"), "probe", "only a readiness probe may want more than 1"
        )


def _handler(pod: Pod, container: Container, at: Field, body: Mapping[str, Any]) -> Iterator[Violation]:
    handlers = sorted(HANDLERS & set(body))
    if len(handlers) != 1:
        found = " and ".join(handlers) or "nothing"
        yield Violation(pod.manifest, at, "handler", f"it has to do exactly one thing, and does {found}")
    if "exec" in body and not body["exec"].get("command"):
        yield Violation(pod.manifest, (*at, "exec"), "handler", "there is no command")
    for handler in ("httpGet", "tcpSocket"):
        port = body.get(handler, {}).get("port")
        named = {port.get("name") for port in container.body.get("ports", ())}
        if isinstance(port, str) and port not in named:
            yield Violation(
                pod.manifest, (*at, handler, "port"), "handler", f"the container has no port {port!r}"
            )
        if isinstance(port, int) and not 1 <= port <= 65535:
            yield Violation(
                pod.manifest, (*at, handler, "port"), "port-number", f"{port} is not between 1 and 65535"
            )
