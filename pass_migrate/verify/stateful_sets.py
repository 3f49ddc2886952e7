"""The pods of a StatefulSet get their names from a headless Service.

Source: Kubernetes documentation, "StatefulSets", Stable Network ID.
"""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.verify.index import Index
from pass_migrate.verify.violation import Violation


def check_stateful_sets(index: Index) -> Iterator[Violation]:
    """Check that the Service selects the pods, and that claim templates have names of their own."""
    for pod in index.pods:
        if pod.manifest.kind != "StatefulSet":
            continue
        spec = pod.manifest.body["spec"]
        service = index.objects.get(("Service", pod.manifest.namespace, spec.get("serviceName", "")))
        selector = service.body.get("spec", {}).get("selector", {}) if service is not None else {}
        if not selector.items() <= pod.labels.items():
            message = f"the Service {spec['serviceName']} does not select its pods"
            yield Violation(pod.manifest, ("spec", "serviceName"), "governing-service", message)
        volumes = {volume["name"] for volume in pod.spec.get("volumes", ())}
        for position, template in enumerate(spec.get("volumeClaimTemplates", ())):
            name = template.get("metadata", {}).get("name", "")
            if name in volumes:
                at = ("spec", "volumeClaimTemplates", position, "metadata", "name")
                yield Violation(
                    pod.manifest, at, "duplicate-name", f"a volume of the pod is called {name!r} too"
                )
            volumes.add(name)
