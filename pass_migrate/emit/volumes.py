"""Pod volumes and volume mounts, from where passes placed the workload's mounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pass_migrate.emit.rules import FILES_READ_ONLY, fixed
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, ConfigObject, Mount, Placement, Volume, Workload


@dataclass(slots=True)
class PodVolumes:
    """The volumes of one pod, each once, however many containers and paths use it."""

    app: App
    volumes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By pod-volume name."""
    templates: set[str] = field(default_factory=set)
    """Names that the StatefulSet's claim templates provide."""
    configs: dict[str, ConfigObject] = field(default_factory=dict)
    claims: dict[str, Volume] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configs = {config.key.value: config for config in self.app.configs}
        self.claims = {volume.key.value: volume for volume in self.app.volumes}

    def mounts(self, workload: Workload) -> list[dict[str, Any]]:
        """The volumeMounts of a workload's container, in the order of its mounts."""
        return [spec for mount in workload.mounts for spec in self.mount(workload, mount)]

    def mount(self, workload: Workload, mount: Mount, at: Fact[str] | None = None) -> Iterable[dict[str, Any]]:
        """The volumeMounts of one mount (at another path, for init containers); none if it is not mounted."""
        place = mount.place
        if place is None or place.kind.value == "none":
            return []
        match place.kind.value:
            case "claim":
                name = self._claim(workload, place)
            case "files":
                return self._files(workload, mount, place, at)
            case "empty" | "memory":
                name = self._scratch(workload, mount, place)
            case "host":
                name = self._host(place)
            case "image":
                name = self._image(place)
            case other:
                raise AssertionError(f"unknown placement {other}")
        return [self._spec(mount, name, at)]

    def _spec(self, mount: Mount, name: Fact[str], at: Fact[str] | None, subpath: Fact[str] | None = None) -> dict[str, Any]:
        return {
            "name": name,
            "mountPath": at or mount.target,
            "subPath": subpath or mount.subpath,
            "readOnly": mount.read_only if mount.read_only is not None and mount.read_only.value else None,
            "mountPropagation": mount.propagation.map(PROPAGATION.__getitem__) if mount.propagation else None,
            "recursiveReadOnly": mount.recursive.map(RECURSIVE.__getitem__)
            if mount.recursive and mount.recursive.value in RECURSIVE and mount.read_only and mount.read_only.value
            else None,
        }

    def _claim(self, workload: Workload, place: Placement) -> Fact[str]:
        assert place.name is not None
        volume = self.claims[place.name.value]
        name = place.name.map(volume_name)
        if volume.claim is not None and volume.claim.template_of == workload.key.value:
            self.templates.add(name.value)
            return name
        if name.value not in self.volumes:
            claim = volume.claim.name if volume.claim is not None else place.name
            self.volumes[name.value] = {"name": name, "persistentVolumeClaim": {"claimName": claim}}
        return name

    def _files(self, workload: Workload, mount: Mount, place: Placement, at: Fact[str] | None) -> list[dict[str, Any]]:
        """Files of one or several config objects: one volume, mounted as a directory or file by file."""
        assert place.name is not None
        config = self.configs[place.name.value]
        external = config.external is not None and config.external.value
        name = config.name.map(volume_name)
        if name.value not in self.volumes:
            items = None
            if config.entries and not external:
                items = [{"key": entry.key, "path": entry.path, "mode": entry.mode} for entry in config.entries]
            source = {"items": items, "defaultMode": place.mode}
            source["secretName" if config.secret.value else "name"] = config.name  # type: ignore[assignment]
            self.volumes[name.value] = {"name": name, "secret" if config.secret.value else "configMap": source}
        read_only = because(True, rule=FILES_READ_ONLY)
        if place.single:
            path = config.entries[0].path if config.entries else config.key
            return [{**self._spec(mount, name, at, path), "readOnly": read_only}]
        return [{**self._spec(mount, name, at), "readOnly": read_only}]

    def _scratch(self, workload: Workload, mount: Mount, place: Placement) -> Fact[str]:
        prefix = "memory" if place.kind.value == "memory" else "scratch"
        name = mount.target.map(lambda target: volume_name(f"{prefix}-{target}"))
        medium = place.kind.map(lambda _: "Memory") if place.kind.value == "memory" else None
        self.volumes[name.value] = {
            "name": name,
            "emptyDir": {"medium": medium, "sizeLimit": place.size_limit} if medium or place.size_limit else fixed({}),
        }
        return name

    def _host(self, place: Placement) -> Fact[str]:
        assert place.name is not None
        name = place.name.map(lambda path: volume_name(f"host-{path}"))
        self.volumes[name.value] = {"name": name, "hostPath": {"path": place.name, "type": place.host_type}}
        return name

    def _image(self, place: Placement) -> Fact[str]:
        assert place.name is not None
        name = place.name.map(lambda reference: volume_name(f"image-{reference}"))
        self.volumes[name.value] = {"name": name, "image": {"reference": place.name}}
        return name


PROPAGATION = {
    "private": "None", "rprivate": "None", "slave": "HostToContainer", "rslave": "HostToContainer",
    "shared": "Bidirectional", "rshared": "Bidirectional",
}
RECURSIVE = {"readonly": "Enabled", "writable": "Disabled", "enabled": "IfPossible"}


def volume_name(text: str) -> str:
    """A text as the name of a pod volume: a DNS label."""
    label = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return label[:63].strip("-") or "volume"
