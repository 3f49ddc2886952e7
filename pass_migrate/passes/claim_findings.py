"""What a person should know about claims."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.model import App, Finding, Notes, Severity, Volume
from pass_migrate.passes.volume_drivers import Backing


def foreign_storage(volume: Volume, backing: Backing) -> Finding:
    """The volume is storage that a claim of the usual classes cannot be."""
    what = "a Windows (SMB) share" if backing.kind == "cifs" else "a device of the Docker host"
    return Finding(
        id="foreign-storage",
        severity=Severity.WARNING,
        subject=volume.key.value,
        message=f"The volume is {what}; in the cluster it is an empty claim.",
        remedy="Make a PersistentVolume for it (a CSI driver mounts it), and name its class in the settings."
        if backing.kind == "cifs"
        else "Copy the data into the claim.",
        leaves=volume.key.leaves,
    )


def tell_shared_class(app: App, volumes: tuple[Volume, ...], notes: Notes) -> None:
    """One word on classes for shared volumes: the usual default class cannot share."""
    shared = [
        volume
        for volume in volumes
        if volume.claim is not None
        and volume.claim.access_mode.value == "ReadWriteMany"
        and volume.claim.storage_class is None
    ]
    if shared and not any(finding.id == "shared-storage-class" for finding in app.findings):
        notes.find(
            Finding(
                id="shared-storage-class",
                severity=Severity.WARNING,
                subject=app.name.value,
                message=(
                    f"{', '.join(volume.key.value for volume in shared)}: pods on several nodes mount the "
                    "claim (ReadWriteMany), which the default storage class of most clusters cannot do."
                ),
                remedy=(
                    "Name a class that can (NFS, EFS, CephFS, Azure Files) as the shared storage class "
                    "in the settings."
                ),
                leaves=tuple(dict.fromkeys(leaf for volume in shared for leaf in volume.key.leaves)),
            )
        )


def external_volume(volume: Volume, name: Fact[str]) -> Finding:
    """The claim has to be there already."""
    return Finding(
        id="external-volume",
        severity=Severity.WARNING,
        subject=volume.key.value,
        message=f"It is external: a claim called {name.value} has to be in the namespace, with its data.",
        remedy="Make the PersistentVolumeClaim before the pods start.",
        leaves=name.leaves,
    )


def memory_not_shared(volume: Volume) -> Finding:
    """Pods do not share memory."""
    return Finding(
        id="memory-not-shared",
        severity=Severity.WARNING,
        subject=volume.key.value,
        message="Several services share this volume in memory; in the cluster each pod has one of its own.",
        remedy="Give it storage that can be shared, or run the services in one pod.",
        leaves=volume.key.leaves,
    )
