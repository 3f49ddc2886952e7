"""The pod template: the containers of a workload and of those that join it, and what they share."""

from __future__ import annotations

from typing import Any

from pass_migrate.emit.container import container
from pass_migrate.emit.labels import INSTANCE, labels, name_of, selector
from pass_migrate.emit.rules import JOB_READER, NO_TOKEN, WAITING_CONTAINER, some
from pass_migrate.emit.volumes import PodVolumes
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, InitStep, Workload


def pod_template(
    app: App, workload: Workload, members: list[Workload], volumes: PodVolumes
) -> dict[str, Any]:
    """`spec.template`; `members` are the workloads whose containers share the pod, its own one first."""
    containers = [container(member, volumes) for member in members]
    steps = [_step(member, step, volumes) for member in members for step in member.init]
    reads_jobs = any(step.job_reader for member in members for step in member.init)
    annotations = {key: value for member in members for key, value in member.pod_annotations}
    return {
        "metadata": {
            "labels": {
                **selector(app, name_of(workload)),
                **_more_labels(app, workload),
                **_together(app, members),
            },
            "annotations": annotations or None,
        },
        "spec": {
            "hostname": workload.pod_hostname,
            "hostUsers": workload.host_users,
            "hostNetwork": workload.host_network,
            "hostPID": workload.host_pid,
            "hostIPC": workload.host_ipc,
            "dnsPolicy": workload.dns_policy,
            "dnsConfig": _dns(members),
            "shareProcessNamespace": workload.share_processes,
            "enableServiceLinks": workload.service_links,
            "serviceAccountName": name_of(workload) if reads_jobs else None,
            "automountServiceAccountToken": because(True, rule=JOB_READER)
            if reads_jobs
            else because(False, rule=NO_TOKEN),
            "runtimeClassName": workload.scheduling.runtime_class,
            "nodeSelector": dict(workload.scheduling.node_selector) or None,
            "affinity": _affinity(app, workload, members),
            "topologySpreadConstraints": _spread(app, workload),
            "hostAliases": _host_aliases(members),
            "restartPolicy": workload.lifecycle.restart_policy,
            "terminationGracePeriodSeconds": workload.lifecycle.grace_seconds,
            "securityContext": _pod_security(members),
            "initContainers": steps or None,
            "containers": containers,
            "volumes": list(volumes.volumes.values()) or None,
        },
    }


def _more_labels(app: App, workload: Workload) -> dict[str, Any]:
    chosen = selector(app, name_of(workload))
    return {key: value for key, value in labels(app, name_of(workload)).items() if key not in chosen}


def _step(workload: Workload, step: InitStep, volumes: PodVolumes) -> dict[str, Any]:
    """An init container: small, without rights unless it changes owners."""
    places = dict(step.at)
    mounts = [
        spec
        for position in step.mounts
        for spec in volumes.mount(workload, workload.mounts[position], places.get(position))
    ]
    root = step.root is not None and step.root.value
    rights: dict[str, Any] = {"allowPrivilegeEscalation": because(False, rule=WAITING_CONTAINER)}
    if root and step.root is not None:
        rights["runAsUser"] = step.root.map(lambda _: 0)
    elif not step.own_user:
        rights |= {
            "runAsNonRoot": because(True, rule=WAITING_CONTAINER),
            "runAsUser": because(65534, rule=WAITING_CONTAINER),
            "runAsGroup": because(65534, rule=WAITING_CONTAINER),
            "readOnlyRootFilesystem": because(True, rule=WAITING_CONTAINER),
            "capabilities": {"drop": [because("ALL", rule=WAITING_CONTAINER)]},
        }
    return {
        "name": step.name,
        "image": step.image,
        "imagePullPolicy": because("IfNotPresent", rule=WAITING_CONTAINER),
        "command": list(step.command),
        "resources": {
            "requests": {
                "cpu": because("10m", rule=WAITING_CONTAINER),
                "memory": because("16Mi", rule=WAITING_CONTAINER),
            },
        },
        "securityContext": rights,
        "volumeMounts": mounts or None,
    }


def _dns(members: list[Workload]) -> dict[str, Any] | None:
    names = [fact for member in members for fact in member.dns]
    searches = [fact for member in members for fact in member.dns_search]
    options = [fact for member in members for fact in member.dns_opt]
    return some(
        {
            "nameservers": names or None,
            "searches": searches or None,
            "options": [_option(option) for option in options] or None,
        }
    )


