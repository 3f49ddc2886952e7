"""Kubernetes objects from YAML text, as kubectl reads it, with the place of every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from pass_migrate.emit.manifest import Field, Manifest, field_text
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Fact, Leaf
from pass_migrate.verify.kustomization import KUSTOMIZATION

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_DEEPEST = 100
_MOST = 100_000
"""How deep, and how many values: more than any object of a cluster has, and less than an alias bomb."""


def read(content: bytes, name: str) -> Iterator[Manifest]:
    """The objects of one file, with `name` as its path; `sources` of each are the places of its values.

    Raises `MigrateError` with the place of what is wrong.
    """
    try:
        documents = list(yaml.compose_all(content.decode("utf-8-sig"), _LOADER))
    except UnicodeDecodeError as error:
        raise _wrong("is not UTF-8", name) from error
    except yaml.MarkedYAMLError as error:
        raise _wrong(
            f"is not YAML: {error.problem}", name, error.problem_mark or error.context_mark
        ) from error
    except yaml.YAMLError as error:
        raise _wrong("is not YAML", name) from error
    for node in documents:
        sources: dict[Field, Fact[Any]] = {}
        body = _plain(node, (), name, sources)
        if body is None:
            continue
        folder, _, file = name.rpartition("/")
        if file in KUSTOMIZATION and isinstance(body, dict):
            body.setdefault("metadata", {}).setdefault("name", name)
        if not _is_object(body):
            message = "is not a Kubernetes object: apiVersion, kind or metadata.name is missing"
            raise _wrong(message, name, node.start_mark, "move the file out of the folder, or complete it")
        yield Manifest(folder=folder, file=file, body=body, sources=sources)


def _is_object(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and {"apiVersion", "kind", "metadata"} <= body.keys()
        and isinstance(body["metadata"], dict)
        and "name" in body["metadata"]
    )


def _plain(node: Any, at: Field, file: str, sources: dict[Field, Fact[Any]]) -> Any:
    """A node as plain data; what is null is left out, as the API does."""
    if len(at) > _DEEPEST or len(sources) > _MOST:
        raise _wrong("is nested too deeply or repeats itself without end", file, node.start_mark)
    if isinstance(node, yaml.MappingNode):
        plain: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag == f"{_TAG}merge":
                for base in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    found = _plain(base, at, file, sources)
                    plain = {**found, **plain} if isinstance(found, dict) else plain
            elif (inner := _plain(value, (*at, str(key.value)), file, sources)) is not None:
                plain[str(key.value)] = inner
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*at, index), file, sources) for index, item in enumerate(node.value)]
    value = _scalar(node) if node is not None else None
    if value is not None:
        mark = node.start_mark
        sources[at] = Fact(value, (Leaf(file, mark.line + 1, mark.column + 1, field_text(at)),))
    return value


def _scalar(node: Any) -> str | int | float | bool | None:
    """The value of a scalar: YAML 1.1 without dates and without numbers to the base of 60."""
    text = str(node.value)
    digits = text.replace("_", "").lower()
    try:
        match node.tag.removeprefix(_TAG):
            case "null":
                return None
            case "bool":
                return digits in ("yes", "true", "on", "y")
            case "int" if ":" not in text:
                return int(digits, _base(digits.lstrip("+-")))
            case "float" if ":" not in text:
                return float(digits)
            case _:
                return text
    except ValueError:
        return text


def _base(digits: str) -> int:
    """The base of a number: 0 lets its own prefix say; a leading zero means octal (`0644`)."""
    if digits[:2] in ("0x", "0b", "0o"):
        return 0
    return 8 if digits.startswith("0") else 10


def _wrong(message: str, file: str, mark: Any = None, remedy: str = "") -> MigrateError:
    at = Leaf(file, mark.line + 1, mark.column + 1, "") if mark else Leaf(file, 0, 0, "")
    return MigrateError([Problem(message, at, remedy)])
