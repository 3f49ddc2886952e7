"""How pods restart, are replaced and end fits the kind of workload they belong to.

Source: Kubernetes API reference, PodSpec, DeploymentStrategy and JobSpec; the rules of validation in
kube-apiserver.
"""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.emit.manifest import Manifest
from pass_migrate.verify.index import Index, Pod
from pass_migrate.verify.violation import Violation

RESTARTS = {
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet"), ("Always",)),
    **dict.fromkeys(("Job", "CronJob"), ("Never", "OnFailure")),
}
"""The restart policies that each kind of workload allows; `Always` where none is given."""


def check_restarts(index: Index) -> Iterator[Violation]:
    """Check restart policies and grace periods."""
    for pod in index.pods:
        policy = pod.spec.get("restartPolicy", "Always")
        allowed = RESTARTS.get(pod.manifest.kind)
        at = (*pod.at, "restartPolicy")
        if allowed is not None and policy not in allowed:
            message = f"the pods of a {pod.manifest.kind} restart {' or '.join(allowed)}, not {policy}"
            yield Violation(
                pod.manifest, at if "restartPolicy" in pod.spec else pod.at, "restart-policy", message
            )
        if pod.spec.get("terminationGracePeriodSeconds", 0) < 0:
            at = (*pod.at, "terminationGracePeriodSeconds")
            yield Violation(pod.manifest, at, "grace-period", "time does not run backwards")
        if not pod.spec.get("containers"):
            yield Violation(pod.manifest, pod.at, "no-container", "a pod needs a container")


def check_strategies(index: Index) -> Iterator[Violation]:
    """Check that a workload can be replaced by its own strategy."""
    for pod in index.pods:
        if pod.manifest.kind != "Deployment":
            continue
        strategy = pod.manifest.body["spec"].get("strategy", {})
        rolling = strategy.get("rollingUpdate")
        if strategy.get("type") == "Recreate":
            if rolling is not None:
                message = "there is nothing to roll when everything is stopped first"
                yield Violation(pod.manifest, ("spec", "strategy", "rollingUpdate"), "strategy", message)
            continue
        if (
            rolling is not None
            and _none(rolling.get("maxSurge", 1))
            and _none(rolling.get("maxUnavailable", 1))
        ):
            message = "with no pod more and no pod less nothing can be replaced"
            yield Violation(pod.manifest, ("spec", "strategy", "rollingUpdate"), "strategy", message)
        if not _none((rolling or {}).get("maxSurge", 1)):
            yield from _single_writer(index, pod)


def _single_writer(index: Index, pod: Pod) -> Iterator[Violation]:
    """A new pod that starts beside the old one cannot mount what only one may mount: the rollout hangs."""
    for position, volume in enumerate(pod.spec.get("volumes", ())):
        name = volume.get("persistentVolumeClaim", {}).get("claimName", "")
        claim = index.objects.get(("PersistentVolumeClaim", pod.manifest.namespace, name))
        if claim is not None and _single(claim):
            message = f"two pods of a rollout cannot both mount {claim.reference}: use the strategy Recreate"
            yield Violation(pod.manifest, (*pod.at, "volumes", position), "single-writer", message)


def _single(claim: Manifest) -> bool:
    modes = set(claim.body.get("spec", {}).get("accessModes", ()))
    return bool(modes) and modes <= {"ReadWriteOnce", "ReadWriteOncePod"}


def _none(amount: int | str) -> bool:
    return str(amount) in ("0", "0%")
