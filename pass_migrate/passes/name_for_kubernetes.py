"""Every component, config and secret has a name that Kubernetes accepts, and no two have the same one.

Compose allows upper case, `_` and `.` in names, and any length; Kubernetes wants DNS labels. A name that
fits already stays. A renamed service keeps answering only under the new name: `keep_names_resolving` says
who asks for the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import App, ConfigObject, Workload
from pass_migrate.passes.kubernetes_names import (
    SUBDOMAIN_LIMIT,
    WORKLOAD_LIMIT,
    distinct,
    is_label,
    label,
    service_name,
    subdomain,
)
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

RENAMED = Rule(
    "renamed",
    Fate.APPROXIMATED,
    "Kubernetes names are DNS labels (a-z, 0-9, `-`, a letter first): made to fit.",
)
NAME_TAKEN = Rule(
    "name-taken",
    Fate.APPROXIMATED,
    "Made to fit, it would be the name of something else: a digest tells them apart.",
)
NAMESPACE_FITTED = Rule(
    "namespace-fitted",
    Fate.APPROXIMATED,
    "The project's name, made to fit, is the namespace: a DNS label is needed.",
)
PROJECT_NAMESPACE = Rule("project-namespace", Fate.CARRIED, "The namespace is called after the project.")
EXTERNAL_RENAMED = Rule(
    "external-renamed",
    Fate.APPROXIMATED,
    "No object in the cluster can have this name: the manifests expect it under a name made to fit.",
)
RESERVED = "kube-"
"""Kubernetes keeps namespaces with this prefix for itself."""


@transform(
    reads=["name", "target", "workloads.key", "configs.name", "configs.external"],
    writes=["namespace", "workloads.name", "configs"],
    rules=[RENAMED, NAME_TAKEN, NAMESPACE_FITTED, PROJECT_NAMESPACE, EXTERNAL_RENAMED],
)
def name_for_kubernetes(app: App) -> App:
    """Name the namespace, the workloads and the config objects."""
    names = _unique((workload.key for workload in app.workloads), _component, WORKLOAD_LIMIT, set())
    workloads = tuple(_named(workload, names[workload.key.value]) for workload in app.workloads)
    reserved = {f"{name.value}-env" for name in names.values()}
    own = [config for config in app.configs if not _is_external(config)]
    objects = _unique((config.name for config in own), subdomain, SUBDOMAIN_LIMIT, reserved)
    configs = tuple(
        replace(config, name=_external(config.name) if _is_external(config) else objects[config.name.value])
        for config in app.configs
    )
    return replace(app, namespace=_namespace(app), workloads=workloads, configs=configs)


def _named(workload: Workload, name: Fact[str]) -> Workload:
    return workload if workload.name == name else replace(workload, name=name)


def _component(key: str) -> str:
    return service_name(key, WORKLOAD_LIMIT)


def _namespace(app: App) -> Fact[str]:
    """The namespace that was asked for, or the project's name made fit."""
    if app.target.namespace is not None:
        return app.target.namespace.map(_checked)
    fitted = app.name.map(label)
    if fitted.value.startswith(RESERVED):
        fitted = fitted.map(lambda name: label(f"app-{name}"))
    return fitted.by(PROJECT_NAMESPACE if fitted.value == app.name.value else NAMESPACE_FITTED)


def _checked(name: str) -> str:
    if not is_label(name):
        raise ValueError(f"`{name}` cannot be a namespace: use a-z, 0-9 and `-`, at most 63 characters")
    return name


def _unique(
    names: Iterable[Fact[str]], fit: Callable[[str], str], limit: int, reserved: set[str]
) -> dict[str, Fact[str]]:
    """A fitting name for each name. Those that fit already keep theirs; the rest come by the alphabet."""
    facts = {fact.value: fact for fact in names}
    taken: dict[str, Fact[str] | None] = dict.fromkeys(reserved)
    out: dict[str, Fact[str]] = {}
    for text in sorted(facts, key=lambda text: (fit(text) != text, text)):
        fact = facts[text]
        name = fit(text)
        if name in taken:
            holder = taken[name]
            other = distinct(name, text, limit)
            out[text] = Fact(other, fact.leaves, NAME_TAKEN)
            if holder is not None:
                out[text] = out[text].also(holder)
        else:
            out[text] = fact if name == text else Fact(name, fact.leaves, RENAMED)
        taken[out[text].value] = fact
    return out


def _is_external(config: ConfigObject) -> bool:
    return config.external is not None and config.external.value


def _external(name: Fact[str]) -> Fact[str]:
    fitted = subdomain(name.value)
    return name if fitted == name.value else Fact(fitted, name.leaves, EXTERNAL_RENAMED)
