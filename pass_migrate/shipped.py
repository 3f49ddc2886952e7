"""Files that ship with the program: the JSON Schemas, and the PASS stack as an example.

In a source checkout they stand at the top (`schemas/`, `fixtures/pass`), in an installed package inside of
it.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(packaged: str, checkout: str) -> Path:
    inside = _PACKAGE / packaged
    return inside if inside.is_dir() else _PACKAGE.parent / checkout


def schema_text(name: str) -> str:
    """The JSON Schema of that file name, as text. Raises `FileNotFoundError` if there is none."""
    return (_folder("_schemas", "schemas") / name).read_text(encoding="utf-8")


def example() -> Path:
    """The folder of the PASS stack: Compose files, variables, and all that they mount. Only to be read."""
    return _folder("_fixtures/pass", "fixtures/pass")
