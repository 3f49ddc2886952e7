"""`include`: whole projects of other files, loaded on their own and then added."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from pass_migrate.facts import Leaf
from pass_migrate.load.compose.document import documents as read_documents
from pass_migrate.load.compose.environment import completed
from pass_migrate.load.compose.loading import Loading, head, joined, leaves
from pass_migrate.load.compose.scope import Scope, is_remote
from pass_migrate.load.tree import Map, Node, Scalar, Seq, plain
from pass_migrate.records import dataclass

Load: TypeAlias = Callable[[Sequence[Path], Scope, Loading], Map]
"""Loads files that are merged over each other, in a scope."""

KINDS: Final = ("services", "volumes", "networks", "secrets", "configs", "models")
"""What an included project gives."""

NOT_TAKEN: Final = (
    "an included file gives its services and resources; what else it says about its project is not used"
)


@dataclass(frozen=True, slots=True)
class _Included:
    """One entry of `include`, written out."""

    paths: tuple[Scalar, ...]
    env_files: tuple[Scalar, ...]
    directory: Scalar | None
    spoken: tuple[Leaf, ...]
    """The leaves that the entry consists of."""


def include(document: Map, scope: Scope, loading: Loading, load: Load) -> Map:
    """The document with everything that it includes."""
    wanted = document.get("include")
    if wanted is None:
        return document
    document = document.copy()
    document.drop("include")
    if isinstance(wanted, Scalar) and wanted.value is None:
        loading.idle(wanted, "an empty `include` includes nothing")
    elif not isinstance(wanted, Seq):
        loading.fail("`include` must be a list", wanted, "write `include:`, and under it `- FILE`")
    else:
        if not wanted.items:
            loading.idle(wanted, "an empty `include` includes nothing")
        for item in wanted.items:
            entry = _written_out(item, loading)
            if entry is not None:
                document = _add(document, entry, scope, loading, load)
    return document


def _add(document: Map, entry: _Included, scope: Scope, loading: Loading, load: Load) -> Map:
    for path in entry.paths:
        if is_remote(str(path.value)):
            loading.fail(f"`{path.value}` is on another machine", path, "fetch it and include the local copy")
            return document
    files = [scope.find(str(path.value)) for path in entry.paths]
    for file, path in zip(files, entry.paths, strict=True):
        if file in scope.chain:
            circle = " includes ".join(loading.sources.display(step) for step in (*scope.chain, file))
            loading.fail(
                f"files include each other in a circle: {circle}", path, "remove one of the includes"
            )
            return document
    directory = files[0].parent if entry.directory is None else scope.find(str(entry.directory.value))
    environment = completed(scope.environment, _environment_files(entry, directory, scope), loading)
    loading.settle()
    for file, path in zip(files, entry.paths, strict=True):
        read_documents(file, loading, path)
    loading.settle()
    inner = Scope(directory, os.path.relpath(directory, scope.directory), environment, scope.chain)
    model = load(files, inner, loading)
    brought = [leaf for kind in KINDS if kind in model for leaf in leaves(model.items[kind])]
    for leaf in entry.spoken:
        loading.journal.bring(leaf, brought)
    for key in model.items:
        if key not in KINDS:
            loading.idle_under(model, key, NOT_TAKEN)
    return _imported(model, document, loading)


def _environment_files(
    entry: _Included, directory: Path, scope: Scope
) -> Iterator[tuple[Path, Scalar | None]]:
    """The files that complete the variables of the included project: those named, or its own `.env`."""
    if not entry.env_files:
        default = directory / ".env"
        if default.exists() and not default.is_dir():
            yield default, None
    for name in entry.env_files:
        if name.value != os.devnull:
            yield scope.find(str(name.value)), name


def _imported(model: Map, document: Map, loading: Loading) -> Map:
    for kind in KINDS:
        source = model.get(kind)
        if not isinstance(source, Map):
            continue
        target = document.get(kind)
        if target is not None and not isinstance(target, Map):
            loading.fail(f"`{kind}` must be a mapping", target, f"remove the empty `{kind}:`")
            continue
        out = Map({}, {}, source.leaf) if target is None else target.copy()
        if not source.items:
            loading.idle(source, "it is empty and adds nothing")
        for name, resource in source.items.items():
            if name not in out:
                out.put(name, resource, source.keys[name])
            elif same(out.items[name], resource):
                loading.lose_all(leaves(resource), head(out.items[name]))
                out.keys[name] = joined(out.keys[name], source.keys[name])
            else:
                loading.fail(
                    f"{kind}.{name} is also in an included file, and differs",
                    out.keys[name],
                    f"it comes from {source.keys[name].leaf.place}; change it in an override file instead",
                )
        document.put(kind, out, document.keys.get(kind))
    return document


def same(left: Node, right: Node) -> bool:
    """Whether two trees say the same, kinds of values included."""
    return repr(_sorted(plain(left))) == repr(_sorted(plain(right)))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _written_out(item: Node, loading: Loading) -> _Included | None:
    if isinstance(item, Scalar) and isinstance(item.value, str):
        return _Included((item,), (), None, item.leaves)
    if not isinstance(item, Map):
        loading.fail("an entry of `include` must be a path, or a mapping with a `path`", item)
        return None
    paths, env_files = _texts(item, "path", loading), _texts(item, "env_file", loading)
    if not paths:
        loading.fail("an entry of `include` needs a `path`", item)
        return None
    directory = next(iter(_texts(item, "project_directory", loading)), None)
    used = ("path", "env_file", "project_directory")
    for key, value in item.items.items():
        if key not in used:
            loading.warn(f"`{key}` is not an attribute of `include` and has no effect", value)
            loading.idle_under(item, key, "it is not an attribute of `include`")
    spoken = tuple(leaf for key in used if key in item for leaf in leaves(item.items[key]))
    return _Included(paths, env_files, directory if directory is None or directory.value else None, spoken)


def _texts(item: Map, key: str, loading: Loading) -> tuple[Scalar, ...]:
    node = item.get(key)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return ()
    texts = node.items if isinstance(node, Seq) else [node]
    found = tuple(text for text in texts if isinstance(text, Scalar) and isinstance(text.value, str))
    if len(found) < len(texts):
        loading.fail(f"`{key}` of an include must be a text", node)
    return found
