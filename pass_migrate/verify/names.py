"""Names are what Kubernetes allows for their kind, and no two objects have the same.

Source: Kubernetes documentation, "Object Names and IDs" and "Labels and Selectors"; the StatefulSet and
CronJob limits follow from what their controllers append to the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.verify.index import Index, doubles
from pass_migrate.verify.violation import Violation

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
"""DNS label (RFC 1123)."""
STRICT_LABEL = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
"""DNS label (RFC 1035): begins with a letter."""
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
"""DNS subdomain (RFC 1123); at most 253 characters."""
SEGMENT = re.compile(r"(?!\.{1,2}$)[^/%]+")
"""A name that is only part of a URL path: roles and their bindings."""
QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
"""The name part of a label or annotation key; also a label value that is not empty."""
DATA_KEY = re.compile(r"(?!\.{1,2}$|\.\.)[-._a-zA-Z0-9]{1,253}")
"""A key in a ConfigMap or Secret."""

POD_MAKERS = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
SYNTAX: Mapping[str, tuple[re.Pattern[str], int, str]] = {
    "Service": (STRICT_LABEL, 63, "a DNS label that begins with a letter"),
    "Namespace": (LABEL, 63, "a DNS label"),
    # They name pods and their host names; a dot in there draws a warning.
    **dict.fromkeys(POD_MAKERS, (LABEL, 63, "a DNS label")),
    # The controller appends a hash of ten characters and a dash, and makes a label of it.
    "StatefulSet": (LABEL, 52, "a DNS label of at most 52 characters"),
    "CronJob": (LABEL, 52, "a DNS label of at most 52 characters"),
    **dict.fromkeys(
        ("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"), (SEGMENT, 253, "a path segment")
    ),
}
OTHERS = (SUBDOMAIN, 253, "a DNS subdomain")


def check_names(index: Index) -> Iterator[Violation]:
    """Check the names, labels and annotations of objects and the names inside of them."""
    for manifest in index.manifests:
        syntax, longest, words = SYNTAX.get(manifest.kind, OTHERS)
        if len(manifest.name) > longest or not syntax.fullmatch(manifest.name):
            yield Violation(manifest, ("metadata", "name"), "name", f"{manifest.name!r} is not {words}")
    for manifest in index.sound:
        yield from _metadata(manifest, ("metadata",), manifest.body["metadata"])
        for part in ("data", "binaryData", "stringData"):
            if manifest.kind in ("ConfigMap", "Secret"):
                yield from _data_keys(manifest, part)
    for pod in index.pods:
        at = pod.at[:-1]
        if at:
            template: Any = pod.manifest.body
            for step in at:
                template = template[step]
            yield from _metadata(pod.manifest, (*at, "metadata"), template.get("metadata", {}))
        names = [(container.name, (*container.at, "name")) for container in pod.containers]
        volumes = [
            (volume["name"], (*pod.at, "volumes", number, "name"))
            for number, volume in enumerate(pod.spec.get("volumes", ()))
        ]
        yield from _labels(pod.manifest, [*names, *volumes])
        for name, field in (*doubles(names), *doubles(volumes)):
            yield Violation(pod.manifest, field, "duplicate-name", f"the name {name!r} is used twice")


def check_identity(index: Index) -> Iterator[Violation]:
    """Check that no two manifests describe the same object."""
    for manifest in index.manifests:
        first = index.objects[manifest.kind, manifest.namespace, manifest.name]
        if first is not manifest:
            yield Violation(
                manifest, ("metadata", "name"), "duplicate-object", f"{first.path} is the same object"
            )


def _labels(manifest: Manifest, names: list[tuple[str, Field]]) -> Iterator[Violation]:
    for name, field in names:
        if not LABEL.fullmatch(name):
            yield Violation(manifest, field, "name", f"{name!r} is not a DNS label")


def _metadata(manifest: Manifest, at: Field, metadata: Mapping[str, Any]) -> Iterator[Violation]:
    for part in ("labels", "annotations"):
        for key, value in metadata.get(part, {}).items():
            prefix, slash, name = key.rpartition("/")
            if not QUALIFIED.fullmatch(name) or (
                slash and (len(prefix) > 253 or not SUBDOMAIN.fullmatch(prefix))
            ):
                yield Violation(
                    manifest, (*at, part, key), "label", f"{key!r} is not a key that {part} may have"
                )
            if part == "labels" and value and not QUALIFIED.fullmatch(value):
                yield Violation(manifest, (*at, part, key), "label", f"{value!r} is not a label value")


def _data_keys(manifest: Manifest, part: str) -> Iterator[Violation]:
    for key in manifest.body.get(part, {}):
        if not DATA_KEY.fullmatch(key):
            yield Violation(manifest, (part, key), "data-key", f"{key!r} is not a key that {part} may have")
