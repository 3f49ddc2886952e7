"""Pod volumes and volume mounts, from where passes placed the workload's mounts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import field
from typing import Any

from pass_migrate.emit.rules import FILES_READ_ONLY
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, ConfigObject, Mount, Placement, Volume, Workload
from pass_migrate.records import dataclass


@dataclass(slots=True)
class PodVolumes:
    """The volumes of one pod, each once, however many containers and paths use it."""

    app: App
    volumes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By pod-volume name."""
    origins: dict[str, str] = field(default_factory=dict)
    """What stands behind each name."""
    configs: dict[str, ConfigObject] = field(default_factory=dict)
    claims: dict[str, Volume] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configs = {config.key.value: config for config in self.app.configs}
        self.claims = {volume.key.value: volume for volume in self.app.volumes}

    def mounts(self, workload: Workload) -> list[dict[str, Any]]:
        """The volumeMounts of a workload's container, in the order of its mounts."""
        return [
            spec for mount in workload.mounts if not mount.init_only for spec in self.mount(workload, mount)
        ]

    def mount(self, workload: Workload, mount: Mount, at: Fact[str] | None = None) -> list[dict[str, Any]]:
        """The volumeMount of one mount, if it is mounted.

        For init containers: `at` is the path where the step sees the whole volume.
        """
        place = mount.place
        if place is None or place.kind.value == "none":
            return []
        read_only = mount.read_only if mount.read_only is not None and mount.read_only.value else None
        subpath = place.subpath or mount.subpath
        match place.kind.value:
            case "claim":
                name = self._claim(workload, place)
            case "files":
                name = self._files(place)
                read_only = (read_only or because(True, rule=FILES_READ_ONLY)).also(place.kind)
                subpath = self._single_file(place) if place.single else None
            case "empty" | "memory":
                name = self._scratch(workload, mount, place)
            case "host":
                name = self._named(place, "host", {"hostPath": {"path": place.name, "type": place.host_type}})
            case "nfs":
                name = self._named(place, "nfs", {"nfs": {"server": place.server, "path": place.name}})
            case "image":
                name = self._named(place, "image", {"image": {"reference": place.name}})
            case other:
                raise AssertionError(f"unknown placement {other}")
        recursive = mount.recursive
        return [
            {
                "name": name,
                "mountPath": at or mount.target,
                "subPath": subpath if at is None else None,
                "readOnly": read_only,
                "mountPropagation": mount.propagation.map(PROPAGATION.__getitem__)
                if mount.propagation
                else None,
                "recursiveReadOnly": recursive.map(RECURSIVE.__getitem__)
                if recursive is not None and recursive.value in RECURSIVE and read_only is not None
                else None,
            }
        ]

    def _claim(self, workload: Workload, place: Placement) -> Fact[str]:
        assert place.name is not None
        volume = self.claims[place.name.value]
        name = place.name.map(volume_name)
        if volume.claim is not None and volume.claim.template_of == workload.key.value:
            return name.also(place.kind)
        claim = volume.claim.name if volume.claim is not None else place.name
        body = {"persistentVolumeClaim": {"claimName": claim.also(place.name)}}
        return self._add(name.also(place.kind), f"claim {claim.value}", body)

    def _files(self, place: Placement) -> Fact[str]:
        """A volume with the files of one config object, or of several in one directory (projected)."""
        assert place.name is not None
        config = self.configs[place.name.value]
        kind, source = _source(config, place)
        name = config.name.map(lambda text: volume_name(f"files-{text}")).also(place.kind)
        if place.names:
            others = [_source(self.configs[key.value], place) for key in place.names]
            sources = [{which: found} for which, found in ((kind, source), *others)]
            origin = " ".join(("files", place.name.value, *(key.value for key in place.names)))
            return self._add(name, origin, {"projected": {"sources": sources, "defaultMode": place.mode}})
        if kind == "secret":
            source = {"secretName": source["name"], "items": source["items"]}
        origin = f"files {place.name.value} {place.mode.value if place.mode is not None else None}"
        return self._add(name, origin, {kind: {**source, "defaultMode": place.mode}})

    def _single_file(self, place: Placement) -> Fact[str]:
        """The file that is mounted alone, by its path in the volume."""
        if place.file is not None:
            return place.file
        assert place.name is not None
        config = self.configs[place.name.value]
        return config.entries[0].path if config.entries else config.key

    def _scratch(self, workload: Workload, mount: Mount, place: Placement) -> Fact[str]:
        prefix = "memory" if place.kind.value == "memory" else "scratch"
        name = mount.target.map(lambda target: volume_name(f"{prefix}-{target}")).also(place.kind)
        medium = place.kind.map(lambda _: "Memory") if place.kind.value == "memory" else None
        body: Any = (
            {"medium": medium, "sizeLimit": place.size_limit}
            if medium or place.size_limit
            else place.kind.map(lambda _: {})
        )
        return self._add(name, f"{workload.key.value} {mount.target.value}", {"emptyDir": body})

    def _named(self, place: Placement, prefix: str, body: dict[str, Any]) -> Fact[str]:
        """A volume that is told by what stands behind it: a path, a share, an image."""
        assert place.name is not None
        name = place.name.map(lambda text: volume_name(f"{prefix}-{text}")).also(place.kind)
        return self._add(name, f"{prefix} {place.name.value}", body)

    def _add(self, name: Fact[str], origin: str, body: dict[str, Any]) -> Fact[str]:
        """Add a volume once; another one that would have the same name gets a digest of its origin."""
        if self.origins.setdefault(name.value, origin) != origin:
            name = name.map(lambda text: volume_name(f"{text[:56]}-{_digest(origin)}"))
            self.origins[name.value] = origin
        self.volumes.setdefault(name.value, {"name": name, **body})
        return name


def _source(config: ConfigObject, place: Placement) -> tuple[str, dict[str, Any]]:
    """`configMap` or `secret`, and its name and items as a projected volume has them."""
    external = config.external is not None and config.external.value
    items: list[dict[str, Any]] | None = [
        {"key": entry.key, "path": entry.path, "mode": entry.mode} for entry in config.entries
    ]
    if external:
        items = [{"key": place.file, "path": place.file}] if place.file is not None else None
    name = config.name if place.name is None or place.names else config.name.also(place.name)
    return "secret" if config.secret.value else "configMap", {"name": name, "items": items or None}


PROPAGATION = {
    "private": "None",
    "rprivate": "None",
    "slave": "HostToContainer",
    "rslave": "HostToContainer",
    "shared": "Bidirectional",
    "rshared": "Bidirectional",
}
RECURSIVE = {"readonly": "Enabled", "writable": "Disabled", "enabled": "IfPossible"}


def volume_name(text: str) -> str:
    """A text as the name of a pod volume: a DNS label; what is cut off lives on as a digest."""
    label = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(label) > 63:
        label = f"{label[:56].strip('-')}-{_digest(text)}"
    return label or "volume"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
