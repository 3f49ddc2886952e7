"""What an object refers to is there: in the bundle, or declared to be in the cluster already.

Kubernetes accepts references to nothing; the pod then waits for ever, or the route leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.records import dataclass
from pass_migrate.verify.index import Container, Index, Pod
from pass_migrate.verify.violation import Violation

GIVEN = frozenset({"ServiceAccount/default", "ConfigMap/kube-root-ca.crt", "Service/kubernetes"})
"""What every namespace has without anybody making it."""
CLUSTER_WIDE = frozenset({"ClusterRole", "Namespace", "PersistentVolume", "StorageClass"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where one object names another."""

    manifest: Manifest
    field: Field
    kind: str
    name: str
    key: str = ""
    """The key in it that has to be there; for a Service the port."""


def check_references(index: Index) -> Iterator[Violation]:
    """Look every reference up."""
    for reference in references(index):
        named = f"{reference.kind}/{reference.name}"
        if named in GIVEN or named in index.external:
            continue
        target = _find(index, reference)
        if target is None:
            if reference.kind == "Secret" and reference.name in _filled(index, reference.manifest.namespace):
                continue
            yield Violation(
                reference.manifest, reference.field, "unknown-object", f"there is no {named} in the bundle"
            )
        elif reference.key and reference.key not in _keys(target):
            part = "port" if target.kind == "Service" else "key"
            yield Violation(
                reference.manifest, reference.field, "unknown-key", f"{named} has no {part} {reference.key!r}"
            )


def references(index: Index) -> Iterator[Reference]:
    """Every reference that is not optional."""
    for pod in index.pods:
        yield from _pod(pod)
        for container in pod.containers:
            yield from _container(pod, container)
    for manifest in index.of("StatefulSet"):
        if name := manifest.body["spec"].get("serviceName"):
            yield Reference(manifest, ("spec", "serviceName"), "Service", name)
    for manifest in index.of("RoleBinding", "ClusterRoleBinding"):
        role = manifest.body["roleRef"]
        yield Reference(manifest, ("roleRef", "name"), role["kind"], role["name"])
        for at, subject in enumerate(manifest.body.get("subjects", ())):
            if (
                subject["kind"] == "ServiceAccount"
                and subject.get("namespace", manifest.namespace) == manifest.namespace
            ):
                yield Reference(manifest, ("subjects", at, "name"), "ServiceAccount", subject["name"])
    for manifest in index.of("HorizontalPodAutoscaler"):
        target = manifest.body["spec"]["scaleTargetRef"]
        yield Reference(manifest, ("spec", "scaleTargetRef", "name"), target["kind"], target["name"])
    for manifest in index.of("Ingress"):
        yield from _ingress(manifest)


def _pod(pod: Pod) -> Iterator[Reference]:
    if name := pod.spec.get("serviceAccountName"):
        yield Reference(pod.manifest, (*pod.at, "serviceAccountName"), "ServiceAccount", name)
    for position, secret in enumerate(pod.spec.get("imagePullSecrets", ())):
        yield Reference(
            pod.manifest, (*pod.at, "imagePullSecrets", position), "Secret", secret.get("name", "")
        )
    for position, volume in enumerate(pod.spec.get("volumes", ())):
        at = (*pod.at, "volumes", position)
        yield from _files(pod.manifest, at, volume)
        for number, source in enumerate(volume.get("projected", {}).get("sources", ())):
            yield from _files(pod.manifest, (*at, "projected", "sources", number), source)
        if claim := volume.get("persistentVolumeClaim"):
            field = (*at, "persistentVolumeClaim", "claimName")
            yield Reference(pod.manifest, field, "PersistentVolumeClaim", claim["claimName"])


def _files(manifest: Manifest, at: Field, source: Mapping[str, Any]) -> Iterator[Reference]:
    """The ConfigMap or Secret that a volume, or one source of a projected volume, shows as files."""
    for part, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        body = source.get(part)
        if body is None or body.get("optional"):
            continue
        name = body.get("name") or body.get("secretName", "")
        yield Reference(manifest, (*at, part), kind, name)
        for number, item in enumerate(body.get("items", ())):
            yield Reference(manifest, (*at, part, "items", number, "key"), kind, name, item["key"])


def _container(pod: Pod, container: Container) -> Iterator[Reference]:
    for position, source in enumerate(container.body.get("envFrom", ())):
        for part, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            body = source.get(part)
            if body is not None and not body.get("optional"):
                yield Reference(
                    pod.manifest, (*container.at, "envFrom", position, part), kind, body.get("name", "")
                )
    for position, variable in enumerate(container.body.get("env", ())):
        for part, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            body = variable.get("valueFrom", {}).get(part)
            if body is not None and not body.get("optional"):
                at = (*container.at, "env", position, "valueFrom", part)
                yield Reference(pod.manifest, at, kind, body.get("name", ""), body["key"])
    yield from _single_files(pod, container)


def _single_files(pod: Pod, container: Container) -> Iterator[Reference]:
    """Mounts of one file of a ConfigMap or Secret: where there is no such file, there is an empty folder."""
    volumes = {volume["name"]: volume for volume in pod.spec.get("volumes", ())}
    for position, mount in enumerate(container.body.get("volumeMounts", ())):
        volume, inner = volumes.get(mount["name"], {}), mount.get("subPath")
        for part, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
            body = volume.get(part)
            if not inner or body is None or body.get("optional"):
                continue
            at = (*container.at, "volumeMounts", position, "subPath")
            name = body.get("name") or body.get("secretName", "")
            paths = [item["path"] for item in body.get("items", ())]
            if not paths or (inner not in paths and not any(path.startswith(f"{inner}/") for path in paths)):
                yield Reference(pod.manifest, at, kind, name, inner)


def _ingress(manifest: Manifest) -> Iterator[Reference]:
    spec = manifest.body["spec"]
    for position, tls in enumerate(spec.get("tls", ())):
        if name := tls.get("secretName"):
            yield Reference(manifest, ("spec", "tls", position, "secretName"), "Secret", name)
    backends: list[tuple[Field, Any]] = (
        [(("spec", "defaultBackend"), spec["defaultBackend"])] if "defaultBackend" in spec else []
    )
    for number, rule in enumerate(spec.get("rules", ())):
        for position, path in enumerate(rule.get("http", {}).get("paths", ())):
            backends.append(
                (("spec", "rules", number, "http", "paths", position, "backend"), path["backend"])
            )
    for at, backend in backends:
        if service := backend.get("service"):
            port = service.get("port", {})
            key = str(port.get("name") or port.get("number") or "")
            yield Reference(manifest, (*at, "service"), "Service", service["name"], key)


def _find(index: Index, reference: Reference) -> Manifest | None:
    namespace = "" if reference.kind in CLUSTER_WIDE else reference.manifest.namespace
    return index.objects.get((reference.kind, namespace, reference.name))


def _filled(index: Index, namespace: str) -> set[str]:
    """The Secrets that the External Secrets operator will make."""
    return {
        manifest.body.get("spec", {}).get("target", {}).get("name", manifest.name)
        for manifest in index.manifests
        if manifest.kind == "ExternalSecret" and manifest.namespace == namespace
    }


def _keys(manifest: Manifest) -> set[str]:
    if manifest.kind == "Service":
        ports = manifest.body["spec"].get("ports", ())
        return {str(port["port"]) for port in ports} | {port["name"] for port in ports if "name" in port}
    return {key for part in ("data", "binaryData", "stringData") for key in manifest.body.get(part, {})}
