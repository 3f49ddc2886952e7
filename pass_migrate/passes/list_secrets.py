"""Every secret is listed by name: where it stands, who gets it, where it will live, which are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from pass_migrate.facts import Leaf, union
from pass_migrate.knowledge.secret_names import login_prefix, password_prefix, sign_of
from pass_migrate.knowledge.secret_values import in_file, in_variable, is_development_default
from pass_migrate.model import App, ConfigObject, Finding, Notes, SecretUse, Severity, Variable, Workload
from pass_migrate.passes.known import known
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

LOGIN, FILE, CONNECTION = "login", "file", "connection"


@transform(
    reads=["workloads.key", "workloads.name", "workloads.environment", "workloads.mounts", "configs"],
    writes=["secrets"],
)
def list_secrets(app: App) -> App:
    """Fill `App.secrets`, and say which secrets are known to everybody and which are one under several names.

    Values are compared in memory and appear nowhere.
    """
    found: dict[str, _Found] = {}
    for workload in app.workloads:
        for variable in workload.environment:
            if variable.value is not None and variable.secret is not None and variable.secret.value:
                _variable(found, workload, variable)
    readers = _readers(app)
    for config in app.configs:
        if config.secret.value:
            _files(found, config, readers.get(config.key.value, set()))
    ledger = _ledger(found)
    notes = Notes(app.target)
    _tell(app.name.value, found, ledger, notes)
    return notes.into(app if ledger == app.secrets else replace(app, secrets=ledger))


@dataclass(slots=True)
class _Found:
    """A secret under one name, with the values that it has; they never leave this file."""

    kind: str
    leaves: dict[Leaf, None] = field(default_factory=dict)
    """Where it stands, in order."""
    consumers: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    """What identifies it: the password, also where it stands inside a URL or a file."""
    defaults: set[str] = field(default_factory=set)
    """Those of the values that everybody knows."""


def _variable(found: dict[str, _Found], workload: Workload, variable: Variable) -> None:
    name, value = variable.name.value, known(variable.value)
    spans = in_variable(value.value)
    sign = sign_of(name)
    is_login = not spans and (sign is None or sign.kind == LOGIN)
    kind = (
        CONNECTION
        if spans and sign is None
        else LOGIN
        if is_login
        else sign.kind
        if sign is not None
        else spans[0].kind
    )
    entry = found.setdefault(name, _Found(kind))
    entry.leaves |= dict.fromkeys((*variable.name.leaves, *value.leaves))
    entry.consumers.add(workload.key.value)
    held = "env" if variable.fits_object else "env-named"
    entry.targets.add(f"Secret/{workload.display_name}-{held} {name}")
    values = [value.value[span.start : span.end] for span in spans] or [value.value]
    if is_login:
        return
    login = _login(workload, name)
    entry.values |= {text for text in values if text}
    entry.defaults |= {text for text in values if is_development_default(text, login)}


def _login(workload: Workload, name: str) -> str:
    """The user name that goes with a password, if it is known."""
    prefix = password_prefix(name)
    if prefix is None:
        return ""
    return next(
        (
            other.value.value
            for other in workload.environment
            if other.value is not None and login_prefix(other.name.value) == prefix
        ),
        "",
    )


def _readers(app: App) -> dict[str, set[str]]:
    """Keys of the workloads that mount a config object, by its key."""
    readers: dict[str, set[str]] = {}
    for workload in app.workloads:
        for mount in workload.mounts:
            place = mount.place
            if place is not None and place.kind.value == "files" and place.name is not None:
                for name in (place.name, *place.names):
                    readers.setdefault(name.value, set()).add(workload.key.value)
    return readers


def _files(found: dict[str, _Found], config: ConfigObject, consumers: set[str]) -> None:
    if not config.entries:
        entry = found.setdefault(config.key.value, _Found(FILE))
        entry.leaves |= dict.fromkeys(config.key.leaves)
        entry.consumers |= consumers
        entry.targets.add(f"Secret/{config.name.value}")
    for item in config.entries:
        name = config.key.value if config.origin is not None else _path(config, item.path.value)
        entry = found.setdefault(name, _Found(FILE))
        entry.leaves |= dict.fromkeys(item.content.leaves)
        entry.consumers |= consumers
        entry.targets.add(f"Secret/{config.name.value} {item.key.value}")
        text = item.content.value.decode("utf-8", "replace")
        spans = in_file(item.path.value, item.content.value)
        values = {text[span.start : span.end] for span in spans}
        if config.origin is not None and not spans and len(text) < 200:
            values = {text.strip()} - {""}
        entry.values |= values
        entry.defaults |= {value for value in values if is_development_default(value)}


def _path(config: ConfigObject, path: str) -> str:
    """A file's path in the project."""
    root = config.key.value.partition(":")[2].partition(":secret")[0]
    return root if root.rsplit("/", 1)[-1] == path else f"{root}/{path}"


def _groups(found: dict[str, _Found]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Values that stand under several names, with the names."""
    holders: dict[str, list[str]] = {}
    for name in sorted(found):
        for value in found[name].values:
            holders.setdefault(value, []).append(name)
    for value, names in sorted(holders.items(), key=lambda item: item[1]):
        if len(names) > 1:
            yield value, tuple(names)


def _ledger(found: dict[str, _Found]) -> tuple[SecretUse, ...]:
    same: dict[str, set[str]] = {}
    for _, names in _groups(found):
        for name in names:
            same.setdefault(name, set()).update(other for other in names if other != name)
    return tuple(
        SecretUse(
            name=name,
            kind=entry.kind,
            leaves=tuple(entry.leaves),
            consumers=tuple(sorted(entry.consumers)),
            target=tuple(sorted(entry.targets)),
            default=bool(entry.defaults),
            same_as=tuple(sorted(same.get(name, ()))),
        )
        for name, entry in sorted(found.items())
    )


def _tell(project: str, found: dict[str, _Found], ledger: tuple[SecretUse, ...], notes: Notes) -> None:
    """One finding for each value under several names, and one for the values that everybody knows."""
    told: set[tuple[str, ...]] = set()
    for _, names in _groups(found):
        if names in told:
            continue
        told.add(names)
        notes.find(
            Finding(
                id="one-secret-several-names",
                severity=Severity.NOTE,
                subject=names[0],
                message=f"{_listed(names)} hold one and the same secret.",
                remedy="Change them together, or give each its own.",
                leaves=union(*(found[name].leaves for name in names)),
            )
        )
    known = [use for use in ledger if use.default]
    if known:
        notes.find(
            Finding(
                id="development-default",
                severity=Severity.WARNING,
                subject=project,
                message=f"Values that everybody tries first: {', '.join(use.name for use in known)}.",
                remedy="Set generated values before anything but a developer's machine runs this.",
                leaves=union(*(use.leaves for use in known)),
            )
        )


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
