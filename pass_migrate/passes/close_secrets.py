"""A value that is a secret in one place is a secret in every place where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.secret_names import is_no_secret, login_prefix
from pass_migrate.knowledge.secret_values import in_variable, is_development_default
from pass_migrate.model import App, ConfigObject, Finding, Notes, Severity, Variable, Workload
from pass_migrate.model.app import ANSWERED
from pass_migrate.model.workload import Pairs
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

HOLDS_SECRET = Rule(
    "holds-secret",
    Fate.CARRIED,
    "A secret of another place stands in it too: it is in a Secret like the other.",
)
ANNOTATION_HOLDS_SECRET = Rule(
    "annotation-holds-secret",
    Fate.DROPPED,
    "A secret of another place stands in it too, and annotations are open to all who may see the pod.",
)

SURE = 8
"""Characters from which on a value that stands elsewhere too is no coincidence."""
LONGEST = 4096
"""Characters up to which the content of a secret file is looked for as a whole."""

Secrets = dict[str, Fact[str]]
"""Each secret value, with the fact that made it known."""


@transform(
    reads=[
        "name",
        "workloads.key",
        "workloads.image",
        "workloads.environment",
        "workloads.pod_annotations",
        "workloads.object_annotations",
        "configs",
    ],
    writes=["workloads.environment", "workloads.pod_annotations", "workloads.object_annotations", "configs"],
    rules=[HOLDS_SECRET, ANNOTATION_HOLDS_SECRET],
)
def close_secrets(app: App) -> App:
    """Follow every secret value into variables, files and annotations. Runs when all secrets are known.

    What everybody knows (`password`) and what names something in the project (a service, a user) is not
    followed: there the same word means something else. A person's answer that a variable is public stands.
    """
    secrets = _secrets(app)
    if not secrets:
        return app
    configs = tuple(_config(config, secrets) for config in app.configs)
    after = app.each(lambda workload, notes: _workload(workload, secrets, notes))
    same = all(new is old for new, old in zip(configs, app.configs, strict=True))
    return after if same else replace(after, configs=configs)


def _secrets(app: App) -> Secrets:
    """Every value to look for, the longest first; parts of it that are secret by their shape as well."""
    names = set(_names(app))
    found: Secrets = {}
    for fact in _private(app):
        value = fact.value.strip()
        for text in (value, *(value[span.start : span.end] for span in in_variable(value))):
            if len(text) < SURE or text.lower() in names:
                continue
            if not is_development_default(text) and not is_no_secret(text):
                found.setdefault(text, fact)
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _private(app: App) -> Iterator[Fact[str]]:
    """The values of secret variables and the contents of short secret files."""
    for workload in app.workloads:
        for variable in workload.environment:
            if variable.value is not None and variable.secret is not None and variable.secret.value:
                yield variable.value
    for config in app.configs:
        for entry in config.entries if config.secret.value else ():
            content = entry.content.value.strip()
            if b"\n" not in content and len(content) <= LONGEST:
                yield Fact(content.decode("utf-8", "replace"), entry.content.leaves, entry.content.rule)


def _names(app: App) -> Iterator[str]:
    """Words that name something in the project, in lower case."""
    yield app.name.value.lower()
    for workload in app.workloads:
        yield workload.key.value.lower()
        yield workload.display_name.lower()
        if workload.image is not None:
            yield from workload.image.value.lower().replace(":", "/").replace("@", "/").split("/")
        for variable in workload.environment:
            if variable.value is not None and login_prefix(variable.name.value) is not None:
                yield variable.value.value.strip().lower()


def _held(text: str, secrets: Secrets) -> Fact[str] | None:
    """The secret that stands in a text, if one does."""
    if len(text) < SURE:
        return None
    return next((fact for secret, fact in secrets.items() if secret in text), None)


def _workload(workload: Workload, secrets: Secrets, notes: Notes) -> Workload:
    environment = tuple(_variable(variable, secrets) for variable in workload.environment)
    pod = _annotations(workload, workload.pod_annotations, secrets, notes)
    controller = _annotations(workload, workload.object_annotations, secrets, notes)
    kept = all(new is old for new, old in zip(environment, workload.environment, strict=True))
    if kept and pod is workload.pod_annotations and controller is workload.object_annotations:
        return workload
    return replace(
        workload,
        environment=workload.environment if kept else environment,
        pod_annotations=pod,
        object_annotations=controller,
    )


def _variable(variable: Variable, secrets: Secrets) -> Variable:
    if variable.value is None or variable.secret is None or variable.secret.value:
        return variable
    held = _held(variable.value.value, secrets) if variable.secret.rule is not ANSWERED else None
    if held is None:
        return variable
    return replace(
        variable,
        value=variable.value.also(held),
        secret=because(True, variable.value, held, rule=HOLDS_SECRET),
    )


def _config(config: ConfigObject, secrets: Secrets) -> ConfigObject:
    if config.secret.value:
        return config
    for entry in config.entries:
        content = entry.content.value
        for secret, fact in secrets.items():
            if secret.encode() in content:
                return replace(
                    config,
                    # What mounts the object goes by its name: that it is a Secret rests on the other one too.
                    name=config.name.also(fact),
                    secret=because(True, entry.content, fact, rule=HOLDS_SECRET),
                    entries=tuple(replace(each, content=each.content.also(fact)) for each in config.entries),
                )
    return config


def _annotations(workload: Workload, pairs: Pairs, secrets: Secrets, notes: Notes) -> Pairs:
    kept = []
    for name, value in pairs:
        held = _held(value.value, secrets)
        if held is None:
            kept.append((name, value))
            continue
        notes.drop(ANNOTATION_HOLDS_SECRET, name, value)
        notes.find(
            Finding(
                id="secret-in-label",
                severity=Severity.WARNING,
                subject=workload.key.value,
                message=f"`{name.value}` of `{workload.key.value}` holds a secret of the project in plain "
                "sight; the manifests leave it out.",
                remedy="Take the secret out of the label in the Compose file too.",
                leaves=name.leaves,
            )
        )
    return pairs if len(kept) == len(pairs) else tuple(kept)
