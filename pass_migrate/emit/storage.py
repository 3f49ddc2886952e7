"""PersistentVolumeClaims for volumes that are not a StatefulSet's own."""

from __future__ import annotations

from typing import Any

from pass_migrate.emit.labels import metadata
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import CLAIM_FILESYSTEM
from pass_migrate.facts import because
from pass_migrate.model import App, Claim


def claims(app: App) -> list[Manifest]:
    """The claims that stand on their own: shared volumes, and those of workloads without claim templates."""
    out = []
    for volume in app.volumes:
        claim = volume.claim
        if claim is None or claim.template_of or (volume.external is not None and volume.external.value):
            continue
        body: Body = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata(app, claim.name, None, dict(claim.annotations)),
            "spec": claim_spec(claim),
        }
        out.append(manifest("storage", f"persistentvolumeclaim-{claim.name.value}.yaml", body))
    return out


def claim_spec(claim: Claim) -> dict[str, Any]:
    """The `spec` of a claim or of a claim template."""
    return {
        "accessModes": [claim.access_mode],
        "volumeMode": because("Filesystem", rule=CLAIM_FILESYSTEM),
        "storageClassName": claim.storage_class,
        "resources": {"requests": {"storage": claim.size}},
    }
