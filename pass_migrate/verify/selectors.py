"""A selector finds the pods that it is meant for, all of them and no others.

A workload whose selector misses its own pods is refused by the API server; one that finds another workload's
pods fights with it over them; a Service that finds none answers nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field
from pass_migrate.verify.index import Index
from pass_migrate.verify.violation import Violation

OWNERS = ("Deployment", "StatefulSet", "DaemonSet")


def check_workload_selectors(index: Index) -> Iterator[Violation]:
    """Check that each workload selects its own pods alone."""
    for pod in index.pods:
        if pod.manifest.kind not in OWNERS:
            continue
        at: Field = ("spec", "selector")
        selector: Mapping[str, Any] = pod.manifest.body["spec"]["selector"]
        wanted = selector.get("matchLabels", {})
        if not wanted and not selector.get("matchExpressions"):
            yield Violation(pod.manifest, at, "selector", "an empty selector selects every pod")
        elif not wanted.items() <= pod.labels.items():
            yield Violation(pod.manifest, at, "selector", "it does not select the workload's own pods")
        elif not selector.get("matchExpressions"):
            for other in index.selected(pod.manifest.namespace, wanted):
                if other is not pod:
                    message = f"it selects the pods of {other.manifest.reference} too"
                    yield Violation(pod.manifest, at, "selector", message)


def check_service_selectors(index: Index) -> Iterator[Violation]:
    """Check that every Service, disruption budget and network policy with labels finds a pod."""
    if not index.complete:
        return
    for service in index.of("Service"):
        wanted = service.body["spec"].get("selector", {})
        if wanted and not index.selected(service.namespace, wanted):
            yield Violation(service, ("spec", "selector"), "selects-nothing", "no pod has these labels")
    for manifest, field in (
        *((found, "selector") for found in index.of("PodDisruptionBudget")),
        *((found, "podSelector") for found in index.of("NetworkPolicy")),
    ):
        wanted = manifest.body["spec"].get(field, {}).get("matchLabels", {})
        if wanted and not index.selected(manifest.namespace, wanted):
            yield Violation(manifest, ("spec", field), "selects-nothing", "no pod has these labels")
