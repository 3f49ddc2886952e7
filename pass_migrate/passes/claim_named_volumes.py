"""A named volume is a claim with an access mode, a size and a class that fit those who mount it."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from pass_migrate.facts import Fact, Rule, because
from pass_migrate.model import App, Claim, Notes, Placement, Volume, Workload
from pass_migrate.passes import volume_rules as rules
from pass_migrate.passes.claim_findings import (
    external_volume,
    foreign_storage,
    memory_not_shared,
    tell_shared_class,
)
from pass_migrate.passes.claim_questions import (
    ACCESS_MODES,
    ANNOTATION,
    ask_class,
    ask_place,
    ask_sharing,
    ask_size,
)
from pass_migrate.passes.known import known
from pass_migrate.passes.kubernetes_names import LABEL_LIMIT, distinct, label
from pass_migrate.passes.transform import transform
from pass_migrate.passes.volume_drivers import Backing, backing_of
from pass_migrate.passes.volume_users import (
    User,
    keeps_much,
    makes_many,
    own_stateful_set,
    pods,
    shown_part,
    volume_of,
)
from pass_migrate.records import dataclass, replace


@transform(
    reads=[
        "target",
        "volumes",
        "workloads.key",
        "workloads.image",
        "workloads.environment",
        "workloads.kind",
        "workloads.replicas",
        "workloads.pod_of",
        "workloads.mounts",
    ],
    writes=["volumes", "volumes.claim", "workloads.mounts"],
    rules=rules.RULES,
)
def claim_named_volumes(app: App) -> App:
    """Place every mount of a named volume, and give every volume that is left its claim.

    Sources: Compose specification (`volumes`), Kubernetes documentation (Persistent Volumes: access modes;
    subPath).
    """
    notes = Notes(app.target)
    clerk = _Clerk(app, notes)
    volumes = tuple(volume for old in app.volumes for volume in clerk.settle(old))
    workloads = tuple(clerk.workload(workload) for workload in app.workloads)
    tell_shared_class(app, volumes, notes)
    return notes.into(replace(app, workloads=workloads, volumes=volumes))


@dataclass(slots=True)
class _Clerk:
    app: App
    notes: Notes
    users: dict[str, list[User]] = field(default_factory=dict)
    """Who mounts a volume, by its key."""
    places: dict[tuple[str, int], Placement] = field(default_factory=dict)
    """What mounts become, by workload key and position."""
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for workload in self.app.workloads:
            for position, mount in enumerate(workload.mounts):
                if (key := volume_of(mount)) is not None:
                    self.users.setdefault(key, []).append(User(workload, position))
        self.names = {volume.claim.name.value for volume in self.app.volumes if volume.claim is not None}

    def settle(self, volume: Volume) -> list[Volume]:
        """The volume with its claim; several volumes if a person splits it."""
        key = volume.key.value
        users = self.users.get(key, [])
        if volume.claim is not None or not users:
            if volume.claim is None:
                self.notes.drop(rules.UNUSED_VOLUME, *_facts(volume))
            return [volume]
        self.notes.drop(rules.COPY_OPTION, *(user.mount.nocopy for user in users))
        self.notes.drop(
            rules.WRITABLE,
            *(m.read_only for m in (u.mount for u in users) if m.read_only and not m.read_only.value),
        )
        if volume.driver is not None and volume.driver.value in ("local", ""):
            self.notes.drop(rules.LOCAL_DRIVER, volume.driver)
        if volume.external is not None and volume.external.value:
            return [self._existing(volume, users)]
        backing = backing_of(volume)
        self.notes.drop(rules.DRIVER_OPTION, *backing.unused)
        if backing.kind in ("nfs", "memory"):
            self._direct(volume, users, backing)
            return [volume]
        if backing.kind == "host" and backing.path is not None:
            path = ask_place(volume, backing.path, self.notes)
            if path is not None:
                self._place(
                    users,
                    volume,
                    rules.HOST_VOLUME,
                    Placement(kind=path.map(lambda _: "host"), name=path),
                )
                return [volume]
        if backing.kind in ("cifs", "device"):
            self.notes.find(foreign_storage(volume, backing))
        return self._claimed(volume, users, backing)

    def _claimed(self, volume: Volume, users: list[User], backing: Backing) -> list[Volume]:
        services = sorted({user.workload.key.value for user in users})
        if own_stateful_set(users) is not None or (pods(users) <= 1 and not makes_many(users)):
            return [self._with_claim(volume, users, backing, None)]
        sharing = ask_sharing(
            volume, services, [user.mount.source or volume.key for user in users], self.notes
        )
        if sharing.value != "split":
            return [self._with_claim(volume, users, backing, sharing)]
        out = []
        for service in services:
            part = replace(
                volume,
                key=because(label(f"{volume.key.value}-{service}"), volume.key, sharing, rule=rules.SPLIT),
            )
            own = [user for user in users if user.workload.key.value == service]
            out.append(self._with_claim(part, own, backing, None))
        return out

    def _with_claim(
        self, volume: Volume, users: list[User], backing: Backing, sharing: Fact[str] | None
    ) -> Volume:
        own = own_stateful_set(users) if sharing is None else None
        sources = [user.mount.source for user in users if user.mount.source is not None]
        if sharing is not None:
            mode = sharing
        else:
            rule = rules.OWN_CLAIM if own else rules.ONE_POD_ONLY
            mode = because(ACCESS_MODES[0], volume.key, *sources[:1], rule=rule)
        claim = Claim(
            name=self._name(volume, own),
            size=ask_size(
                volume, next((facts for user in users if (facts := keeps_much(user))), ()), self.notes
            ),
            access_mode=mode,
            storage_class=ask_class(volume, mode, backing, self.notes),
            template_of=own or "",
            same_node=mode.map(lambda _: True).by(rules.SAME_NODE)
            if sharing and mode.value == ACCESS_MODES[0]
            else None,
            annotations=self._annotations(volume, users),
        )
        self._place(users, volume, rules.NAMED_VOLUME, None)
        return replace(volume, claim=claim)

    def _name(self, volume: Volume, own: str | None) -> Fact[str]:
        """The claim's name: the volume's key, or the name that it was given for good."""
        wish = volume.key
        if volume.name is not None and volume.name.leaves and own is None:
            wish = volume.name.also(volume.key)
        else:
            self.notes.drop(rules.DOCKER_NAME, volume.name)
        name = label(wish.value)
        if name in self.names:
            name = distinct(name, f"volume {volume.key.value}", LABEL_LIMIT)
        self.names.add(name)
        return Fact(name, wish.leaves, wish.rule or rules.NAMED_VOLUME)

    def _annotations(self, volume: Volume, users: list[User]) -> tuple[tuple[Fact[str], Fact[str]], ...]:
        pairs = {name.value: (name, value) for name, value in volume.labels}
        for user in users:
            pairs |= {name.value: (name, value) for name, value in user.mount.labels}
        out = []
        for _, (name, value) in sorted(pairs.items()):
            if ANNOTATION.fullmatch(name.value):
                out.append((name.by(rules.LABELS_KEPT), value.by(rules.LABELS_KEPT)))
            else:
                self.notes.drop(rules.BAD_LABEL, name, value)
        return tuple(out)

    def _existing(self, volume: Volume, users: list[User]) -> Volume:
        """A claim that somebody else made."""
        wish = volume.name if volume.name is not None else volume.key
        name = Fact(
            label(wish.value),
            wish.also(volume.key, *([volume.external] if volume.external else [])).leaves,
            rules.EXISTING_CLAIM,
        )
        self.notes.drop(rules.DRIVER_OPTION, *(fact for pair in volume.driver_opts for fact in pair))
        self.notes.drop(rules.LOCAL_DRIVER, volume.driver)
        self.notes.find(external_volume(volume, name))
        self._place(users, volume, rules.EXISTING_CLAIM, None)
        placeholder = because("1Gi", rule=rules.EXISTING_CLAIM)
        mode = because(ACCESS_MODES[0], rule=rules.EXISTING_CLAIM)
        return replace(volume, claim=Claim(name=name, size=placeholder, access_mode=mode))

    def _direct(self, volume: Volume, users: list[User], backing: Backing) -> None:
        """NFS and memory need no claim: the pods mount them directly."""
        self.notes.drop(rules.DOCKER_NAME, volume.name)
        for pair in volume.labels:
            self.notes.drop(rules.BAD_LABEL, *pair)
        if backing.kind == "nfs":
            told = [fact for pair in volume.driver_opts for fact in pair]
            driver = [volume.driver] if volume.driver is not None else []
            kind = because("nfs", volume.key, known(backing.path), *driver, *told, rule=rules.NFS_SHARE)
            self._place(
                users,
                volume,
                rules.NFS_SHARE,
                Placement(kind=kind, name=known(backing.path).also(*driver), server=backing.server),
            )
            return
        told = [value.also(name) for name, value in volume.driver_opts if name.value == "type"]
        kind = because("memory", volume.key, *told, rule=rules.IN_MEMORY)
        self._place(users, volume, rules.IN_MEMORY, Placement(kind=kind, size_limit=backing.size))
        if pods(users) > 1:
            self.notes.find(memory_not_shared(volume))

    def _place(self, users: list[User], volume: Volume, rule: Rule, place: Placement | None) -> None:
        """Place the mounts of a volume, on its claim or as `place` says; those that have a place keep it."""
        for user in users:
            mount = user.mount
            where = (user.workload.key.value, user.position)
            if mount.place is not None:
                if mount.place.name is not None and mount.place.name.value != volume.key.value:
                    self.places[where] = replace(mount.place, name=volume.key)
                continue
            source = mount.source or volume.key
            if place is not None:
                self.places[where] = replace(
                    place, kind=place.kind.also(mount.type, source), subpath=mount.subpath
                )
                continue
            self.places[where] = Placement(
                kind=because("claim", mount.type, source, rule=rule),
                name=because(volume.key.value, source, volume.key, rule=rule),
                subpath=shown_part(user),
            )

    def workload(self, workload: Workload) -> Workload:
        """The workload with its mounts placed."""
        key = workload.key.value
        if not any((key, position) in self.places for position in range(len(workload.mounts))):
            return workload
        return replace(
            workload,
            mounts=tuple(
                replace(mount, place=self.places.get((key, position), mount.place))
                for position, mount in enumerate(workload.mounts)
            ),
        )


def _facts(volume: Volume) -> list[Fact[Any]]:
    pairs = [fact for pair in (*volume.driver_opts, *volume.labels) for fact in pair]
    return [
        fact for fact in (volume.key, volume.name, volume.driver, volume.external, *pairs) if fact is not None
    ]
