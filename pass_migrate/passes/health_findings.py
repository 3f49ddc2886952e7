"""What a person should know about a health check before Kubernetes acts on it."""

from __future__ import annotations

from collections.abc import Sequence

from pass_migrate.facts import Fact, union
from pass_migrate.knowledge.health_checks import blindness_of, mutation_in, weakness_of
from pass_migrate.model import Finding, Notes, Severity, Workload


def report_check(workload: Workload, command: Sequence[Fact[str]], text: str, notes: Notes) -> bool:
    """Note what is doubtful about a check; returns whether a container may be restarted because of it.

    `text` is the check as one shell text. A check that changes something, or that says nothing, must not
    restart anything.
    """
    key = workload.key.value
    leaves = union(*(word.leaves for word in command))
    change, blind = mutation_in(text), blindness_of(text)
    if change is not None:
        notes.find(
            Finding(
                id="mutating-health-check",
                severity=Severity.WARNING,
                subject=key,
                leaves=leaves,
                message=f"The health check of `{key}` does not only look: it {change}. It stays the "
                "readiness "
                "probe and runs as often as under Docker, because what it sets up is needed; it never "
                "becomes "
                "a liveness probe.",
                remedy="Set things up once, in a Job or in an init script of the image, and let the check "
                "only "
                "read.",
            )
        )
    if blind is not None:
        notes.find(
            Finding(
                id="health-check-always-passes",
                severity=Severity.WARNING,
                subject=key,
                leaves=leaves,
                message=f"The health check of `{key}` cannot fail: {blind}. The pod counts as ready from the "
                "start.",
                remedy="Let the check's own exit status through.",
            )
        )
    elif change is None and (weak := weakness_of(text)) is not None:
        notes.find(
            Finding(
                id="health-check-proves-little",
                severity=Severity.NOTE,
                subject=key,
                leaves=leaves,
                message=f"That the health check of `{key}` passes proves little: {weak}.",
                remedy="Check for an answer that only a working service gives.",
            )
        )
    return change is None and blind is None
