"""What a bind mount brings is in the cluster in the form that fits: files, a claim, or not at all."""

from __future__ import annotations

from dataclasses import field
from posixpath import basename

from pass_migrate.facts import Fate, Rule, because
from pass_migrate.knowledge.places import names_a_file
from pass_migrate.model import App, ConfigObject, Mount, Notes, Placement, Volume, Workload
from pass_migrate.passes import bind_forms as forms
from pass_migrate.passes.bind_findings import ask, tell
from pass_migrate.passes.bind_forms import Form, form_of, name_for
from pass_migrate.passes.bind_places import expected_object, files_place, host_place, seed_mount
from pass_migrate.passes.bind_writers import Share, shared_directories
from pass_migrate.passes.config_files import (
    EXECUTABLE,
    FILE_PARTS,
    PROJECT_FILE,
    PUBLIC_FILE,
    SECRET_FILE,
    ConfigFiles,
)
from pass_migrate.passes.copy_steps import COPIES_FILES, WAITS_FOR_FILES, Copy, copy_step, wait_step
from pass_migrate.passes.known import known
from pass_migrate.passes.kubernetes_names import distinct, label
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

HOST_OPTION = Rule(
    "bind-option",
    Fate.IRRELEVANT,
    "It says how a directory of the host is mounted; none is mounted here.",
)
LEFT_OUT = Rule("left-out", Fate.DROPPED, "A person decided that nothing of this is mounted.")
READ_ONLY_ANYWAY = Rule(
    "read-only-anyway",
    Fate.IRRELEVANT,
    "Files from a ConfigMap or Secret are read-only anyway.",
)
WRITABLE = Rule("writable", Fate.IRRELEVANT, "Writable is the default on both sides.")


@transform(
    reads=[
        "target",
        "configs",
        "volumes",
        "workloads.key",
        "workloads.name",
        "workloads.kind",
        "workloads.image",
        "workloads.build",
        "workloads.build_directory",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.depends_on",
        "workloads.mounts",
        "workloads.init",
    ],
    writes=["configs", "volumes", "workloads.mounts", "workloads.init"],
    rules=[
        *forms.RULES,
        HOST_OPTION,
        LEFT_OUT,
        READ_ONLY_ANYWAY,
        WRITABLE,
        PROJECT_FILE,
        PUBLIC_FILE,
        SECRET_FILE,
        EXECUTABLE,
        FILE_PARTS,
        COPIES_FILES,
        WAITS_FOR_FILES,
    ],
)
def place_bind_mounts(app: App) -> App:
    """Place every bind mount, and make the config objects, volumes and init steps that this takes.

    Sources: Compose specification (`volumes`), Kubernetes documentation (Volumes: configMap, secret,
    projected, persistentVolumeClaim, hostPath; Init Containers).
    """
    if not any(_is_open(mount) for workload in app.workloads for mount in workload.mounts):
        return app
    notes = Notes(app.target)
    shares = shared_directories(app)
    chosen = {
        (workload.key.value, position): ask(
            workload, mount, form_of(workload, mount, _share(shares, workload, position)), notes
        )
        for workload in app.workloads
        for position, mount in enumerate(workload.mounts)
        if _is_open(mount)
    }
    desk = _Desk(app, notes, shares, chosen)
    workloads = tuple(desk.workload(workload) for workload in app.workloads)
    expected = {config.key.value: config.name.value for config in desk.expected}
    tell(app, chosen, shares, expected, notes)
    configs = (*app.configs, *desk.files.all(), *desk.expected)
    return notes.into(
        replace(
            app,
            workloads=workloads,
            configs=tuple(sorted(configs, key=lambda config: (config.name.value, config.key.value))),
            volumes=tuple(
                sorted((*app.volumes, *desk.volumes.values()), key=lambda volume: volume.key.value)
            ),
        )
    )


def _is_open(mount: Mount) -> bool:
    return mount.place is None and mount.type.value == "bind" and mount.host is not None


def _share(shares: dict[tuple[str, int], Share], workload: Workload, position: int) -> Share | None:
    return shares.get((workload.key.value, position))


