"""Every object has the shape that the API server's own schema gives it: no unknown field, no wrong type.

The schemas were taken from a running API server (`schemas/`) and made strict. All objects are validated in
one go: 3,000 take a few milliseconds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pass_migrate.emit.manifest import Manifest
from pass_migrate.shipped import schema_text
from pass_migrate.verify.violation import Violation

NEWEST = "1.37"
"""The release that the schemas describe."""


def check_schema(manifests: Iterable[Manifest], release: str = NEWEST) -> Iterator[Violation]:
    """Compare objects with the schemas of a Kubernetes release; kinds without a schema are passed over.

    `release` is `major.minor`: a field that came later is unknown to it.
    """
    schema = _schema(release)
    groups: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        key = f"{manifest.body.get('apiVersion')}/{manifest.kind}"
        if key in schema["kinds"]:
            groups[key].append(manifest)
    instance = {key: [manifest.body for manifest in group] for key, group in groups.items()}
    for error in _validator(release, tuple(groups)).iter_errors(instance):
        group, index, *field = error.instance_path
        manifest = groups[group][index]
        yield Violation(manifest, tuple(field), "schema", _message(error, secret=manifest.kind == "Secret"))


@cache
def _schema(release: str) -> dict[str, Any]:
    """The schemas without the fields that came after `release`."""
    schema: dict[str, Any] = json.loads(schema_text(f"kubernetes-{NEWEST}.json"))
    if _number(release) < _number(NEWEST):
        for since, fields in json.loads(schema_text("kubernetes-fields-since.json")).items():
            if _number(since) > _number(release):
                for name in fields:
                    definition, _, field = name.partition(".")
                    schema["$defs"][definition]["properties"].pop(field, None)
    return schema


@cache
def _validator(release: str, kinds: tuple[str, ...]) -> Any:
    """A validator for `{kind: [object, ...]}`; only what these kinds need is compiled."""
    import jsonschema_rs  # noqa: PLC0415  35 ms that `import pass_migrate` need not take

    schema = _schema(release)
    return jsonschema_rs.validator_for(
        {
            "$schema": schema["$schema"],
            "$defs": schema["$defs"],
            "properties": {kind: {"items": schema["kinds"][kind]} for kind in kinds},
        }
    )


def _message(error: Any, *, secret: bool) -> str:
    """The error in words; the value is left out where it may be secret."""
    match error.kind.name:
        case "additionalProperties":
            return f"unknown field {', '.join(sorted(error.kind.unexpected))}"
        case "required":
            return f"the field {error.kind.property} is missing"
        case "type":
            return f"has to be of type {' or '.join(error.kind.types)}"
        case _:
            return "the value does not have the right form" if secret else str(error.message)


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
