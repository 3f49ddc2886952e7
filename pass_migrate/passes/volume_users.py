"""Who mounts a volume, and what that says: whether it is shared, whether data are kept on it."""

from __future__ import annotations

from pass_migrate.facts import Fact, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import Mount, Workload
from pass_migrate.passes import volume_rules as rules
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """One mount of a volume."""

    workload: Workload
    position: int

    @property
    def mount(self) -> Mount:
        """The mount itself."""
        return self.workload.mounts[self.position]


def volume_of(mount: Mount) -> str | None:
    """Key of the volume that a mount is of."""
    if mount.place is not None:
        return (
            mount.place.name.value
            if mount.place.kind.value == "claim" and mount.place.name is not None
            else None
        )
    return (
        mount.source.value if mount.type.value in ("volume", "cluster") and mount.source is not None else None
    )


def pods(users: list[User]) -> int:
    """How many different pods mount it, replicas not counted."""
    return len(
        {
            user.workload.pod_of.value if user.workload.pod_of is not None else user.workload.key.value
            for user in users
        }
    )


def makes_many(users: list[User]) -> bool:
    """Whether one workload alone makes several pods of it."""
    return any(
        (user.workload.kind is not None and user.workload.kind.value == "DaemonSet")
        or (user.workload.replicas is not None and user.workload.replicas.value > 1)
        for user in users
    )


def own_stateful_set(users: list[User]) -> str | None:
    """Key of the StatefulSet that alone mounts the volume."""
    keys = {user.workload.key.value for user in users}
    first = users[0].workload
    stateful = first.kind is not None and first.kind.value == "StatefulSet"
    return first.key.value if len(keys) == 1 and stateful and first.pod_of is None else None


def image_behind(user: User) -> Image | None:
    """What is known about the image that mounts it."""
    return image_of(user.workload.image.value) if user.workload.image is not None else None


def data_signs(user: User) -> tuple[Fact[str], ...]:
    """What tells that the image keeps its data at this mount; empty if it does not, as far as known."""
    image, told = image_behind(user), user.workload.image
    if image is None or told is None:
        return ()
    target = user.mount.target
    path = target.value.rstrip("/")
    if path in image.data:
        return (told, target)
    for variable in user.workload.environment:
        if (
            variable.name.value == image.data_variable
            and variable.value is not None
            and variable.value.value.rstrip("/") == path
        ):
            return (told, target, variable.name, variable.value)
    return ()


def keeps_much(user: User) -> tuple[Fact[str], ...]:
    """What tells that a database or the like keeps its data at this mount; empty if nothing does."""
    image = image_behind(user)
    return data_signs(user) if image is not None and image.stateful else ()


def shown_part(user: User) -> Fact[str] | None:
    """What of the volume is mounted: as the source says, or a directory for a program that wants it empty."""
    mount, image = user.mount, image_behind(user)
    signs = data_signs(user)
    if mount.subpath is not None or image is None or not image.empty_data or not signs:
        return mount.subpath
    return because("data", *signs, rule=rules.EMPTY_START)
