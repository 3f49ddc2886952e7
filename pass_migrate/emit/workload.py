"""Deployments, StatefulSets, DaemonSets and Jobs."""

from __future__ import annotations

from typing import Any

from pass_migrate.emit.labels import labels, metadata, name_of, selector
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.pod import pod_template
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import some
from pass_migrate.emit.storage import claim_spec
from pass_migrate.emit.volumes import PodVolumes, volume_name
from pass_migrate.model import App, Workload


def workload_object(app: App, workload: Workload, members: list[Workload]) -> Manifest:
    """The controller of a workload; `members` are the workloads whose containers share its pod."""
    assert workload.kind is not None
    volumes = PodVolumes(app)
    template = pod_template(app, workload, members, volumes)
    match workload.kind.value:
        case "Deployment":
            spec = _deployment(app, workload, template)
        case "StatefulSet":
            spec = _stateful_set(app, workload, template)
        case "DaemonSet":
            spec = _daemon_set(app, workload, template)
        case _:
            spec = _job(workload, template)
    annotations = {key: value for member in members for key, value in member.object_annotations}
    body: Body = {
        "apiVersion": "batch/v1" if workload.kind.value == "Job" else "apps/v1",
        "kind": workload.kind,
        "metadata": metadata(app, name_of(workload), name_of(workload), annotations),
        "spec": spec,
    }
    return manifest(name_of(workload).value, f"{workload.kind.value.lower()}.yaml", body)


def _match(app: App, workload: Workload) -> dict[str, Any]:
    return {"matchLabels": selector(app, name_of(workload))}


def _deployment(app: App, workload: Workload, template: dict[str, Any]) -> dict[str, Any]:
    life = workload.lifecycle
    rolling = some({"maxSurge": life.max_surge, "maxUnavailable": life.max_unavailable})
    return {
        "replicas": workload.replicas,
        "minReadySeconds": life.min_ready_seconds,
        "selector": _match(app, workload),
        "strategy": some({"type": life.strategy, "rollingUpdate": rolling}),
        "template": template,
    }


def _daemon_set(app: App, workload: Workload, template: dict[str, Any]) -> dict[str, Any]:
    life = workload.lifecycle
    rolling = some({"maxSurge": life.max_surge, "maxUnavailable": life.max_unavailable})
    return {
        "minReadySeconds": life.min_ready_seconds,
        "selector": _match(app, workload),
        "updateStrategy": some({"type": life.strategy, "rollingUpdate": rolling}),
        "template": template,
    }


def _stateful_set(app: App, workload: Workload, template: dict[str, Any]) -> dict[str, Any]:
    service = next((name.name for name in workload.service_names if name.main), name_of(workload))
    templates = [
        {
            "metadata": {
                "name": volume.key.map(volume_name),
                "labels": labels(app, name_of(workload)),
                "annotations": dict(volume.claim.annotations) or None,
            },
            "spec": claim_spec(volume.claim),
        }
        for volume in app.volumes
        if volume.claim is not None and volume.claim.template_of == workload.key.value
    ]
    return {
        "serviceName": service,
        "replicas": workload.replicas,
        "minReadySeconds": workload.lifecycle.min_ready_seconds,
        "selector": _match(app, workload),
        "template": template,
        "volumeClaimTemplates": templates or None,
    }


def _job(workload: Workload, template: dict[str, Any]) -> dict[str, Any]:
    several = workload.replicas if workload.replicas is not None and workload.replicas.value != 1 else None
    return {
        "backoffLimit": workload.lifecycle.backoff_limit,
        "completions": several,
        "parallelism": several,
        "template": template,
    }
