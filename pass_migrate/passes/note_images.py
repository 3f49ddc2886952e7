"""What the people who run an image know is said to those who are about to, where it concerns them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pass_migrate.facts import Fact
from pass_migrate.knowledge.image_notes import notes_of
from pass_migrate.model import App, Finding, Notes, Severity, Workload
from pass_migrate.passes.transform import transform


@transform(
    reads=[
        "workloads.image",
        "workloads.replicas",
        "workloads.security",
        "workloads.health",
        "workloads.command",
    ],
    writes=[],
)
def note_images(app: App) -> App:
    """Findings from what is known of images; nothing in the model changes."""
    return app.each(_noted)


def _noted(workload: Workload, notes: Notes) -> Workload:
    if workload.image is None:
        return workload
    for note in notes_of(workload.image.value):
        grounds = [CONDITIONS[name](workload, value) for name, value in note.when.items()]
        if all(ground is not None for ground in grounds):
            leaves = next((ground.leaves for ground in grounds if ground), workload.image.leaves)
            notes.find(
                Finding(
                    id=note.id,
                    severity=Severity(note.severity),
                    subject=workload.key.value,
                    message=note.message.format(service=workload.key.value),
                    remedy=note.remedy,
                    leaves=leaves,
                )
            )
    return workload


def _replicas_above(workload: Workload, bound: Any) -> Fact[Any] | None:
    found = workload.replicas
    return found if found is not None and found.value > bound else None


def _user(workload: Workload, user: Any) -> Fact[Any] | None:
    found = workload.security.user
    return found if found is not None and found.value.partition(":")[0] == user else None


def _health_matches(workload: Workload, pattern: Any) -> Fact[Any] | None:
    words = workload.health.test if workload.health is not None else ()
    return next((word for word in words if re.search(pattern, word.value)), None)


def _command_missing(workload: Workload, _: Any) -> Fact[Any] | None:
    return workload.image if not workload.command and not workload.entrypoint else None


Condition = Callable[[Workload, Any], Fact[Any] | None]
CONDITIONS: dict[str, Condition] = {
    "replicas_above": _replicas_above,
    "user": _user,
    "health_matches": _health_matches,
    "command_missing": _command_missing,
}
"""Condition -> the fact by which it holds, or None if it does not hold."""
