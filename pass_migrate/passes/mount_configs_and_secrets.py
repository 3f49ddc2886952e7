"""A Compose config or secret is one file at the same path in the container, from a ConfigMap or a Secret."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.secret_values import in_file
from pass_migrate.model import App, ConfigObject, Finding, Mount, Notes, Placement, Severity, Workload
from pass_migrate.passes.known import known
from pass_migrate.passes.kubernetes_names import SUBDOMAIN_LIMIT, distinct, subdomain
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

FILE_MOUNT = Rule(
    "file-mount",
    Fate.CARRIED,
    "One file at the path that the container knows, mounted by subPath.",
)
DEFAULT_MODE = Rule(
    "default-file-mode",
    Fate.CARRIED,
    "Compose makes configs and secrets readable by all (0444) where no mode is given.",
)
SECRET_CONFIG = Rule(
    "secret-in-config",
    Fate.APPROXIMATED,
    "The config holds a secret: it becomes a Secret, at the same path.",
)
FILE_OWNER = Rule(
    "file-owner",
    Fate.DROPPED,
    "Files from a ConfigMap or Secret belong to root; the mode says who may read them.",
)
AS_THE_FILE_IS = Rule(
    "mode-of-the-file",
    Fate.IRRELEVANT,
    "Docker Compose mounts the file itself and takes no notice of uid, gid and mode: all may read it.",
)
NOT_THERE = Rule(
    "not-there",
    Fate.DECIDED,
    "There is nothing to read here: an object of this name is expected in the cluster.",
)
EXTERNAL_KEY = Rule(
    "external-key",
    Fate.DECIDED,
    "Which key of the existing object holds the file is unknown: the source's own name is taken.",
)
UNUSED_OBJECT = Rule("unused-object", Fate.IRRELEVANT, "Nothing that runs mounts it, so it is not made.")
SAME_NAME = Rule(
    "same-name",
    Fate.APPROXIMATED,
    "A config and a secret of one name: the secret's object is told apart by a digest.",
)
DOCKER_NAME = Rule(
    "docker-side-name",
    Fate.IRRELEVANT,
    "The name on the Docker side; in Kubernetes the object is named after its key.",
)

DEFAULT_BITS = 0o444


@transform(
    reads=["workloads.mounts", "configs"],
    writes=["workloads.mounts", "configs"],
    rules=[
        FILE_MOUNT,
        DEFAULT_MODE,
        SECRET_CONFIG,
        FILE_OWNER,
        AS_THE_FILE_IS,
        NOT_THERE,
        EXTERNAL_KEY,
        UNUSED_OBJECT,
        SAME_NAME,
        DOCKER_NAME,
    ],
)
def mount_configs_and_secrets(app: App) -> App:
    """Place every mount of a config or secret; a missing one is expected in the cluster.

    Sources: Compose specification (`configs`, `secrets`), Kubernetes documentation (ConfigMaps, Secrets;
    subPath).
    """
    notes = Notes(app.target)
    by_source = {
        (config.key.value, config.secret.value): config for config in app.configs if not _is_bind(config)
    }
    used = {
        (mount.source.value, mount.type.value == "secret")
        for workload in app.workloads
        for mount in workload.mounts
        if mount.type.value in ("config", "secret") and mount.source is not None
    }
    placed_before = any(
        mount.place is not None
        for workload in app.workloads
        for mount in workload.mounts
        if mount.type.value in ("config", "secret")
    )
    if not by_source or placed_before:
        return app
    objects: dict[tuple[str, bool], ConfigObject] = {}
    for source, config in by_source.items():
        if source not in used:
            notes.drop(
                UNUSED_OBJECT,
                config.key,
                config.docker_name,
                config.origin,
                config.external,
                *(entry.content for entry in config.entries),
                *(fact for pair in config.annotations for fact in pair),
            )
            continue
        objects[source] = _settled(config, source, by_source, notes)
    workloads = tuple(_placed(workload, objects, notes) for workload in app.workloads)
    others = tuple(config for config in app.configs if _is_bind(config))
    configs = tuple(
        sorted((*objects.values(), *others), key=lambda config: (config.name.value, config.key.value))
    )
    return notes.into(replace(app, workloads=workloads, configs=configs))


def _is_bind(config: ConfigObject) -> bool:
    """Whether files of a bind mount are behind it: their keys have a colon, which no key of Compose has."""
    return ":" in config.key.value


def _settled(
    config: ConfigObject, source: tuple[str, bool], known: dict[tuple[str, bool], ConfigObject], notes: Notes
) -> ConfigObject:
    """The object with its name, its kind and its key settled."""
    key, secret = source
    kind = "secret" if secret else "config"
    if secret and (key, False) in known:
        other = distinct(config.name.value, f"secret {key}", SUBDOMAIN_LIMIT)
        config = replace(
            config,
            key=replace(config.key, value=f"secret:{key}"),
            name=because(other, config.name, rule=SAME_NAME),
        )
    if config.external is not None and config.external.value:
        named = config.docker_name or config.key
        return replace(config, name=named.map(subdomain).also(config.key, config.external))
    notes.drop(DOCKER_NAME, config.docker_name)
    if config.origin is not None:
        config = replace(config, name=config.name.also(config.origin))
    if not config.entries:
        notes.find(_finding_missing(config, key, kind))
        notes.drop(NOT_THERE, config.origin)
        return replace(config, external=because(True, config.key, rule=NOT_THERE))
    if not secret and (leak := _secret_content(config)) is not None:
        notes.find(
            Finding(
                id="secret-in-config",
                severity=Severity.WARNING,
                subject=key,
                message="The config holds a password or key in plain sight; its object is a Secret.",
                remedy="Declare it under `secrets` in the Compose file as well.",
                leaves=leak.leaves,
            )
        )
        config = replace(config, secret=because(True, leak, rule=SECRET_CONFIG))
    return config


def _secret_content(config: ConfigObject) -> Fact[bytes] | None:
    for entry in config.entries:
        path = config.origin.value if config.origin is not None else entry.path.value + ".conf"
        if in_file(path, entry.content.value):
            return entry.content
    return None


def _placed(workload: Workload, objects: dict[tuple[str, bool], ConfigObject], notes: Notes) -> Workload:
    mounts = tuple(_place(workload, mount, objects, notes) for mount in workload.mounts)
    if all(new is old for new, old in zip(mounts, workload.mounts, strict=True)):
        return workload
    return replace(workload, mounts=mounts)


def _place(
    workload: Workload, mount: Mount, objects: dict[tuple[str, bool], ConfigObject], notes: Notes
) -> Mount:
    source = mount.source
    if mount.type.value not in ("config", "secret") or source is None or mount.place is not None:
        return mount
    config = objects.get((source.value, mount.type.value == "secret"))
    if config is None:
        return mount
    if config.bound:
        notes.drop(AS_THE_FILE_IS, mount.uid, mount.gid, mount.mode)
        mount = replace(mount, uid=None, gid=None, mode=None)
    notes.drop(FILE_OWNER, mount.uid, mount.gid)
    mode = mount.mode if mount.mode is not None else because(DEFAULT_BITS, rule=DEFAULT_MODE)
    if _unreadable(workload, mount):
        notes.find(_finding_unreadable(workload, mount))
    file = None
    if config.external is not None and config.external.value:
        is_made_later = config.external.rule is NOT_THERE
        named = source if is_made_later else config.docker_name or source
        file = because(named.value, named, source, config.external, rule=EXTERNAL_KEY)
        if not is_made_later:
            notes.find(_finding_external(config, source.value, named.value))
    return replace(
        mount,
        read_only=because(True, source, rule=FILE_MOUNT),
        place=Placement(
            kind=because("files", source, rule=FILE_MOUNT),
            name=because(config.key.value, source, config.key, rule=FILE_MOUNT),
            mode=mode,
            single=True,
            file=file,
        ),
    )


def _unreadable(workload: Workload, mount: Mount) -> bool:
    """Whether a process that is not root is shut out: the file is root's, and others may not read it."""
    user = workload.security.user
    return (
        mount.mode is not None
        and not mount.mode.value & 0o004
        and user is not None
        and user.value.split(":")[0] not in ("0", "root")
    )


