"""Names and labels that every object carries (Kubernetes documentation, "Recommended Labels")."""

from __future__ import annotations

import re
from typing import Any

from pass_migrate.emit.rules import LABELS, MANAGED_BY, SELECTOR
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, Workload

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"
PART_OF = "app.kubernetes.io/part-of"
MANAGED = "app.kubernetes.io/managed-by"


def label_value(text: str) -> str:
    """A text as a label value: at most 63 characters, alphanumeric at both ends."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", text)[:63].strip("-_.")


def selector(app: App, name: Fact[str]) -> dict[str, Fact[str]]:
    """The labels by which the pods of a component are found; they never change."""
    return {NAME: name.by(SELECTOR), INSTANCE: app.name.map(label_value).by(SELECTOR)}


def labels(app: App, name: Fact[str] | None) -> dict[str, Fact[str]]:
    """The recommended labels of an object of component `name`, or of the whole application."""
    application = app.name.map(label_value).by(LABELS)
    return {
        **({NAME: name.by(LABELS)} if name is not None else {}),
        INSTANCE: application,
        PART_OF: application,
        MANAGED: because("pass-migrate", rule=MANAGED_BY),
    }


def metadata(
    app: App, name: Fact[str], component: Fact[str] | None = None, annotations: dict[Any, Any] | None = None
) -> dict[str, Any]:
    """`metadata` of an object in the application's namespace."""
    return {
        "name": name,
        "namespace": app.namespace,
        "labels": labels(app, component),
        "annotations": annotations or None,
    }


def name_of(workload: Workload) -> Fact[str]:
    """The Kubernetes name that a pass gave the workload."""
    return workload.name if workload.name is not None else workload.key
