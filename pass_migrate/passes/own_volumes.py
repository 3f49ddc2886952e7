"""A claim belongs to the group of the process that writes to it, as a Docker volume belongs to the image's user."""

from __future__ import annotations

from dataclasses import replace

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import App, InitStep, Notes, Workload
from pass_migrate.passes.kubernetes_names import label
from pass_migrate.passes.transform import transform

VOLUME_GROUP = Rule("volume-group", Fate.CARRIED, "The process is not root from the start: its volumes belong to its group (fsGroup), so that it can write.")
VOLUME_OWNER = Rule("volume-owner", Fate.APPROXIMATED, "The program insists on owning its directory: an init container hands it over before the start.")


@transform(
    reads=["target", "workloads.key", "workloads.name", "workloads.image", "workloads.security", "workloads.mounts", "workloads.init"],
    writes=["workloads.security", "workloads.init"],
    rules=[VOLUME_GROUP, VOLUME_OWNER],
)
def own_volumes(app: App) -> App:
    """Set fsGroup where a process that is not root writes to a claim.

    Source: Kubernetes documentation, "Configure a Security Context" (fsGroup, fsGroupChangePolicy).
    """
    return app.each(_owned)


def _owned(workload: Workload, notes: Notes) -> Workload:
    written = [
        position for position, mount in enumerate(workload.mounts)
        if mount.place is not None and mount.place.kind.value == "claim" and not mount.init_only
        and not (mount.read_only is not None and mount.read_only.value)
    ]
    if not written:
        return workload
    image = image_of(workload.image.value) if workload.image is not None else None
    owner = _owner(workload, image)
    if owner is None:
        return workload
    ids, reason = owner
    security = workload.security
    if security.fs_group is None:
        workload = replace(workload, security=replace(security, fs_group=because(ids[1], reason, rule=VOLUME_GROUP)))
    if image is not None and image.empty_data and workload.image is not None:
        return _handed_over(workload, image, written, ids, reason, notes)
    return workload


def _owner(workload: Workload, image: Image | None) -> tuple[tuple[int, int], Fact[str]] | None:
    """(user id, group id) of a process that is not root from its start, and what tells so; None if it is or is unknown."""
    user = workload.security.user
    if user is None:
        if image is None or image.starts_as_root or not image.uid or workload.image is None:
            return None
        return (image.uid, image.gid if image.gid is not None else image.uid), workload.image
    name, _, group = user.value.partition(":")
    known = {entry[0]: entry for entry in image.users} if image is not None else {}
    if name.isdigit():
        uid, gid = int(name), int(name)
    elif name in known:
        _, uid, gid = known[name]
    else:
        return None
    if group.isdigit():
        gid = int(group)
    elif group in known:
        gid = known[group][2]
    return ((uid, gid), user) if uid and gid else None


def _handed_over(
    workload: Workload, image: Image, written: list[int], ids: tuple[int, int], reason: Fact[str], notes: Notes
) -> Workload:
    """A step that makes the user the owner of the data directory, for programs that check."""
    data = [position for position in written if workload.mounts[position].target.value.rstrip("/") in image.data]
    name = label(f"own-{workload.display_name}")
    if not data or any(step.name.value == name for step in workload.init):
        return workload
    position = data[0]
    target = workload.mounts[position].target
    words = ("/bin/chown", f"{ids[0]}:{ids[1]}", target.value)
    step = InitStep(
        name=because(name, reason, rule=VOLUME_OWNER),
        image=because(notes.target.helper_image, rule=VOLUME_OWNER),
        command=tuple(because(word, reason, target, rule=VOLUME_OWNER) for word in words),
        mounts=(position,),
        root=because(True, reason, rule=VOLUME_OWNER),
    )
    return replace(workload, init=(*workload.init, step))