def _finding_unreadable(workload: Workload, mount: Mount) -> Finding:
    source = known(mount.source)
    return Finding(
        id="unreadable-file",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message=(
            f"{mount.target.value} is root's and not readable by others; the service runs as another user."
        ),
        remedy="Allow others to read it (mode 0444): only this pod sees the file.",
        leaves=mount.mode.leaves if mount.mode is not None else source.leaves,
    )


def _finding_missing(config: ConfigObject, key: str, kind: str) -> Finding:
    where = config.origin.value.rsplit("/", 1)[-1] if config.origin is not None else key
    resource = "secret generic" if kind == "secret" else "configmap"
    return Finding(
        id=f"missing-{kind}",
        severity=Severity.ERROR,
        subject=key,
        message=f"What the {kind} {key} names ({where}) is not there, so its value cannot be written.",
        remedy=(
            f"Make it before the pods start: kubectl create {resource} {config.name.value} "
            f"--from-file={key}=PATH"
        ),
        leaves=config.origin.leaves if config.origin is not None else config.key.leaves,
    )


def _finding_external(config: ConfigObject, key: str, file: str) -> Finding:
    kind = "Secret" if config.secret.value else "ConfigMap"
    return Finding(
        id="external-object",
        severity=Severity.WARNING,
        subject=key,
        message=(
            f"It is declared external: a {kind} called {config.name.value} with the key {file} has to be "
            "in the namespace."
        ),
        remedy=f"Make it before the pods start, with the value under the key {file}.",
        leaves=config.external.leaves if config.external is not None else config.key.leaves,
    )
