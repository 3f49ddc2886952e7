"""One YAML document on its way into the model: read, filled in, merged, checked, written out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pass_migrate import paths
from pass_migrate.errors import MigrateError
from pass_migrate.load import yaml_tree
from pass_migrate.load.compose import reset
from pass_migrate.load.compose.canonical import CANONICAL
from pass_migrate.load.compose.casts import cast
from pass_migrate.load.compose.discovery import STDIN, STDIN_NAME
from pass_migrate.load.compose.interpolate import interpolate
from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.merge import MERGE, merge
from pass_migrate.load.compose.names import names
from pass_migrate.load.compose.reset import Reset
from pass_migrate.load.compose.schema import check_schema
from pass_migrate.load.compose.table import rewrite
from pass_migrate.load.compose.unique import UNIQUE
from pass_migrate.load.tree import Map, Node, Scalar, Seq

OBSOLETE: Final = "`version` is obsolete: Docker Compose reads every file by the same rules"


def documents(
    file: Path, loading: Loading, named_at: Scalar | None = None, *, trusted: bool = False
) -> list[Node]:
    """The documents of one file as written; problems are noted. `named_at` is where the file is asked for."""
    if file in loading.parsed:
        return loading.parsed[file]
    if trusted:
        loading.trusted.add(file)
    found: list[Node] = []
    with loading.collecting():
        if file == STDIN:
            name, text = STDIN_NAME, loading.sources.texts[STDIN_NAME]
        else:
            name = loading.sources.display(file)
            text = loading.sources.text(file, named_at.leaf if named_at else None, trusted=trusted)
        found = yaml_tree.parse(text, name, loading.journal, names=names)
    loading.parsed[file] = found
    return found


def read(
    file: Path,
    environment: Mapping[str, Scalar],
    loading: Loading,
    *,
    named_at: Scalar | None = None,
    trusted: bool = False,
) -> list[tuple[Map, tuple[Reset, ...]]]:
    """The documents of one file, variables filled in, and what each resets. Raises all that is wrong."""
    out: list[tuple[Map, tuple[Reset, ...]]] = []
    for node in documents(file, loading, named_at, trusted=trusted):
        tagged, resets = reset.take_tags(node, loading)
        if isinstance(tagged, Map):
            out.append((as_map(fill_in(tagged, "", environment, loading)), resets))
        else:
            loading.fail(
                "a Compose file is a mapping at its top",
                node,
                "it starts with `services:`, not with a list or a text",
            )
    loading.settle()
    return out


def fill_in(node: Node, path: str, environment: Mapping[str, Scalar], loading: Loading) -> Node:
    """The tree with `${...}` replaced, and the texts of numeric and yes/no attributes cast."""
    if isinstance(node, Scalar):
        try:
            if isinstance(node.value, str):
                filled = interpolate(node, environment, loading.hear) if "$" in node.value else node
                return cast(path, filled)
        except MigrateError as error:
            loading.add(error)
        return node
    if isinstance(node, Seq):
        places = (f"{path}[{index}]" for index in range(len(node.items)))
        return Seq(
            [fill_in(*pair, environment, loading) for pair in zip(node.items, places, strict=True)], node.leaf
        )
    items = {
        key: fill_in(value, paths.join(path, key), environment, loading) for key, value in node.items.items()
    }
    return Map(items, node.keys, node.leaf, node.tags)


def add(model: Map, document: Map, loading: Loading, *, check: bool) -> Map:
    """The model with one more document merged over it, in canonical form; `check` it against the schema.

    The order is Docker Compose's: a later document is merged as it was written over a model that is
    canonical.
    """
    merged = rewrite(UNIQUE, merge(model, document, MERGE, loading), loading)
    if check:
        check_schema(merged, loading)
    loading.settle()
    if check:
        merged = _without_version(as_map(merged), loading)
    canonical = rewrite(CANONICAL, merged, loading)
    loading.settle()
    unique = rewrite(UNIQUE, canonical, loading)
    loading.settle()
    return as_map(unique)


def _without_version(model: Map, loading: Loading) -> Map:
    version = model.get("version")
    if version is None:
        return model
    loading.warn(OBSOLETE, version, "remove the line")
    loading.idle(version, OBSOLETE)
    model = model.copy()
    model.drop("version")
    return model


def base_file(
    file: Path, named_at: Scalar, environment: Mapping[str, Scalar], loading: Loading
) -> tuple[Map, tuple[Reset, ...]]:
    """A file of which a service is extended: its documents merged, and what the last of them resets.

    It need not be a whole project, so it is not checked; its own `include` and `extends` are left alone.
    """
    model = Map({}, {}, loading.nowhere(""))
    resets: tuple[Reset, ...] = ()
    for document, resets in read(file, environment, loading, named_at=named_at):
        cleared = reset.apply(resets, model, loading)
        model = add(as_map(cleared), document, loading, check=False)
    return model, resets