@dataclass(slots=True)
class _Desk:
    """Where mounts are placed, and what comes into being on the way."""

    app: App
    notes: Notes
    shares: dict[tuple[str, int], Share]
    chosen: dict[tuple[str, int], Form]
    files: ConfigFiles = field(init=False)
    volumes: dict[str, Volume] = field(default_factory=dict)
    volume_keys: frozenset[str] = frozenset()
    """Keys of the source's own volumes."""
    expected: list[ConfigObject] = field(default_factory=list)
    """Objects that a person makes."""

    def __post_init__(self) -> None:
        self.volume_keys = frozenset(volume.key.value for volume in self.app.volumes)
        users: dict[str, set[str]] = {}
        for workload in self.app.workloads:
            for position, mount in enumerate(workload.mounts):
                if (
                    (workload.key.value, position) in self.chosen
                    and mount.host is not None
                    and mount.host.files
                ):
                    users.setdefault(mount.host.display, set()).add(workload.key.value)
        self.files = ConfigFiles(self.app, users)

    def workload(self, workload: Workload) -> Workload:
        mounts = list(workload.mounts)
        copies: list[Copy] = []
        waits = []
        for position, mount in enumerate(workload.mounts):
            form = self.chosen.get((workload.key.value, position))
            if form is None:
                continue
            share = _share(self.shares, workload, position)
            if form.kind != "claim" or form.rule is not forms.SHARED_DIRECTORY:
                share = None
            placed, below = self._placed(workload, mount, form, share)
            mounts[position] = self._without_options(placed)
            if form.kind in ("none", "empty", "host", "external") and mount.host is not None:
                self.notes.drop(_dropping(form.rule), *(file.content for file in mount.host.files))
            if form.kind in ("copy", "claim") and (seed := self._seed(mount, len(mounts))) is not None:
                mounts.append(seed)
                reasons = tuple(
                    fact for fact in (mount.source, mount.target, *form.reasons) if fact is not None
                )
                copies.append(Copy(len(mounts) - 1, position, below, form.kind == "claim", reasons))
            elif form.kind == "filled" and mount.source is not None:
                file = (
                    basename(mount.host.display)
                    if mount.host is not None and mount.host.kind == "file"
                    else ""
                )
                waits.append(wait_step(workload, position, file, mount.source, self.notes))
        if mounts == list(workload.mounts):
            return workload
        steps = [copy_step(workload, copies, self.notes)] if copies else []
        return replace(workload, mounts=tuple(mounts), init=(*workload.init, *steps, *waits))

    def _placed(self, workload: Workload, mount: Mount, form: Form, share: Share | None) -> tuple[Mount, str]:
        """The mount with its placement, and where below its volume's root files are copied to."""
        host, source = known(mount.host), known(mount.source)
        is_file = host.kind == "file" or (
            not host.files and host.kind != "directory" and names_a_file(host.display)
        )
        kind = because(_PLACES[form.kind], mount.type, source, *form.reasons, rule=form.rule)
        file = basename(host.display.rstrip("/")) if is_file else ""
        subpath = because(file, source, rule=form.rule) if file else None
        match form.kind:
            case "files":
                objects = self.files.objects(host.display, host.files, source)
                return replace(mount, place=files_place(kind, objects, single=is_file)), ""
            case "external":
                config = self._expect(workload, mount, form)
                return replace(
                    mount, place=Placement(kind=kind, name=config.key, single=is_file, file=subpath)
                ), ""
            case "claim" | "filled":
                volume, below = self._volume(workload, mount, form, share)
                if not below and is_file:
                    below = file
                path = because(below, source, *form.reasons, rule=form.rule) if below else None
                folder = below[: -len(file)].rstrip("/") if file and below.endswith(file) else below
                return replace(mount, place=Placement(kind=kind, name=volume.key, subpath=path)), folder
            case "copy":
                return replace(mount, place=Placement(kind=kind, subpath=subpath)), ""
            case "host":
                return replace(mount, place=host_place(kind, mount, form)), ""
            case "empty":
                return replace(mount, place=Placement(kind=kind)), ""
        self.notes.drop(_dropping(form.rule), mount.type, source, mount.target, mount.read_only)
        if form.rule is forms.SOURCE_CODE:
            self.notes.drop(form.rule, workload.build)
        return replace(mount, place=Placement(kind=kind)), ""

    def _volume(
        self, workload: Workload, mount: Mount, form: Form, share: Share | None
    ) -> tuple[Volume, str]:
        source = known(mount.source)
        wish = (
            f"host-{share.root}"
            if share is not None
            else f"{workload.key.value}-{name_for(mount.target.value)}"
        )
        origin = (
            f"bind:{share.root}" if share is not None else f"bind:{workload.key.value}:{mount.target.value}"
        )
        key = label(wish)
        if key in self.volume_keys:
            key = distinct(key, origin)
        reasons = form.reasons if share is not None else (workload.key, source, mount.target)
        if key not in self.volumes:
            self.volumes[key] = Volume(key=because(key, *reasons, rule=form.rule))
        return self.volumes[key], share.below if share is not None else ""

    def _seed(self, mount: Mount, position: int) -> Mount | None:
        """A mount for init steps with the project's files for another mount; None if there are none."""
        host = known(mount.host)
        if not host.files or not host.complete:
            return None
        return seed_mount(mount, position, self.files.objects(host.display, host.files, known(mount.source)))

    def _expect(self, workload: Workload, mount: Mount, form: Form) -> ConfigObject:
        config = expected_object(workload, mount, form, self.files.taken)
        self.expected.append(config)
        return config

    def _without_options(self, mount: Mount) -> Mount:
        """The mount without the options that mean nothing for the form that was chosen."""
        kind = mount.place.kind.value if mount.place is not None else "none"
        if mount.read_only is not None and not mount.read_only.value:
            self.notes.drop(WRITABLE, mount.read_only)
        if kind == "host":
            return mount
        if kind == "files":
            self.notes.drop(READ_ONLY_ANYWAY, mount.read_only)
            told = mount.read_only is not None and mount.read_only.value
            same = because(True, known(mount.source), rule=PROJECT_FILE) if told else None
            mount = replace(mount, read_only=same)
        self.notes.drop(HOST_OPTION, mount.propagation, mount.recursive, mount.create_host_path)
        return replace(mount, propagation=None, recursive=None, create_host_path=None)


def _dropping(rule: Rule) -> Rule:
    """The reason under which leaves end: that of the form, unless a person chose it."""
    return LEFT_OUT if rule is forms.CHOSEN else rule


_PLACES = {
    "files": "files",
    "external": "files",
    "copy": "empty",
    "claim": "claim",
    "filled": "claim",
    "empty": "empty",
    "host": "host",
    "none": "none",
}
