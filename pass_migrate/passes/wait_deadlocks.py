"""Waits that could never end, because services that share a pod start together."""

from __future__ import annotations

from collections.abc import Mapping

from pass_migrate.model import App, Workload

WAITED_FOR = frozenset({"service_healthy", "service_completed_successfully"})


def pod_of(workload: Workload) -> str:
    """Key of the workload whose pod the container runs in."""
    return workload.key.value if workload.pod_of is None else workload.pod_of.value


def deadlocks(app: App) -> frozenset[tuple[str, str]]:
    """Pairs (service, dependency) whose wait has to go: the dependency waits, by some way, for the same pod.

    Between services there are no cycles; between pods there are, once several services share one.
    """
    by_key = app.by_key()
    pods = {key: pod_of(workload) for key, workload in by_key.items()}
    waits: dict[str, set[str]] = {}
    for key, workload in by_key.items():
        for dependency in workload.depends_on:
            other = pods.get(dependency.service.value)
            if dependency.condition.value in WAITED_FOR and other is not None and other != pods[key]:
                waits.setdefault(pods[key], set()).add(other)
    shared = {pods[key] for key in by_key if pods[key] != key}
    out = set()
    for key, workload in by_key.items():
        if pods[key] not in shared:
            continue
        for dependency in workload.depends_on:
            other = pods.get(dependency.service.value)
            if other is not None and other != pods[key] and _leads_to(other, pods[key], waits):
                out.add((key, dependency.service.value))
    return frozenset(out)


def _leads_to(start: str, goal: str, waits: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    pending = [start]
    while pending:
        pod = pending.pop()
        if pod == goal:
            return True
        if pod not in seen:
            seen.add(pod)
            pending.extend(waits.get(pod, ()))
    return False
