"""From an API server's OpenAPI to one strict JSON Schema of the kinds that we write.

What the server publishes is lax where its decoder is strict: it does not say that an object takes no other
fields, or how large a number may be. Here both are said; prose, defaults and hints to clients are left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Schema = Mapping[str, Any]
"""One schema, of OpenAPI 3 or of JSON Schema."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF_PREFIX = "#/components/schemas/"
_INT_OR_STRING = "int-or-string"
_RANGES = {
    "int32": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
}
"""What a Go integer can hold: the server refuses other numbers. They become definitions under these names."""


def strict_schema(
    definitions: Mapping[str, Schema], kinds: Iterable[tuple[str, str]], release: str
) -> dict[str, Any]:
    """The schema document of kinds, each given as apiVersion and kind, from the definitions of OpenAPI.

    The result has `$defs` (every type that the kinds reach, under its short name) and `kinds`, keyed
    `apps/v1/Deployment`: each entry refers to `$defs`, and asks for its own apiVersion and kind and for
    metadata.

    Raises KeyError for a kind that the definitions lack.
    """
    roots = {key: _definition_of(definitions, *key) for key in kinds}
    reached = _closure(definitions, roots.values())
    short = _short_names(reached)
    return {
        "$schema": _DIALECT,
        "title": f"Kubernetes {release}, strict",
        "$defs": dict(_RANGES) | {short[name]: _strict(definitions[name], short) for name in reached},
        "kinds": {
            f"{api_version}/{kind}": {
                "$ref": f"#/$defs/{short[name]}",
                "properties": {"apiVersion": {"const": api_version}, "kind": {"const": kind}},
                "required": ["apiVersion", "kind", "metadata"],
            }
            for (api_version, kind), name in roots.items()
        },
    }


def refers_to(schema: Schema) -> str | None:
    """The name of the definition that a schema refers to, be it wrapped into allOf to give it a default."""
    alternatives = schema.get("allOf", [])
    reference = alternatives[0].get("$ref") if len(alternatives) == 1 else schema.get("$ref")
    return None if reference is None else str(reference).removeprefix(_REF_PREFIX)


def _definition_of(definitions: Mapping[str, Schema], api_version: str, kind: str) -> str:
    """The name of the definition of a kind, by the mark that the server puts on it."""
    group, _, version = api_version.rpartition("/")
    mark = {"group": group, "version": version, "kind": kind}
    for name, schema in definitions.items():
        if mark in schema.get("x-kubernetes-group-version-kind", ()) and "properties" in schema:
            return name
    raise KeyError(f"{api_version}/{kind}")


def _closure(definitions: Mapping[str, Schema], roots: Iterable[str]) -> list[str]:
    """The names of all definitions that the roots refer to, directly or not, with the roots; sorted."""
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_references(definitions[name]))
    return sorted(reached)


def _references(schema: Schema) -> list[str]:
    """The names of the definitions that a schema refers to."""
    own = refers_to(schema)
    parts = [*schema.get("properties", {}).values()]
    parts += [schema[key] for key in ("items", "additionalProperties") if key in schema]
    return ([own] if own else []) + [name for part in parts for name in _references(part)]


def _short_names(names: Iterable[str]) -> dict[str, str]:
    """The last part of each name (`PodSpec` of `io.k8s.api.core.v1.PodSpec`), or all if not unique."""
    last = {name: name.rpartition(".")[2] for name in names}
    uses = Counter(last.values())
    return {name: part if uses[part] == 1 else name for name, part in last.items()}


def _strict(schema: Schema, short: Mapping[str, str]) -> dict[str, Any]:
    """One OpenAPI schema as JSON Schema."""
    name = refers_to(schema)
    if name is not None:
        return {"$ref": f"#/$defs/{short[name]}"}
    if schema.get("format") == _INT_OR_STRING:
        return {"type": ["integer", "string"]}
    if "oneOf" in schema:  # a quantity: text such as 100m, or a number
        return {"type": sorted(choice["type"] for choice in schema["oneOf"])}
    if schema.get("format") in _RANGES:
        return {"$ref": f"#/$defs/{schema['format']}"}
    strict = {key: schema[key] for key in ("type", "enum", "format") if key in schema}
    match schema["type"]:
        case "object" if "properties" in schema:
            strict["properties"] = {key: _strict(value, short) for key, value in schema["properties"].items()}
            strict["additionalProperties"] = False
            if "required" in schema:
                strict["required"] = sorted(schema["required"])
        case "object" if "additionalProperties" in schema:
            strict["additionalProperties"] = _strict(schema["additionalProperties"], short)
        case "array":
            strict["items"] = _strict(schema["items"], short)
            if schema.get("x-kubernetes-list-type") == "map":  # no two items may agree in all of these
                strict["x-kubernetes-list-map-keys"] = schema["x-kubernetes-list-map-keys"]
    return strict
