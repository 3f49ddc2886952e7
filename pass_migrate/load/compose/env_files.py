"""`env_file` and `label_file`: variables and labels that stand in files of their own.

They join `environment` and `labels`, which win over them; the attribute that named the file is used up.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from pass_migrate.facts import Leaf, union
from pass_migrate.load.compose import dotenv, kvfile
from pass_migrate.load.compose.dotenv import EnvEntry
from pass_migrate.load.compose.environment import lose
from pass_migrate.load.compose.loading import Loading, leaves
from pass_migrate.load.tree import Map, Node, Scalar, Seq, plain
from pass_migrate.records import replace


def read_env_files(services: Map, environment: Mapping[str, Scalar], loading: Loading) -> Map:
    """The services with their variables and labels from files; problems are noted."""
    out = services.copy()
    for name, service in services.items.items():
        if isinstance(service, Map) and ("env_file" in service or "label_file" in service):
            filled = service.copy()
            if "env_file" in filled:
                _variables(filled, environment, loading)
            if "label_file" in filled:
                _labels(filled, loading)
            out.items[name] = filled
    return out


def _variables(service: Map, environment: Mapping[str, Scalar], loading: Loading) -> None:
    own = service.get("environment")
    if not isinstance(own, Map):
        own = Map({}, {}, service.leaf)
    set_here = {key: value for key, value in own.items.items() if plain(value) is not None}
    lookup: Mapping[str, Scalar] = ChainMap(cast("Any", environment), cast("Any", set_here))
    found = Found(loading)

    def as_env_file(text: str, name: str) -> dict[str, EnvEntry]:
        earlier = found.values()
        return dotenv.parse(text, name, loading.journal, lookup, earlier=earlier, warn=loading.hear)

    def as_it_is(text: str, name: str) -> dict[str, EnvEntry]:
        return kvfile.parse(text, name, loading.journal, lookup)

    files = service.items["env_file"]
    service.drop("env_file")
    for entry in files.items if isinstance(files, Seq) else ():
        path = entry.get("path") if isinstance(entry, Map) else None
        if not (isinstance(entry, Map) and isinstance(path, Scalar)):
            continue
        kind = entry.get("format")
        if plain(entry.items["required"]) is False and not Path(str(path.value)).exists():
            loading.idle(entry, "the file does not exist, and is not required")
        elif kind is None or not plain(kind):
            found.read(path, entry, as_env_file)
        elif plain(kind) == "raw":
            found.read(path, entry, as_it_is)
        else:
            loading.fail(
                f"there is no env file format `{plain(kind)}`",
                kind,
                "remove `format`, or write `format: raw`",
            )
    if isinstance(files, Seq) and not files.items:
        loading.idle(files, "no file is named")
    service.put("environment", found.under(own), service.keys.get("environment"))


def _labels(service: Map, loading: Loading) -> None:
    own = service.get("labels")
    found = Found(loading)
    files = service.items["label_file"]
    service.drop("label_file")
    for path in files.items if isinstance(files, Seq) else ():
        if isinstance(path, Scalar):
            found.read(
                path,
                path,
                lambda text, name: dotenv.parse(
                    text, name, loading.journal, found.values(), warn=loading.hear
                ),
            )
    if isinstance(files, Seq) and not files.items:
        loading.idle(files, "no file is named")
    merged = found.under(own if isinstance(own, Map) else Map({}, {}, service.leaf))
    if merged.items:
        service.put("labels", merged, service.keys.get("labels"))


class Found:
    """The entries of the files of one attribute, and which path brought which."""

    def __init__(self, loading: Loading) -> None:
        self.loading = loading
        self.entries: dict[str, EnvEntry] = {}
        self.paths: dict[str, Scalar] = {}
        """The path of the file that each entry is from."""

    def values(self) -> dict[str, Scalar]:
        """The values by name."""
        return {name: entry.value for name, entry in self.entries.items()}

    def read(self, path: Scalar, named: Node, parse: Callable[[str, str], dict[str, EnvEntry]]) -> None:
        """Read one file; `named` is all that names it, and is used up."""
        file = Path(str(path.value))
        with self.loading.collecting():
            text = self.loading.sources.text(file, path.leaf)
            entries = parse(text, self.loading.sources.display(file))
            brought: list[Leaf] = []
            for name, entry in entries.items():
                brought += (*entry.name.leaves, *entry.value.leaves)
                if name in self.entries:
                    lose(self.entries[name], entry.name.leaf, entry.value.leaf, self.loading)
                self.entries[name] = entry
                self.paths[name] = path
            required = named.get("required") if isinstance(named, Map) else None
            if required is not None:
                self.loading.idle(required, "the file is there")
            for leaf in leaves(named):
                if isinstance(required, Scalar) and leaf in required.leaves:
                    continue
                if brought:
                    self.loading.journal.bring(leaf, brought)
                else:
                    self.loading.journal.idle(leaf, "the file has no entries")

    def under(self, own: Map) -> Map:
        """What the files say, and over it what stands in the model itself, a bare name included."""
        if not own.items:
            self.loading.idle(own, "it is empty and adds nothing")
        names = sorted({**self.entries, **own.items})
        out = Map({}, {}, own.leaf)
        for name in names:
            entry = self.entries.get(name)
            if name in own:
                if entry is not None:
                    value = own.items[name]
                    at = value.leaf if isinstance(value, Scalar) else own.keys[name].leaf
                    lose(entry, own.keys[name].leaf, at, self.loading)
                out.put(name, own.items[name], own.keys[name])
            elif entry is not None:
                # An entry rests on the path that names its file: that service has it from there.
                via = union(entry.value.via, self.paths[name].leaves)
                out.put(name, replace(entry.value, via=via), entry.name)
        return out
