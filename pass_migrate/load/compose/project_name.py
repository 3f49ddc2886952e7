"""The name of the project, which prefixes the names of its resources.

Source: the Compose specification, "Version and name"; the order of precedence is Docker Compose's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fact, Leaf
from pass_migrate.load.compose.interpolate import interpolate
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar
from pass_migrate.load.yaml_scalars import go_text

VARIABLE: Final = "COMPOSE_PROJECT_NAME"
COMMAND_LINE: Final = Leaf("<command line>", 0, 0, "--project-name")
_RULE: Final = "use lower-case letters, digits, `-` and `_`, and begin with a letter or digit"


def find_project_name(
    option: str | None,
    environment: Mapping[str, Scalar],
    documents: Iterable[Node],
    directory: Path,
    loading: Loading,
) -> Fact[str]:
    """The name: the one asked for, else that of the environment, else the last `name:`, else the folder's."""
    if option:
        return _checked(Fact(option, (COMMAND_LINE,)), loading)
    variable = environment.get(VARIABLE)
    if variable is not None and variable.value:
        return _checked(Fact(str(variable.value), variable.leaves), loading)
    written = [name for name in (_name(document) for document in documents) if name is not None]
    if not written:
        return _needed(Fact(normalised(directory.name)), loading)
    try:
        name = interpolate(written[-1], environment, lambda _problem: None)
    except MigrateError as error:
        loading.add(error)
        return Fact("")
    return _needed(Fact(normalised(str(name.value)), name.leaves), loading)


def normalised(name: str) -> str:
    """The name without the characters that a project name may not have."""
    return re.sub(r"[^a-z0-9_-]", "", name.lower()).lstrip("_-")


def _name(document: Node) -> Scalar | None:
    name = document.get("name") if isinstance(document, Map) else None
    if isinstance(name, Scalar) and go_text(name.value):
        return name.with_value(go_text(name.value))
    return None


def _checked(name: Fact[str], loading: Loading) -> Fact[str]:
    if normalised(name.value) != name.value:
        loading.fail(f"{name.value!r} is no project name", name.leaves[0], _RULE)
    return name


def _needed(name: Fact[str], loading: Loading) -> Fact[str]:
    if not name.value:
        place = name.leaves[0] if name.leaves else None
        loading.fail(
            "the project has no usable name", place, f"give one with `name:` or --project-name; {_RULE}"
        )
    return name
