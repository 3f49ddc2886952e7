"""The schema that we ship says what API servers say."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from tests.testbed import ApiServer, strict_dry_run
from tests.testbed.json_schema import strict_schema
from tests.testbed.openapi import served_definitions
from tests.testbed.packaged_schema import (
    API_VERSIONS,
    FIELDS_SINCE_FILE,
    KINDS,
    SCHEMA_FILE,
    SCHEMAS,
    new_fields,
    write_schemas,
)

SCHEMA: dict[str, Any] = json.loads((SCHEMAS / SCHEMA_FILE).read_text(encoding="utf-8"))
FIELDS_SINCE: dict[str, list[str]] = json.loads((SCHEMAS / FIELDS_SINCE_FILE).read_text(encoding="utf-8"))
OPEN = {
    "FieldsV1",
    "WorkloadPodGroupAllDisruptionMode",
    "WorkloadPodGroupBasicSchedulingPolicy",
    "WorkloadPodGroupSingleDisruptionMode",
}
"""The types that are objects without any declared field."""

STATEFUL_SET: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "db", "labels": {"app": "db"}},
    "spec": {
        "serviceName": "db",
        "selector": {"matchLabels": {"app": "db"}},
        "template": {
            "metadata": {"labels": {"app": "db"}},
            "spec": {
                "containers": [
                    {
                        "name": "db",
                        "image": "example.org/db:1",
                        "ports": [{"name": "sql", "containerPort": 5432, "protocol": "TCP"}],
                        "readinessProbe": {"tcpSocket": {"port": "sql"}, "periodSeconds": 5},
                        "resources": {"limits": {"cpu": 1, "memory": "1Gi"}},
                        "volumeMounts": [{"name": "data", "mountPath": "/data"}],
                    }
                ]
            },
        },
        "volumeClaimTemplates": [
            {
                "metadata": {"name": "data"},
                "spec": {
                    "accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "1Gi"}},
                },
            }
        ],
    },
}
Steps = tuple[str | int, ...]
"""The way to a value inside an object."""

CONTAINER = ("spec", "template", "spec", "containers", 0)


def errors(manifest: dict[str, Any]) -> list[str]:
    """What the packaged schema objects to in an object, each with its path."""
    entry = SCHEMA["kinds"][f"{manifest['apiVersion']}/{manifest['kind']}"]
    validator = Draft202012Validator({"$defs": SCHEMA["$defs"], **entry})
    return [
        f"{'.'.join(map(str, error.instance_path))}: {error.message}"
        for error in validator.iter_errors(manifest)
    ]


def changed(path: Steps, value: object) -> dict[str, Any]:
    """The StatefulSet with one value in another place or of another kind."""
    manifest = copy.deepcopy(STATEFUL_SET)
    place: Any = manifest
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return manifest


WRONG: dict[str, tuple[Steps, object]] = {
    "unknown field": ((*CONTAINER, "imagePullPolice"), "Always"),
    "text for a number": ((*CONTAINER, "ports", 0, "containerPort"), "5432"),
    "number for text": (("metadata", "labels", "app"), 1),
    "too large for 32 bits": (("spec", "replicas"), 2**31),
    "not one of the values": ((*CONTAINER, "ports", 0, "protocol"), "tcp"),
    "required field missing": ((*CONTAINER, "ports", 0), {"name": "sql"}),
    "list for an object": ((*CONTAINER, "resources"), []),
}


def test_schema_is_a_schema() -> None:
    """The packaged document is valid JSON Schema, and everything that it refers to is in it."""
    meta.validate(SCHEMA)
    text = json.dumps(SCHEMA)
    names = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert names <= SCHEMA["$defs"].keys()
    assert {f"{api_version}/{kind}" for api_version, kind in KINDS} == SCHEMA["kinds"].keys()


def test_every_object_is_closed() -> None:
    """Each type that has fields takes no others, and the types that take anything are known one by one."""
    objects = {name: entry for name, entry in SCHEMA["$defs"].items() if entry.get("type") == "object"}
    loose = {name for name, entry in objects.items() if "properties" not in entry}
    assert loose == OPEN
    assert all(objects[name]["additionalProperties"] is False for name in objects.keys() - loose)


def test_good_object_passes(api_server_newest: ApiServer) -> None:
    """An object that the server accepts is accepted by the schema."""
    assert strict_dry_run(api_server_newest, [STATEFUL_SET]) == []
    assert errors(STATEFUL_SET) == []


@pytest.mark.parametrize(("path", "value"), WRONG.values(), ids=WRONG.keys())
def test_wrong_object_is_refused_by_both(path: Steps, value: object, api_server_newest: ApiServer) -> None:
    """An object that the server refuses for its shape is refused by the schema, at the same place."""
    manifest = changed(path, value)
    assert any(": error: " in problem for problem in strict_dry_run(api_server_newest, [manifest]))
    (error,) = errors(manifest)
    place = error.split(":")[0]
    # What is unknown or missing is reported at the object that has or lacks it.
    assert ".".join(map(str, path)).startswith(place)
    assert place.startswith(".".join(map(str, path[:-1])))


def test_entry_is_of_its_kind() -> None:
    """The entry of one kind refuses an object of another, though both have the same shape."""
    entry = {"$defs": SCHEMA["$defs"], **SCHEMA["kinds"]["v1/ServiceAccount"]}
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a"}}
    assert Draft202012Validator(entry).is_valid(account)
    assert not Draft202012Validator(entry).is_valid(account | {"kind": "Namespace"})
    assert not Draft202012Validator(entry).is_valid({"kind": "ServiceAccount", "apiVersion": "v1"})


def test_fields_since_are_what_the_oldest_server_lacks(api_server_oldest: ApiServer) -> None:
    """The listed fields of the types that the oldest server has are exactly those that it does not know."""
    definitions = served_definitions(api_server_oldest, API_VERSIONS)
    oldest = strict_schema(definitions, KINDS, api_server_oldest.release)
    listed = [field for fields in FIELDS_SINCE.values() for field in fields]
    assert new_fields(oldest, SCHEMA) == sorted(
        field for field in listed if field.partition(".")[0] in oldest["$defs"]
    )


@pytest.mark.long
def test_schema_files_are_up_to_date(api_server_newest: ApiServer, tmp_path: Path) -> None:
    """Making the schema files again gives the bytes that are in the repository."""
    write_schemas(api_server_newest, tmp_path)
    for name in (SCHEMA_FILE, FIELDS_SINCE_FILE):
        assert (tmp_path / name).read_bytes() == (SCHEMAS / name).read_bytes()
