"""A set of manifests with its objects, pods and containers at hand: what every check walks over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any, TypeAlias

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.records import dataclass

Labels: TypeAlias = Mapping[str, str]
Reference: TypeAlias = tuple[str, str, str]
"""Kind, namespace, name."""

TEMPLATES: Mapping[str, Field] = {
    "Pod": (),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where each kind holds the description of its pods."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a pod, and where it stands in the manifest."""

    at: Field
    body: Mapping[str, Any]
    initial: bool
    """Whether it is an init container."""

    @property
    def name(self) -> str:
        """Its name in the pod."""
        return str(self.body.get("name", ""))

    @property
    def sidecar(self) -> bool:
        """Whether it is an init container that keeps running beside the others."""
        return self.initial and self.body.get("restartPolicy") == "Always"


@dataclass(frozen=True, slots=True)
class Pod:
    """The pods that a workload makes."""

    manifest: Manifest
    at: Field
    """Where their `spec` stands."""
    labels: Labels
    spec: Mapping[str, Any]
    containers: tuple[Container, ...]
    """Init containers first."""


@dataclass(frozen=True)
class Index:
    """The manifests that are checked together."""

    manifests: tuple[Manifest, ...]
    external: frozenset[str] = frozenset()
    """`Kind/name` of objects that exist in the cluster without being among the manifests."""
    sound: tuple[Manifest, ...] = field(default=())
    """Those whose shape the schema has found right: the others are known, and not looked into."""

    @cached_property
    def pods(self) -> tuple[Pod, ...]:
        """Every description of pods in a sound manifest."""
        return tuple(pod for manifest in self.sound if (pod := _pod(manifest)) is not None)

    @cached_property
    def complete(self) -> bool:
        """Whether the pods of every workload are known: that none is found means something only then."""
        unknown = {id(manifest) for manifest in self.manifests} - {id(manifest) for manifest in self.sound}
        return not any(id(manifest) in unknown and manifest.kind in TEMPLATES for manifest in self.manifests)

    @cached_property
    def objects(self) -> Mapping[Reference, Manifest]:
        """Every object by kind, namespace and name; the first where several have the same."""
        out: dict[Reference, Manifest] = {}
        for manifest in self.manifests:
            out.setdefault((manifest.kind, manifest.namespace, manifest.name), manifest)
        return out

    def of(self, *kinds: str) -> tuple[Manifest, ...]:
        """The sound manifests of some kinds."""
        return tuple(manifest for kind in kinds for manifest in self.by_kind.get(kind, ()))

    @cached_property
    def by_kind(self) -> Mapping[str, list[Manifest]]:
        """The sound manifests by kind."""
        out: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in self.sound:
            out[manifest.kind].append(manifest)
        return out

    @cached_property
    def by_label(self) -> Mapping[tuple[str, str, str], list[Pod]]:
        """The pods by namespace, label and value."""
        out: dict[tuple[str, str, str], list[Pod]] = defaultdict(list)
        for pod in self.pods:
            for label, value in pod.labels.items():
                out[pod.manifest.namespace, label, value].append(pod)
        return out

    def selected(self, namespace: str, labels: Labels) -> list[Pod]:
        """The pods of a namespace that carry all of `labels`; none if there are no labels."""
        found = [self.by_label.get((namespace, label, value), []) for label, value in labels.items()]
        if not found:
            return []
        return [pod for pod in min(found, key=len) if labels.items() <= pod.labels.items()]


def _pod(manifest: Manifest) -> Pod | None:
    at = TEMPLATES.get(manifest.kind)
    if at is None:
        return None
    template: Any = manifest.body
    for step in at:
        template = template.get(step) if isinstance(template, Mapping) else None
    if not isinstance(template, Mapping) or not isinstance(template.get("spec"), Mapping):
        return None
    spec = template["spec"]
    labels = template.get("metadata", {}).get("labels", {})
    return Pod(manifest, (*at, "spec"), labels, spec, tuple(_containers(spec, (*at, "spec"))))


def _containers(spec: Mapping[str, Any], at: Field) -> Iterator[Container]:
    for key in ("initContainers", "containers"):
        for index, body in enumerate(spec.get(key, ())):
            yield Container((*at, key, index), body, key == "initContainers")


def doubles(items: Iterable[tuple[Any, Field]]) -> Iterator[tuple[Any, Field]]:
    """The keys that occurred before, each with the field where it occurs again."""
    seen: set[Any] = set()
    for key, at in items:
        if key in seen:
            yield key, at
        seen.add(key)
