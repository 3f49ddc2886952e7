"""Rights that contradict each other are refused by the API server, or keep a container from ever starting.

Source: Kubernetes API reference, SecurityContext and PodSecurityContext.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pass_migrate.verify.index import Index, Pod
from pass_migrate.verify.violation import Violation

KILLS_FIRST = re.compile(r"\bkill(?! +-(?:[sn] *)?0\b)(?: +-(?:[sn] +)?\w\S*)?(?: +\d+)* +['\"]?1(?![\w.])")
"""A command that sends process 1 a signal; signal 0 only asks whether it is there."""


def check_security(index: Index) -> Iterator[Violation]:
    """Check the security contexts of pods and containers."""
    for pod in index.pods:
        yield from _processes(pod)
        outer = pod.spec.get("securityContext", {})
        for container in pod.containers:
            own = container.body.get("securityContext", {})
            at = (*container.at, "securityContext")
            both = {**outer, **own}
            if both.get("runAsNonRoot") and both.get("runAsUser") == 0:
                yield Violation(pod.manifest, at, "security", "it may not run as root, and runs as user 0")
            if own.get("allowPrivilegeEscalation") is False:
                if own.get("privileged"):
                    message = "a privileged container always has what escalation would give"
                    yield Violation(pod.manifest, (*at, "allowPrivilegeEscalation"), "security", message)
                if "SYS_ADMIN" in own.get("capabilities", {}).get("add", ()):
                    message = "SYS_ADMIN is what escalation would give"
                    yield Violation(pod.manifest, (*at, "allowPrivilegeEscalation"), "security", message)
        for position, volume in enumerate(pod.spec.get("volumes", ())):
            limit = volume.get("emptyDir", {}).get("medium", "")
            if limit not in ("", "Memory") and not limit.startswith("HugePages"):
                at = (*pod.at, "volumes", position, "emptyDir", "medium")
                yield Violation(pod.manifest, at, "medium", f"{limit!r} is not a medium")


def _processes(pod: Pod) -> Iterator[Violation]:
    """One process namespace at most; and no hook signals process 1 where that is not the container's own."""
    node, shared = bool(pod.spec.get("hostPID")), bool(pod.spec.get("shareProcessNamespace"))
    if node and shared:
        message = "the node's process namespace and a shared one of the pod rule each other out"
        yield Violation(pod.manifest, (*pod.at, "shareProcessNamespace"), "process-namespace", message)
    if not (node or shared):
        return
    first = "the node's init" if node else "the one that holds the pod together"
    for container in pod.containers:
        for turn, hook in container.body.get("lifecycle", {}).items():
            if KILLS_FIRST.search(" ".join(hook.get("exec", {}).get("command", ()))):
                at = (*container.at, "lifecycle", turn, "exec", "command")
                message = f"process 1 of this pod is {first}, and the hook signals it"
                yield Violation(pod.manifest, at, "signals-first-process", message)
