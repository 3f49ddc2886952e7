"""A named volume is a claim with an access mode, a size and a class that fit those who mount it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import App, Claim, Finding, Mount, Notes, Placement, Severity, Volume, Workload
from pass_migrate.passes import claim_questions as questions
from pass_migrate.passes.claim_questions import ACCESS_MODES, ask_class, ask_place, ask_sharing, ask_size
from pass_migrate.passes.kubernetes_names import LABEL_LIMIT, distinct, label
from pass_migrate.passes.transform import transform
from pass_migrate.passes.volume_drivers import Backing, backing_of

NAMED_VOLUME = Rule("named-volume", Fate.CARRIED, "A named volume is a claim: it outlives the pods that mount it.")
ONE_POD_ONLY = Rule("one-pod-only", Fate.CARRIED, "One pod mounts it, so it need not be shared between nodes.")
OWN_CLAIM = Rule("own-claim", Fate.CARRIED, "Each pod of the StatefulSet has a claim of its own from this template.")
EMPTY_START = Rule("empty-start", Fate.APPROXIMATED, "The program wants an empty directory, and a new file system has `lost+found`: a directory in the volume is mounted.")
NFS_SHARE = Rule("nfs-share", Fate.CARRIED, "The pods mount the same NFS export as the containers did.")
IN_MEMORY = Rule("volume-in-memory", Fate.APPROXIMATED, "The volume lives in memory: each pod has one of its own.")
EXISTING_CLAIM = Rule("existing-claim", Fate.APPROXIMATED, "The volume exists outside the project: a claim of this name is expected in the namespace.")
UNUSED_VOLUME = Rule("unused-volume", Fate.IRRELEVANT, "No service mounts it, so Docker Compose does not make it either.")
LOCAL_DRIVER = Rule("local-driver", Fate.IRRELEVANT, "The default driver: a directory of Docker's on its host. The claim has the cluster's storage instead.")
DRIVER_OPTION = Rule("driver-option", Fate.DROPPED, "An option of the Docker volume driver that a claim cannot express.")
DOCKER_NAME = Rule("docker-side-name", Fate.IRRELEVANT, "The name on the Docker side; in Kubernetes the object is named after its key.")
COPY_OPTION = Rule("copy-option", Fate.IRRELEVANT, "It says whether Docker copies the image's files into a new volume; Kubernetes never does.")
WRITABLE = Rule("writable", Fate.IRRELEVANT, "Writable is the default on both sides.")
LABELS_KEPT = Rule("volume-labels", Fate.APPROXIMATED, "Volume labels are annotations of the claim: Kubernetes labels allow less.")
BAD_LABEL = Rule("volume-label-name", Fate.DROPPED, "Kubernetes allows no annotation of this name.")


@transform(
    reads=[
        "target", "volumes", "workloads.key", "workloads.image", "workloads.environment", "workloads.kind",
        "workloads.replicas", "workloads.pod_of", "workloads.mounts",
    ],
    writes=["volumes", "volumes.claim", "workloads.mounts"],
    rules=[
        NAMED_VOLUME, ONE_POD_ONLY, OWN_CLAIM, EMPTY_START, NFS_SHARE, IN_MEMORY, questions.HOST_VOLUME, EXISTING_CLAIM,
        UNUSED_VOLUME, LOCAL_DRIVER, DRIVER_OPTION, DOCKER_NAME, COPY_OPTION, WRITABLE, LABELS_KEPT, BAD_LABEL,
        questions.SHARED, questions.SIZE_GUESS, questions.SIZE_SETTING, questions.FILES_SIZE, questions.CLASS_SETTING, questions.PLUGIN_CLASS,
        questions.SAME_NODE, questions.SPLIT,
    ],
)
def claim_named_volumes(app: App) -> App:
    """Place every mount of a named volume, and give every volume that is left its claim.

    Sources: Compose specification (`volumes`), Kubernetes documentation (Persistent Volumes: access modes; subPath).
    """
    notes = Notes(app.target)
    clerk = _Clerk(app, notes)
    volumes = tuple(volume for old in app.volumes for volume in clerk.settle(old))
    workloads = tuple(clerk.workload(workload) for workload in app.workloads)
    _shared_class(app, volumes, notes)
    return notes.into(replace(app, workloads=workloads, volumes=volumes))


@dataclass(frozen=True, slots=True)
class _User:
    workload: Workload
    position: int

    @property
    def mount(self) -> Mount:
        return self.workload.mounts[self.position]


@dataclass(slots=True)
class _Clerk:
    app: App
    notes: Notes
    users: dict[str, list[_User]] = field(default_factory=dict)
    """Who mounts a volume, by its key."""
    places: dict[tuple[str, int], Placement] = field(default_factory=dict)
    """What mounts become, by workload key and position."""
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for workload in self.app.workloads:
            for position, mount in enumerate(workload.mounts):
                if (key := _volume_of(mount)) is not None:
                    self.users.setdefault(key, []).append(_User(workload, position))
        self.names = {volume.claim.name.value for volume in self.app.volumes if volume.claim is not None}

    def settle(self, volume: Volume) -> list[Volume]:
        """The volume with its claim; several if a person splits it; the same if it has one or nobody mounts it."""
        key = volume.key.value
        users = self.users.get(key, [])
        if volume.claim is not None or not users:
            if volume.claim is None:
                self.notes.drop(UNUSED_VOLUME, *_facts(volume))
            return [volume]
        self.notes.drop(COPY_OPTION, *(user.mount.nocopy for user in users))
        self.notes.drop(WRITABLE, *(m.read_only for m in (u.mount for u in users) if m.read_only and not m.read_only.value))
        if volume.driver is not None and volume.driver.value in ("local", ""):
            self.notes.drop(LOCAL_DRIVER, volume.driver)
        if volume.external is not None and volume.external.value:
            return [self._existing(volume, users)]
        backing = backing_of(volume)
        self.notes.drop(DRIVER_OPTION, *backing.unused)
        if backing.kind in ("nfs", "memory"):
            self._direct(volume, users, backing)
            return [volume]
        if backing.kind == "host" and backing.path is not None:
            path = ask_place(volume, backing.path, self.notes)
            if path is not None:
                self._place(users, volume, questions.HOST_VOLUME, Placement(kind=path.map(lambda _: "host"), name=path))
                return [volume]
        if backing.kind in ("cifs", "device"):
            self.notes.find(_finding_storage(volume, backing))
        return self._claimed(volume, users, backing)

    def _claimed(self, volume: Volume, users: list[_User], backing: Backing) -> list[Volume]:
        services = sorted({user.workload.key.value for user in users})
        if _own_set(users) is not None or (_pods(users) <= 1 and not _many(users)):
            return [self._with_claim(volume, users, backing, None)]
        sharing = ask_sharing(volume, services, [user.mount.source or volume.key for user in users], self.notes)
        if sharing.value != "split":
            return [self._with_claim(volume, users, backing, sharing)]
        out = []
        for service in services:
            part = replace(volume, key=because(label(f"{volume.key.value}-{service}"), volume.key, sharing, rule=questions.SPLIT))
            own = [user for user in users if user.workload.key.value == service]
            out.append(self._with_claim(part, own, backing, None))
        return out

    def _with_claim(self, volume: Volume, users: list[_User], backing: Backing, sharing: Fact[str] | None) -> Volume:
        own = _own_set(users) if sharing is None else None
        sources = [user.mount.source for user in users if user.mount.source is not None]
        if sharing is not None:
            mode = sharing
        else:
            mode = because(ACCESS_MODES[0], volume.key, *sources[:1], rule=OWN_CLAIM if own else ONE_POD_ONLY)
        claim = Claim(
            name=self._name(volume, own),
            size=ask_size(volume, any(_keeps_much(user) for user in users), self.notes),
            access_mode=mode,
            storage_class=ask_class(volume, mode, backing, self.notes),
            template_of=own or "",
            same_node=mode.map(lambda _: True).by(questions.SAME_NODE) if sharing and mode.value == ACCESS_MODES[0] else None,
            annotations=self._annotations(volume, users),
        )
        self._place(users, volume, NAMED_VOLUME, None)
        return replace(volume, claim=claim)

    def _name(self, volume: Volume, own: str | None) -> Fact[str]:
        """The claim's name: the volume's key, or the name that it was given for good."""
        wish = volume.key
        if volume.name is not None and volume.name.leaves and own is None:
            wish = volume.name.also(volume.key)
        else:
            self.notes.drop(DOCKER_NAME, volume.name)
        name = label(wish.value)
        if name in self.names:
            name = distinct(name, f"volume {volume.key.value}", LABEL_LIMIT)
        self.names.add(name)
        return Fact(name, wish.leaves, wish.rule or NAMED_VOLUME)

    def _annotations(self, volume: Volume, users: list[_User]) -> tuple[tuple[Fact[str], Fact[str]], ...]:
        pairs = {name.value: (name, value) for name, value in volume.labels}
        for user in users:
            pairs |= {name.value: (name, value) for name, value in user.mount.labels}
        out = []
        for _, (name, value) in sorted(pairs.items()):
            if questions.ANNOTATION.fullmatch(name.value):
                out.append((name.by(LABELS_KEPT), value.by(LABELS_KEPT)))
            else:
                self.notes.drop(BAD_LABEL, name, value)
        return tuple(out)

    def _existing(self, volume: Volume, users: list[_User]) -> Volume:
        """A claim that somebody else made."""
        wish = volume.name if volume.name is not None else volume.key
        name = Fact(label(wish.value), wish.also(volume.key, *([volume.external] if volume.external else [])).leaves, EXISTING_CLAIM)
        self.notes.drop(DRIVER_OPTION, *(value for _, value in volume.driver_opts))
        self.notes.drop(LOCAL_DRIVER, volume.driver)
        self.notes.find(Finding(
            id="external-volume", severity=Severity.WARNING, subject=volume.key.value,
            message=f"It is declared external: a claim called {name.value} has to be in the namespace, with its data.",
            remedy="Make the PersistentVolumeClaim before the pods start.",
            leaves=name.leaves,
        ))
        self._place(users, volume, EXISTING_CLAIM, None)
        placeholder = because("1Gi", rule=EXISTING_CLAIM)
        mode = because(ACCESS_MODES[0], rule=EXISTING_CLAIM)
        return replace(volume, claim=Claim(name=name, size=placeholder, access_mode=mode))

    def _direct(self, volume: Volume, users: list[_User], backing: Backing) -> None:
        """NFS and memory need no claim: the pods mount them directly."""
        self.notes.drop(DOCKER_NAME, volume.name)
        for pair in volume.labels:
            self.notes.drop(BAD_LABEL, *pair)
        if backing.kind == "nfs":
            assert backing.path is not None
            kind = because("nfs", volume.key, backing.path, rule=NFS_SHARE)
            self._place(users, volume, NFS_SHARE, Placement(kind=kind, name=backing.path, server=backing.server))
            return
        kind = because("memory", volume.key, *(value for name, value in volume.driver_opts if name.value == "type"), rule=IN_MEMORY)
        self._place(users, volume, IN_MEMORY, Placement(kind=kind, size_limit=backing.size))
        if _pods(users) > 1:
            self.notes.find(Finding(
                id="memory-not-shared", severity=Severity.WARNING, subject=volume.key.value,
                message="Several services share this volume in memory; in the cluster each pod has one of its own.",
                remedy="Give it storage that can be shared, or run the services in one pod.",
                leaves=volume.key.leaves,
            ))

    def _place(self, users: list[_User], volume: Volume, rule: Rule, place: Placement | None) -> None:
        """Place the mounts of a volume: on its claim, or on `place`. Those that have a place already keep it."""
        for user in users:
            mount = user.mount
            where = (user.workload.key.value, user.position)
            if mount.place is not None:
                if mount.place.name is not None and mount.place.name.value != volume.key.value:
                    self.places[where] = replace(mount.place, name=volume.key)
                continue
            source = mount.source or volume.key
            if place is not None:
                self.places[where] = replace(place, kind=place.kind.also(mount.type, source), subpath=mount.subpath)
                continue
            self.places[where] = Placement(
                kind=because("claim", mount.type, source, rule=rule),
                name=because(volume.key.value, source, volume.key, rule=rule),
                subpath=_below(user),
            )

    def workload(self, workload: Workload) -> Workload:
        """The workload with its mounts placed."""
        key = workload.key.value
        if not any((key, position) in self.places for position in range(len(workload.mounts))):
            return workload
        return replace(workload, mounts=tuple(
            replace(mount, place=self.places.get((key, position), mount.place))
            for position, mount in enumerate(workload.mounts)
        ))


def _volume_of(mount: Mount) -> str | None:
    """Key of the volume that a mount is of."""
    if mount.place is not None:
        return mount.place.name.value if mount.place.kind.value == "claim" and mount.place.name is not None else None
    return mount.source.value if mount.type.value in ("volume", "cluster") and mount.source is not None else None


def _pods(users: list[_User]) -> int:
    """How many different pods mount it, replicas not counted."""
    return len({user.workload.pod_of.value if user.workload.pod_of is not None else user.workload.key.value for user in users})


def _many(users: list[_User]) -> bool:
    """Whether one workload alone makes several pods of it."""
    return any(
        (user.workload.kind is not None and user.workload.kind.value == "DaemonSet")
        or (user.workload.replicas is not None and user.workload.replicas.value > 1)
        for user in users
    )


def _own_set(users: list[_User]) -> str | None:
    """Key of the StatefulSet that alone mounts the volume."""
    keys = {user.workload.key.value for user in users}
    first = users[0].workload
    stateful = first.kind is not None and first.kind.value == "StatefulSet"
    return first.key.value if len(keys) == 1 and stateful and first.pod_of is None else None


def _image(user: _User) -> Image | None:
    return image_of(user.workload.image.value) if user.workload.image is not None else None


def _is_data(user: _User) -> bool:
    """Whether the image keeps its data at this mount."""
    image = _image(user)
    if image is None:
        return False
    target = user.mount.target.value.rstrip("/")
    moved = next(
        (v.value for v in user.workload.environment if v.name.value == image.data_variable and v.value is not None), None
    )
    return target in image.data or (moved is not None and moved.value.rstrip("/") == target)


def _keeps_much(user: _User) -> bool:
    image = _image(user)
    return image is not None and image.stateful and _is_data(user)


def _below(user: _User) -> Fact[str] | None:
    """What of the volume is mounted: what the source says, or a directory of its own for a program that wants it empty."""
    mount, image = user.mount, _image(user)
    if mount.subpath is not None or image is None or not image.empty_data or not _is_data(user):
        return mount.subpath
    assert user.workload.image is not None
    return because("data", user.workload.image, mount.target, rule=EMPTY_START)


def _facts(volume: Volume) -> list[Fact[Any]]:
    pairs = [fact for pair in (*volume.driver_opts, *volume.labels) for fact in pair]
    return [fact for fact in (volume.key, volume.name, volume.driver, volume.external, *pairs) if fact is not None]


def _finding_storage(volume: Volume, backing: Backing) -> Finding:
    what = "a Windows (SMB) share" if backing.kind == "cifs" else "a device of the Docker host"
    return Finding(
        id="foreign-storage", severity=Severity.WARNING, subject=volume.key.value,
        message=f"The volume is {what}; in the cluster it is an empty claim.",
        remedy="Make a PersistentVolume for it (a CSI driver mounts it), and name its class in the settings."
        if backing.kind == "cifs" else "Copy the data into the claim.",
        leaves=volume.key.leaves,
    )


def _shared_class(app: App, volumes: tuple[Volume, ...], notes: Notes) -> None:
    """One word on classes for shared volumes: the usual default class cannot share."""
    shared = [
        volume for volume in volumes
        if volume.claim is not None and volume.claim.access_mode.value == "ReadWriteMany" and volume.claim.storage_class is None
    ]
    if shared and not any(finding.id == "shared-storage-class" for finding in app.findings):
        notes.find(Finding(
            id="shared-storage-class", severity=Severity.WARNING, subject=app.name.value,
            message=f"{', '.join(volume.key.value for volume in shared)}: pods on several nodes mount the claim (ReadWriteMany), "
            "which the default storage class of most clusters cannot do.",
            remedy="Name a class that can (NFS, EFS, CephFS, Azure Files) as the shared storage class in the settings.",
            leaves=tuple(dict.fromkeys(leaf for volume in shared for leaf in volume.key.leaves)),
        ))
