"""Reasons for what emission itself puts into every manifest; all else is a pass's reason."""

from __future__ import annotations

from typing import Any, TypeVar

from pass_migrate.facts import Fact, Fate, Rule, because

T = TypeVar("T")

MANAGED_BY = Rule(
    "managed-by", Fate.IRRELEVANT, "Marks what this program wrote, as the recommended labels do."
)
LABELS = Rule(
    "recommended-labels",
    Fate.CARRIED,
    "The recommended labels name the component and the application it belongs to.",
)
SELECTOR = Rule(
    "selector", Fate.CARRIED, "Pods are found by the name of their component and of the application."
)
FIXED = Rule("fixed", Fate.IRRELEVANT, "The only value that fits here, whatever the source says.")
NO_TOKEN = Rule(
    "no-api-token",
    Fate.IRRELEVANT,
    "Under Compose no container could reach the cluster's API; none gets a token here.",
)
FILES_READ_ONLY = Rule(
    "files-read-only",
    Fate.APPROXIMATED,
    "Files from a ConfigMap or Secret are always read-only in the container.",
)
CLAIM_FILESYSTEM = Rule(
    "claim-filesystem", Fate.IRRELEVANT, "A named volume is a directory, so the claim asks for a file system."
)
WAITING_CONTAINER = Rule(
    "waiting-container",
    Fate.IRRELEVANT,
    "A small container that only waits or copies: it needs no rights and few resources.",
)
JOB_READER = Rule(
    "job-reader", Fate.APPROXIMATED, "Waiting for a Job needs leave to read Jobs from the cluster's API."
)
IN_STORE = Rule(
    "value-in-store",
    Fate.DROPPED,
    "The value is not written: put it into the secret store under the key that the manifest names.",
)
PLACEHOLDER = Rule(
    "placeholder-value",
    Fate.DROPPED,
    "The value is not written: a placeholder stands in the manifest, to be filled in.",
)
HELD_SECRET = Rule(
    "held-in-secret",
    Fate.CARRIED,
    "A secret value: it stands in a Secret, in a folder of its own that Git ignores.",
)


LOAD_BALANCER_CONTROLLER = Rule(
    "aws-load-balancer-controller",
    Fate.IRRELEVANT,
    "On EKS an Ingress of class `alb` becomes an Application Load Balancer, which sends requests to the "
    "pods.",
)


def fixed(value: T) -> Fact[T]:
    """A value that fits whatever the source says."""
    return because(value, rule=FIXED)


def some(body: dict[Any, Any]) -> dict[Any, Any] | None:
    """The dict, or None when everything in it is left out."""
    return body if any(value is not None for value in body.values()) else None
