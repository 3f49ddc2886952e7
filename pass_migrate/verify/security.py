"""Rights that contradict each other are refused by the API server, or keep a container from ever starting.

Source: Kubernetes API reference, SecurityContext and PodSecurityContext.
"""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.verify.index import Index
from pass_migrate.verify.violation import Violation


def check_security(index: Index) -> Iterator[Violation]:
    """Check the security contexts of pods and containers."""
    for pod in index.pods:
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
