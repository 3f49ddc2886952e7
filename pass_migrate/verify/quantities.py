"""Quantities can be read, are not negative, and no request is above its limit.

Source: Kubernetes documentation, "Quantity" and "Resource Management for Pods and Containers".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.verify.index import Index
from pass_migrate.verify.violation import Violation

QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?")
FACTORS = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", 1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}
DIVISIBLE = ("cpu", "memory", "ephemeral-storage")
"""Resources of which less may be requested than is allowed; of all others request and limit are one."""


@lru_cache(maxsize=4096)
def amount(text: str) -> Decimal | None:
    """What a quantity amounts to (`500m` is 0.5), or None if it is not a quantity."""
    found = QUANTITY.fullmatch(text)
    if found is None:
        return None
    number, suffix = found[1], found[2] or ""
    if suffix[:1] in ("e", "E") and len(suffix) > 1 and suffix != "Ei":
        return Decimal(number + suffix)
    return Decimal(number) * FACTORS[suffix]


def check_quantities(index: Index) -> Iterator[Violation]:
    """Check the quantities of containers, of volumes in memory and of claims."""
    for pod in index.pods:
        for container in pod.containers:
            resources = container.body.get("resources", {})
            yield from _amounts(pod.manifest, (*container.at, "resources"), resources)
            yield from _request_and_limit(pod.manifest, (*container.at, "resources"), resources)
        for number, volume in enumerate(pod.spec.get("volumes", ())):
            if "sizeLimit" in (body := volume.get("emptyDir", {})):
                at = (*pod.at, "volumes", number, "emptyDir", "sizeLimit")
                yield from _amount(pod.manifest, at, body["sizeLimit"])
    for manifest, at, spec in claims(index):
        yield from _amounts(manifest, (*at, "resources"), spec.get("resources", {}))


def check_claims(index: Index) -> Iterator[Violation]:
    """Check that every claim says how much it wants, and who may mount it."""
    for manifest, at, spec in claims(index):
        wanted = spec.get("resources", {}).get("requests", {}).get("storage")
        if wanted is None or not amount(str(wanted)):
            yield Violation(manifest, (*at, "resources"), "claim", "a claim has to ask for some storage")
        if not spec.get("accessModes"):
            yield Violation(manifest, at, "claim", "a claim has to name an access mode")


def claims(index: Index) -> Iterator[tuple[Manifest, Field, Mapping[str, Any]]]:
    """Every claim and claim template: where it stands, and its `spec`."""
    for manifest in index.of("PersistentVolumeClaim"):
        yield manifest, ("spec",), manifest.body["spec"]
    for manifest in index.of("StatefulSet"):
        for number, template in enumerate(manifest.body["spec"].get("volumeClaimTemplates", ())):
            yield manifest, ("spec", "volumeClaimTemplates", number, "spec"), template.get("spec", {})


def _amounts(manifest: Manifest, at: Field, resources: Mapping[str, Any]) -> Iterator[Violation]:
    for part in ("requests", "limits"):
        for name, quantity in resources.get(part, {}).items():
            yield from _amount(manifest, (*at, part, name), quantity)


def _amount(manifest: Manifest, at: Field, quantity: object) -> Iterator[Violation]:
    found = amount(str(quantity))
    if found is None or found < 0:
        yield Violation(
            manifest, at, "quantity", f"{str(quantity)!r} is not a quantity that something may have"
        )


def _request_and_limit(manifest: Manifest, at: Field, resources: Mapping[str, Any]) -> Iterator[Violation]:
    limits = resources.get("limits", {})
    for name, quantity in resources.get("requests", {}).items():
        request, limit = amount(str(quantity)), amount(str(limits.get(name, "")))
        if request is None or limit is None:
            if name not in DIVISIBLE and "/" in name and limit is None:
                yield Violation(
                    manifest, (*at, "requests", name), "request", f"{name} needs a limit, and the same"
                )
        elif request > limit:
            yield Violation(
                manifest, (*at, "requests", name), "request", f"{quantity} is above the limit {limits[name]}"
            )
        elif name not in DIVISIBLE and request != limit:
            yield Violation(
                manifest, (*at, "requests", name), "request", f"{name} has to be the same as its limit"
            )
