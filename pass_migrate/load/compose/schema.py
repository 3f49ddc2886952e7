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
from pass_migrate.records import dataclass

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
_PATTERNS: Final = {
    "container_name": "have two letters or digits, or more",
    "gpus": "be `all`, or a list of requests",
    "pull_policy": "be `always`, `missing`, `never`, `build`, `daily`, `weekly` or `every_` and a duration",
}
"""What the patterns of these attributes ask for."""
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
        _explain(_Fault(error, _at(model, error.instance_path), schema), loading)


def _data(node: Node) -> Any:
    """The model as plain data; an unquoted date is of no type that the schema knows."""
    if isinstance(node, Map):
        return {key: _data(value) for key, value in node.items.items()}
    if isinstance(node, Seq):
        return [_data(item) for item in node.items]
    return _DATE if isinstance(node.value, Timestamp) else node.value


@dataclass(frozen=True, slots=True)
class _Fault:
    """One thing that the schema finds wrong."""

    error: Any
    node: Node
    """The part of the model that is wrong."""
    schema: dict[str, Any]

    @property
    def path(self) -> list[str | int]:
        """The keys and positions that lead to the part."""
        return list(self.error.instance_path)

    @property
    def subject(self) -> str:
        """What the message calls the part."""
        return f"`{_dotted(self.path)}`" if self.path else "the file"


def _explain(fault: _Fault, loading: Loading) -> None:
    kind, node, subject = fault.error.kind, fault.node, fault.subject
    if isinstance(node, Scalar) and isinstance(node.value, Timestamp):
        loading.fail(f"{subject} is a date without quotes", node, "put it in quotes")
        return
    match kind.name:
        case "additionalProperties":
            for key in kind.unexpected:
                _unknown(str(key), fault, loading)
        case "type":
            wanted = _either([_WORDS[word] for word in kind.types])
            loading.fail(f"{subject} must be {wanted}", node, _type_remedy(node, kind.types))
        case "required":
            loading.fail(f"{subject} needs `{kind.property}`", node, f"add `{kind.property}:` to it")
        case "enum":
            loading.fail(f"{subject} must be {_either([f'`{option}`' for option in kind.options])}", node)
        case "pattern":
            wanted = _PATTERNS.get(str(fault.path[-1]), f"match {kind.pattern}")
            loading.fail(f"{subject} must {wanted}", node)
        case "uniqueItems":
            loading.fail(f"{subject} has the same entry twice", _repeated(node), "remove one of them")
        case "minimum" | "maximum":
            bound = "at least" if kind.name == "minimum" else "at most"
            loading.fail(f"{subject} must be {bound} {kind.limit}", node)
        case _:
            loading.fail(f"{subject} is not as the Compose schema asks ({kind.name})", node)


def _unknown(key: str, fault: _Fault, loading: Loading) -> None:
    known = _properties(fault.schema, list(fault.error.schema_path)[:-1])
    name = fault.node.keys[key] if isinstance(fault.node, Map) else fault.node
    if not known:
        remedy = "names consist of letters, digits, `.`, `-` and `_`"
        loading.fail(f"`{key}` cannot be a name here", name, remedy)
        return
    path = fault.path
    noun = next((word for pattern, word in _NOUNS if _is(pattern, path)), fault.subject)
    close = difflib.get_close_matches(key, known, 1)
    question = f"; did you mean `{close[0]}`?" if close else ""
    remedy = "correct or remove it" if path else "services stand under `services:`"
    remedy += "; an attribute of your own begins with `x-`"
    loading.fail(f"`{key}` is not an attribute of {noun}{question}", name, remedy)


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


def _is(pattern: tuple[str, ...], path: list[str | int]) -> bool:
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