def _option(option: Fact[str]) -> dict[str, Any]:
    colon = ":" in option.value
    return {
        "name": option.map(lambda text: text.partition(":")[0]),
        "value": option.map(lambda text: text.partition(":")[2]) if colon else None,
    }


def _host_aliases(members: list[Workload]) -> list[dict[str, Any]] | None:
    """Host names grouped by address, as the pod API has them."""
    groups: dict[str, tuple[Fact[str], list[Fact[str]]]] = {}
    for member in members:
        for alias in member.host_aliases:
            address, names = groups.setdefault(alias.address.value, (alias.address, []))
            groups[alias.address.value] = (address.also(alias.address), [*names, alias.host])
    return [{"ip": address, "hostnames": names} for address, names in groups.values()] or None


def _pod_security(members: list[Workload]) -> dict[str, Any] | None:
    first = next((m.security for m in members if m.security.fs_group is not None), members[0].security)
    groups = {group.value: group for member in members for group in member.security.supplemental_groups}
    sysctls = [
        {"name": name, "value": value} for member in members for name, value in member.security.sysctls
    ]
    return some(
        {
            "fsGroup": first.fs_group,
            "fsGroupChangePolicy": first.fs_group.map(lambda _: "OnRootMismatch")
            if first.fs_group is not None
            else None,
            "supplementalGroups": list(groups.values()) or None,
            "sysctls": sysctls or None,
        }
    )


def _together(app: App, members: list[Workload]) -> dict[str, Fact[str]]:
    """Labels of pods that share a claim which only one node at a time can mount."""
    used = {
        mount.place.name.value
        for member in members
        for mount in member.mounts
        if mount.place is not None and mount.place.kind.value == "claim" and mount.place.name is not None
    }
    return {
        f"volume.pass-migrate/{volume.claim.name.value}": volume.claim.same_node.map(lambda _: "shared")
        for volume in app.volumes
        if volume.key.value in used and volume.claim is not None and volume.claim.same_node is not None
    }


def _same_node(app: App, workload: Workload, members: list[Workload]) -> dict[str, Any] | None:
    """Pods that share a claim which only one node at a time can mount have to run on one node."""
    own = selector(app, name_of(workload))[INSTANCE]
    terms = [
        {
            "labelSelector": {"matchLabels": {INSTANCE: own, label: value}},
            "topologyKey": value.map(lambda _: "kubernetes.io/hostname"),
        }
        for label, value in _together(app, members).items()
    ]
    return {"requiredDuringSchedulingIgnoredDuringExecution": terms} if terms else None


def _affinity(app: App, workload: Workload, members: list[Workload]) -> dict[str, Any] | None:
    terms = [
        {"key": key, "operator": operator, "values": [value]}
        for key, operator, value in workload.scheduling.node_affinity
    ]
    single = workload.scheduling.max_per_node
    apart = None
    if single is not None and single.value == 1:
        apart = {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {
                    "labelSelector": {"matchLabels": selector(app, name_of(workload))},
                    "topologyKey": single.map(lambda _: "kubernetes.io/hostname"),
                }
            ]
        }
    node = (
        {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [{"matchExpressions": terms}]
            }
        }
        if terms
        else None
    )
    return some(
        {"nodeAffinity": node, "podAffinity": _same_node(app, workload, members), "podAntiAffinity": apart}
    )


def _spread(app: App, workload: Workload) -> list[dict[str, Any]] | None:
    out: list[dict[str, Any]] = [
        {
            "maxSkew": key.map(lambda _: 1),
            "topologyKey": key,
            "whenUnsatisfiable": key.map(lambda _: "ScheduleAnyway"),
            "labelSelector": {"matchLabels": selector(app, name_of(workload))},
        }
        for key in workload.scheduling.spread
    ]
    many = workload.scheduling.max_per_node
    if many is not None and many.value > 1:
        out.append(
            {
                "maxSkew": many,
                "topologyKey": many.map(lambda _: "kubernetes.io/hostname"),
                "whenUnsatisfiable": many.map(lambda _: "DoNotSchedule"),
                "labelSelector": {"matchLabels": selector(app, name_of(workload))},
            }
        )
    return out or None
