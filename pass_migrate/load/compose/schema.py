"""Checking a model against the JSON Schema of Compose, and saying at its place what is wrong, for people."""

from __future__ import annotations

import difflib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pass_migrate
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq, plain
from pass_migrate.load.yaml_scalars import Timestamp

_DATE: Final[dict[str, Any]] = {"": {}}
"""Stands for an unquoted date."""
_WORDS: Final = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_NOUNS: Final = (
    ((), "a Compose file"),
    (("services", "*"), "a service"),
    (("networks", "*"), "a network"),
    (("volumes", "*"), "a volume"),
    (("secrets", "*"), "a secret"),
    (("configs", "*"), "a config"),
    (("models", "*"), "a model"),
)


def schema_file(name: str) -> Path:
    """A schema of this program: beside the package in a checkout, inside it when installed."""
    package = Path(pass_migrate.__file__).parent
    installed = package / "_schemas" / name
    return installed if installed.exists() else package.parent / "schemas" / name


@lru_cache(maxsize=1)
def _validator() -> tuple[Any, dict[str, Any]]:
    import jsonschema_rs  # noqa: PLC0415  # a third of the time that the command takes to start

    schema = json.loads(schema_file("compose.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft7Validator(schema), schema


def check_schema(model: Node, loading: Loading) -> None:
    """Note everything in the model that is not of the form that the Compose schema asks for."""
    validator, schema = _validator()
    data = _data(model)
    if validator.is_valid(data):
        return
    for error in validator.iter_errors(data):
        _explain(error, model, schema, loading)


def _data(node: Node) -> Any:
    """The model as plain data; an unquoted date is of no type that the schema knows."""
    if isinstance(node, Map):
        return {key: _data(value) for key, value in node.items.items()}
    if isinstance(node, Seq):
        return [_data(item) for item in node.items]
    return _DATE if isinstance(node.value, Timestamp) else node.value


def _explain(error: Any, model: Node, schema: dict[str, Any], loading: Loading) -> None:
    path = list(error.instance_path)
    node = _at(model, path)
    subject = f"`{_dotted(path)}`" if path else "the file"
    if isinstance(node, Scalar) and isinstance(node.value, Timestamp):
        loading.fail(f"{subject} is a date without quotes", node, "put it in quotes")
        return
    match error.kind.name:
        case "additionalProperties":
            for key in error.kind.unexpected:
                _unknown(str(key), path, node, error, schema, loading)
        case "type":
            wanted = _either([_WORDS[kind] for kind in error.kind.types])
            loading.fail(f"{subject} must be {wanted}", node, _type_remedy(node, error.kind.types))
        case "required":
            loading.fail(
                f"{subject} needs `{error.kind.property}`", node, f"add `{error.kind.property}:` to it"
            )
        case "enum":
            loading.fail(
                f"{subject} must be {_either([f'`{option}`' for option in error.kind.options])}", node
            )
        case "pattern":
            loading.fail(
                f"{subject} is not written as it must be", node, f"it must match {error.kind.pattern}"
            )
        case "uniqueItems":
            loading.fail(f"{subject} has the same entry twice", _repeated(node), "remove one of them")
        case "minimum" | "maximum":
            bound = "at least" if error.kind.name == "minimum" else "at most"
            loading.fail(f"{subject} must be {bound} {error.kind.limit}", node)
        case _:
            loading.fail(f"{subject} is not as it must be: {error.message}", node)


def _unknown(
    key: str, path: list[Any], node: Node, error: Any, schema: dict[str, Any], loading: Loading
) -> None:
    known = _properties(schema, list(error.schema_path)[:-1])
    name = node.keys[key] if isinstance(node, Map) else node
    if not known:
        loading.fail(
            f"`{key}` cannot be a name here", name, "names consist of letters, digits, `.`, `-` and `_`"
        )
        return
    noun = next((word for pattern, word in _NOUNS if _is(pattern, path)), f"`{_dotted(path)}`")
    close = difflib.get_close_matches(key, known, 1)
    question = f"; did you mean `{close[0]}`?" if close else ""
    loading.fail(f"`{key}` is not an attribute of {noun}{question}", name, _unknown_remedy(path))


def _unknown_remedy(path: list[Any]) -> str:
    if path:
        return "correct or remove it; an attribute of your own begins with `x-`"
    return "services stand under `services:`; an attribute of your own begins with `x-`"


def _properties(schema: dict[str, Any], path: list[Any]) -> list[str]:
    place: Any = schema
    for step in path:
        while isinstance(place, dict) and "$ref" in place:
            place = _referred(schema, place["$ref"])
        if step != "$ref":
            place = place[int(step) if isinstance(place, list) else step]
    while isinstance(place, dict) and "$ref" in place:
        place = _referred(schema, place["$ref"])
    return list(place.get("properties", {})) if isinstance(place, dict) else []


def _referred(schema: dict[str, Any], reference: str) -> Any:
    place: Any = schema
    for step in reference.removeprefix("#/").split("/"):
        place = place[step]
    return place


def _is(pattern: tuple[str, ...], path: list[Any]) -> bool:
    return len(pattern) == len(path) and all(
        want in ("*", step) for want, step in zip(pattern, path, strict=True)
    )


def _at(node: Node, path: list[Any]) -> Node:
    for step in path:
        if isinstance(node, Map):
            node = node.items[str(step)]
        elif isinstance(node, Seq):
            node = node.items[int(step)]
    return node


def _repeated(node: Node) -> Node:
    seen: list[Any] = []
    for item in node.items if isinstance(node, Seq) else ():
        value = plain(item)
        if value in seen:
            return item
        seen.append(value)
    return node


def _dotted(path: list[Any]) -> str:
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else str(step)
    return out


def _either(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


def _type_remedy(node: Node, wanted: list[str]) -> str:
    value = plain(node)
    if value is None:
        return "it is empty; fill it in or remove it"
    if "string" in wanted and isinstance(value, int | float | bool):
        return "put the value in quotes"
    return ""
