"""Reading the knowledge files, once each.

People edit the YAML. Because parsing it would take longer than anything else in a small conversion, its
content also stands in `compiled/` as JSON, made by `python -m pass_migrate.knowledge`. That is used only
while it is up to date: it names the checksum of the YAML that it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """The content of `knowledge/<name>.yaml`."""
    source = (FOLDER / f"{name}.yaml").read_bytes()
    try:
        compiled = json.loads((FOLDER / "compiled" / f"{name}.json").read_bytes())
    except FileNotFoundError:
        return parse(source)
    if compiled["checksum"] != crc32(source):
        return parse(source)
    for path in compiled["numbered"]:
        _number(compiled, path)
    return compiled["content"]


def parse(source: bytes) -> Any:
    """The content of a knowledge file."""
    import yaml  # noqa: PLC0415 - what is compiled needs no parser

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(source, loader)  # noqa: S506 - a safe loader, in C where there is one


def compile_text(source: bytes) -> str:
    """The JSON that stands for a knowledge file."""
    content = parse(source)
    numbered = list(_numbered(content, ["content"]))
    compiled = {"checksum": crc32(source), "numbered": numbered, "content": content}
    return json.dumps(compiled, ensure_ascii=False, separators=(",", ":")) + "\n"


def _numbered(node: Any, at: list[Any]) -> Iterator[list[Any]]:
    """The paths of all mappings from numbers, which JSON does not have."""
    if isinstance(node, dict):
        if any(isinstance(key, int) for key in node):
            yield at
        for key, value in node.items():
            yield from _numbered(value, [*at, key])
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _numbered(item, [*at, index])


def _number(tree: Any, path: list[Any]) -> None:
    """Turn the keys of the mapping at `path` back into numbers."""
    *above, last = path
    for step in above:
        tree = tree[step]
    tree[last] = {int(key): value for key, value in tree[last].items()}
