"""All manifests of an application, in a stable order: by component, then by kind."""

from __future__ import annotations

from pass_migrate.emit.config import config_object, environment_name, environment_objects
from pass_migrate.emit.identity import job_reader
from pass_migrate.emit.labels import labels
from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.route import routes
from pass_migrate.emit.service import governing_service, services
from pass_migrate.emit.storage import claims
from pass_migrate.emit.workload import workload_object
from pass_migrate.model import App, Drop, Workload
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Bundle:
    """What emission made of an application."""

    manifests: tuple[Manifest, ...]
    drops: tuple[Drop, ...]
    """Leaves that end in emission: secret values that are not written."""
    external: tuple[str, ...]
    """What the manifests expect in the cluster without making it, as `Kind/name`."""


def emit(app: App) -> Bundle:
    """Build every object of a decided application."""
    drops: list[Drop] = []
    out: list[Manifest] = [namespace(app)]
    workloads = app.by_key()
    members: dict[str, list[Workload]] = {}
    for workload in app.workloads:
        root = workload.pod_of.value if workload.pod_of is not None else workload.key.value
        members.setdefault(root, []).append(workload)
    for workload in app.workloads:
        if workload.kind is None or workload.kind.value == "none":
            continue
        host = workloads[workload.pod_of.value] if workload.pod_of is not None else workload
        out += services(app, workload, host)
        out += environment_objects(app, workload, drops)
        if workload.pod_of is not None:
            continue
        together = sorted(
            members[workload.key.value], key=lambda member: (member is not workload, member.key.value)
        )
        steps = [step for member in together for step in member.init if step.job_reader]
        if steps:
            # A waiting step ends in what it waits for: `job/<name>`.
            out += job_reader(
                app,
                workload,
                [step.command[-1].map(lambda text: text.removeprefix("job/")) for step in steps],
            )
        if workload.kind.value == "StatefulSet" and not any(name.main for name in workload.service_names):
            out.append(governing_service(app, workload))
        out.append(workload_object(app, workload, together))
    out += [found for config in app.configs if (found := config_object(app, config, drops)) is not None]
    out += claims(app)
    out += routes(app)
    ordered = sorted(out, key=lambda item: (item.folder != "", item.folder, item.file))
    return Bundle(tuple(ordered), tuple(drops), tuple(sorted(_expected(app))))


def _expected(app: App) -> set[str]:
    """Objects that a person makes: external ones, and those whose content is not at hand."""
    found = {
        f"{'Secret' if config.secret.value else 'ConfigMap'}/{config.name.value}"
        for config in app.configs
        if not config.entries or (config.external is not None and config.external.value)
    }
    if app.target.secrets == "external":
        found |= {f"Secret/{environment_name(workload).value}" for workload in app.workloads}
        found |= {f"Secret/{environment_name(workload, named=True).value}" for workload in app.workloads}
        found |= {f"Secret/{config.name.value}" for config in app.configs if config.secret.value}
    if app.target.tls_secret is not None:
        found.add(f"Secret/{app.target.tls_secret.value}")
    return found | {
        f"PersistentVolumeClaim/{volume.claim.name.value}"
        for volume in app.volumes
        if volume.claim is not None and volume.external is not None and volume.external.value
    }


def namespace(app: App) -> Manifest:
    """The Namespace that everything lives in."""
    return manifest(
        "",
        "namespace.yaml",
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": app.namespace, "labels": labels(app, None)},
        },
    )
