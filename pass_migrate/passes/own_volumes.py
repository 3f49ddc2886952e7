"""A claim belongs to the group of the process that writes to it, as a Docker volume to the image's user."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import App, InitStep, Notes, Workload
from pass_migrate.passes.kubernetes_names import label
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

VOLUME_GROUP = Rule(
    "volume-group",
    Fate.CARRIED,
    "The process is not root from the start: its volumes belong to its group (fsGroup), so that it can "
    "write.",
)
VOLUME_OWNER = Rule(
    "volume-owner",
    Fate.APPROXIMATED,
    "The program insists on owning its directory: an init container hands it over before the start.",
)


@transform(
    reads=[
        "target",
        "workloads.key",
        "workloads.name",
        "workloads.image",
        "workloads.security",
        "workloads.mounts",
        "workloads.init",
    ],
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
        position
        for position, mount in enumerate(workload.mounts)
        if mount.place is not None
        and mount.place.kind.value == "claim"
        and not mount.init_only
        and not (mount.read_only is not None and mount.read_only.value)
    ]
    if not written:
        return workload
    image = image_of(workload.image.value) if workload.image is not None else None
    owner = _owner(workload, image)
    if owner is None:
        return workload
    security = workload.security
    if security.fs_group is None:
        place = workload.mounts[written[0]].place
        only = [place.kind] if place is not None and len(written) == 1 else []
        group = because(owner.group, owner.told_by, *only, rule=VOLUME_GROUP)
        workload = replace(workload, security=replace(security, fs_group=group))
    if image is None or not image.empty_data:
        return workload
    data = [at for at in written if workload.mounts[at].target.value.rstrip("/") in image.data]
    return _handed_over(workload, data[0], owner, notes) if data else workload


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who a process is that is not root from its start."""

    user: int
    group: int
    told_by: Fact[str]


def _owner(workload: Workload, image: Image | None) -> _Owner | None:
    """Who the process is, if it is known and not root from its start.

    Where its group is root's, the volume gets a group of its own: that of the user's number.
    """
    user = workload.security.user
    if user is None:
        if image is None or image.starts_as_root or not image.uid or workload.image is None:
            return None
        return _Owner(image.uid, image.gid or image.uid, workload.image)
    name, _, group = user.value.partition(":")
    accounts = {entry[0]: entry for entry in image.users} if image is not None else {}
    if name.isdigit():
        uid, gid = int(name), int(name)
    elif name in accounts:
        _, uid, gid = accounts[name]
    else:
        return None
    if group.isdigit():
        gid = int(group)
    elif group in accounts:
        gid = accounts[group][2]
    named = not name.isdigit() or bool(group and not group.isdigit())
    told_by = user.also(workload.image) if named and workload.image is not None else user
    return _Owner(uid, gid or uid, told_by) if uid else None


def _handed_over(workload: Workload, position: int, owner: _Owner, notes: Notes) -> Workload:
    """A step that makes the user the owner of the data directory, for programs that check."""
    name = label(f"own-{workload.display_name}")
    if any(step.name.value == name for step in workload.init):
        return workload
    target = workload.mounts[position].target
    reasons = [fact for fact in (owner.told_by, target, workload.image) if fact is not None]
    words = ("/bin/chown", f"{owner.user}:{owner.group}", target.value)
    step = InitStep(
        name=because(name, *reasons, rule=VOLUME_OWNER),
        image=because(notes.target.helper_image, *reasons, rule=VOLUME_OWNER),
        command=tuple(because(word, *reasons, rule=VOLUME_OWNER) for word in words),
        mounts=(position,),
        root=because(True, *reasons, rule=VOLUME_OWNER),
    )
    return replace(workload, init=(*workload.init, step))
