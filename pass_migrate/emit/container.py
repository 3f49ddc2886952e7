"""The container of a workload, field by field."""

from __future__ import annotations

import re
from typing import Any

from pass_migrate.emit.config import environment_name, named_secrets, private, public
from pass_migrate.emit.labels import name_of
from pass_migrate.emit.quantities import cpu, memory
from pass_migrate.emit.rules import some
from pass_migrate.emit.volumes import PodVolumes
from pass_migrate.facts import Fact, Leaf, union
from pass_migrate.model import Hook, Probe, Security, Variable, Workload

_EXPANDED = re.compile(r"\$(?=[$(])")


def container(workload: Workload, volumes: PodVolumes) -> dict[str, Any]:
    """The workload's own container."""
    return {
        "name": name_of(workload),
        "image": workload.image,
        "imagePullPolicy": workload.pull,
        "command": list(workload.entrypoint) if workload.entrypoint else None,
        "args": list(workload.command) if workload.command else None,
        "workingDir": workload.working_dir,
        "tty": workload.tty,
        "stdin": workload.stdin,
        "ports": _ports(workload),
        "envFrom": _environment(workload),
        "env": _named(workload),
        "resources": _resources(workload),
        "readinessProbe": _probe(workload.readiness),
        "livenessProbe": _probe(workload.liveness),
        "startupProbe": _probe(workload.startup),
        "lifecycle": some(
            {
                "postStart": _hook(workload.lifecycle.post_start),
                "preStop": _hook(workload.lifecycle.pre_stop),
            }
        ),
        "securityContext": _security(workload.security),
        "volumeMounts": volumes.mounts(workload) or None,
    }


def _ports(workload: Workload) -> list[dict[str, Any]] | None:
    return [
        {"name": listener.name, "containerPort": listener.port, "protocol": listener.protocol}
        for listener in workload.listeners
    ] or None


def _environment(workload: Workload) -> list[dict[str, Any]] | None:
    """Variables come from a ConfigMap and a Secret: there, unlike in `env`, Kubernetes expands nothing."""
    sources = []
    for kind, belongs in (("configMapRef", public), ("secretRef", private)):
        found = [variable for variable in workload.environment if variable.fits_object and belongs(variable)]
        if found:
            sources.append({kind: {"name": environment_name(workload).also(Fact(None, _common(found)))}})
    return sources or None


def _named(workload: Workload) -> list[dict[str, Any]] | None:
    """Variables whose names no ConfigMap can hold, one by one; `$` before `$` or `(` is doubled here."""
    keys = named_secrets(workload)
    return [
        {
            "name": variable.name,
            "value": variable.value.map(lambda text: _EXPANDED.sub("$$", text)) if public(variable) else None,
            "valueFrom": {
                "secretKeyRef": {"name": environment_name(workload, named=True).also(key), "key": key}
            }
            if (key := keys.get(variable.name.value)) is not None
            else None,
        }
        for variable in workload.environment
        if variable.value is not None and not variable.fits_object
    ] or None


def _common(variables: list[Variable]) -> tuple[Leaf, ...]:
    """What all of them rest on: without it the object would not be there."""
    groups = [
        union(*(fact.leaves for fact in (variable.name, variable.value, variable.secret) if fact is not None))
        for variable in variables
    ]
    return tuple(leaf for leaf in groups[0] if all(leaf in group for group in groups[1:]))


def _resources(workload: Workload) -> dict[str, Any] | None:
    found = workload.resources
    devices: dict[Any, Fact[str]] = {}
    if found.gpus is not None and found.gpu_resource is not None:
        devices[found.gpu_resource] = found.gpus.map(str)
    devices.update({name: count.map(str) for name, count in found.extended})
    limits = some(
        {
            "cpu": cpu(found.cpu_limit),
            "memory": memory(found.memory_limit),
            "ephemeral-storage": memory(found.writable_layer),
            **devices,
        }
    )
    requests = some({"cpu": cpu(found.cpu_request), "memory": memory(found.memory_request)})
    return some({"limits": limits, "requests": requests})


def _probe(probe: Probe | None) -> dict[str, Any] | None:
    if probe is None:
        return None
    return {
        "exec": {"command": list(probe.command)},
        "periodSeconds": probe.period,
        "timeoutSeconds": probe.timeout,
        "failureThreshold": probe.failures,
        "successThreshold": probe.successes,
    }


def _hook(hooks: tuple[Hook, ...]) -> dict[str, Any] | None:
    """A life-cycle hook; a pass has joined several into one."""
    return {"exec": {"command": list(hooks[0].command)}} if hooks else None


def _security(security: Security) -> dict[str, Any] | None:
    capabilities = some(
        {
            "add": list(security.cap_add) or None,
            "drop": list(security.cap_drop) or None,
        }
    )
    seccomp = security.seccomp
    profile = None
    if seccomp is not None:
        local = seccomp.value not in ("Unconfined", "RuntimeDefault")
        profile = {
            "type": seccomp.map(lambda _: "Localhost") if local else seccomp,
            "localhostProfile": seccomp if local else None,
        }
    return some(
        {
            "runAsUser": security.run_as_user,
            "runAsGroup": security.run_as_group,
            "privileged": security.privileged,
            "readOnlyRootFilesystem": security.read_only,
            "allowPrivilegeEscalation": security.allow_privilege_escalation,
            "capabilities": capabilities,
            "seccompProfile": profile,
            "appArmorProfile": _apparmor(security.apparmor),
            "seLinuxOptions": {name.value: value.also(name) for name, value in security.selinux} or None,
            "procMount": security.proc_mount,
        }
    )


def _apparmor(profile: Fact[str] | None) -> dict[str, Any] | None:
    if profile is None:
        return None
    known = {
        "unconfined": "Unconfined",
        "Unconfined": "Unconfined",
        "RuntimeDefault": "RuntimeDefault",
        "runtime/default": "RuntimeDefault",
    }
    if profile.value in known:
        return {"type": profile.map(known.__getitem__)}
    return {"type": profile.map(lambda _: "Localhost"), "localhostProfile": profile}
