"""What a container mounts is a volume of its pod, every volume is mounted, and no path is mounted twice.

Source: Kubernetes API reference, Volume and VolumeMount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.verify.index import Container, Index, Pod, doubles
from pass_migrate.verify.violation import Violation


def check_mounts(index: Index) -> Iterator[Violation]:
    """Compare the mounts of containers with the volumes of their pod."""
    for pod in index.pods:
        volumes = {
            volume["name"]: (*pod.at, "volumes", at) for at, volume in enumerate(pod.spec.get("volumes", ()))
        }
        templates = _templates(pod.manifest)
        mounted: set[str] = set()
        for container in pod.containers:
            yield from _container(pod, container, {*volumes, *templates}, mounted)
        for name, at in {**volumes, **templates}.items():
            if name not in mounted:
                yield Violation(pod.manifest, at, "unused-volume", f"no container mounts the volume {name!r}")
        for position, volume in enumerate(pod.spec.get("volumes", ())):
            yield from _source((*pod.at, "volumes", position), pod.manifest, volume)


def _templates(manifest: Manifest) -> dict[str, Field]:
    """The volumes that a StatefulSet's claim templates make."""
    if manifest.kind != "StatefulSet":
        return {}
    return {
        template["metadata"]["name"]: ("spec", "volumeClaimTemplates", at)
        for at, template in enumerate(manifest.body["spec"].get("volumeClaimTemplates", ()))
        if "name" in template.get("metadata", {})
    }


def _container(pod: Pod, container: Container, volumes: set[str], mounted: set[str]) -> Iterator[Violation]:
    paths = []
    for position, mount in enumerate(container.body.get("volumeMounts", ())):
        at = (*container.at, "volumeMounts", position)
        mounted.add(mount["name"])
        paths.append((normpath(mount["mountPath"]), (*at, "mountPath")))
        if mount["name"] not in volumes:
            yield Violation(
                pod.manifest, (*at, "name"), "unknown-volume", f"the pod has no volume {mount['name']!r}"
            )
        if not mount["mountPath"].startswith("/") or ":" in mount["mountPath"]:
            message = f"{mount['mountPath']!r} is not an absolute path without colons"
            yield Violation(pod.manifest, (*at, "mountPath"), "mount-path", message)
        inner = mount.get("subPath", "")
        if inner.startswith("/") or ".." in inner.split("/"):
            message = f"{inner!r} does not stay inside of the volume"
            yield Violation(pod.manifest, (*at, "subPath"), "mount-path", message)
    for path, at in doubles(paths):
        yield Violation(pod.manifest, at, "duplicate-mount", f"something else is mounted at {path} already")
    mounted.update(device["name"] for device in container.body.get("volumeDevices", ()))


def _source(at: Field, manifest: Manifest, volume: Mapping[str, Any]) -> Iterator[Violation]:
    sources = sorted(set(volume) - {"name"})
    if len(sources) > 1:
        yield Violation(manifest, at, "volume-source", f"a volume is one thing, not {' and '.join(sources)}")
    for kind in ("configMap", "secret", "projected"):
        mode = volume.get(kind, {}).get("defaultMode", 0)
        if not 0 <= mode <= 0o777:
            yield Violation(
                manifest, (*at, kind, "defaultMode"), "file-mode", f"{mode} is not between 0 and 0777 (511)"
            )
    path = volume.get("hostPath", {}).get("path", "/")
    if not path.startswith("/") or ".." in path.split("/"):
        yield Violation(
            manifest, (*at, "hostPath", "path"), "mount-path", f"{path!r} is not an absolute path without .."
        )
