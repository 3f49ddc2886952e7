"""The schema files that the program ships, so that it can check manifests where there is no cluster."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.testbed.api_server import ApiServer
from tests.testbed.json_schema import strict_schema
from tests.testbed.openapi import published_definitions, served_definitions
from tests.testbed.releases import NEWEST, RELEASES

SCHEMAS = Path(__file__).parents[2] / "schemas"
"""The folder of the schema files."""

SCHEMA_FILE = f"kubernetes-{NEWEST}.json"
FIELDS_SINCE_FILE = "kubernetes-fields-since.json"

_KINDS_OF = {
    "v1": (
        "ConfigMap",
        "LimitRange",
        "Namespace",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Pod",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
    ),
    "apps/v1": ("DaemonSet", "Deployment", "StatefulSet"),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "batch/v1": ("CronJob", "Job"),
    "networking.k8s.io/v1": ("Ingress", "IngressClass", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "rbac.authorization.k8s.io/v1": ("Role", "RoleBinding"),
    "storage.k8s.io/v1": ("StorageClass",),
}
"""The kinds that the schema has, by apiVersion."""

KINDS = tuple((api_version, kind) for api_version, kinds in _KINDS_OF.items() for kind in kinds)
API_VERSIONS = tuple(_KINDS_OF)


def write_schemas(server: ApiServer, folder: Path) -> None:
    """Make both schema files again, from a running server of the newest release and published modules."""
    folder.mkdir(exist_ok=True)
    (folder / SCHEMA_FILE).write_text(render_schema(served_schema(server)), encoding="utf-8")
    since = render_fields_since(fields_since())
    (folder / FIELDS_SINCE_FILE).write_text(since, encoding="utf-8")


def served_schema(server: ApiServer) -> dict[str, Any]:
    """The strict schema of our kinds, of the release that a server runs."""
    return strict_schema(served_definitions(server, API_VERSIONS), KINDS, server.release)


def fields_since() -> dict[str, list[str]]:
    """The fields that each release but the oldest added: `{"1.36": ["PodSpec.schedulingGroup", ...], ...}`.

    The types are named as in the schema's `$defs`; a field of a type that is itself new is not listed, for
    the field that refers to the type is. Without these fields, the newest schema describes an older release
    as well.
    """
    schemas = [
        strict_schema(published_definitions(release, API_VERSIONS), KINDS, release) for release in RELEASES
    ]
    return {
        release: new_fields(before, after)
        for release, before, after in zip(RELEASES[1:], schemas, schemas[1:], strict=False)
    }


def new_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields that the second schema has and the first has not, in types that both have; sorted."""
    old, new = before["$defs"], after["$defs"]
    return sorted(
        f"{name}.{field}"
        for name in old.keys() & new.keys()
        for field in _fields(new[name]) - _fields(old[name])
    )


def render_schema(schema: Mapping[str, Any]) -> str:
    """A schema as text: sorted, without spaces, one definition a line so that a diff shows what changed."""
    members = []
    for key, value in sorted(schema.items()):
        if isinstance(value, dict):
            entries = (f"{_compact(name)}:{_compact(entry)}" for name, entry in sorted(value.items()))
            members.append(f"{_compact(key)}:{{\n" + ",\n".join(entries) + "\n}")
        else:
            members.append(f"{_compact(key)}:{_compact(value)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def render_fields_since(since: Mapping[str, Sequence[str]]) -> str:
    """The lists of fields as text, one field a line."""
    return json.dumps(since, indent=2, sort_keys=True) + "\n"


def _fields(definition: Mapping[str, Any]) -> set[str]:
    return set(definition.get("properties", ()))


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
