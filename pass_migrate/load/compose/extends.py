"""`extends`: a service that starts from another one, of the same file or of another."""

from __future__ import annotations

import os
from dataclasses import field
from pathlib import Path

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose import document, reset
from pass_migrate.load.compose.loading import Loading, as_map, leaves
from pass_migrate.load.compose.merge import SERVICE, merge
from pass_migrate.load.compose.reset import Reset
from pass_migrate.load.compose.resolve_paths import resolve_paths
from pass_migrate.load.compose.scope import Scope, is_remote
from pass_migrate.load.tree import Map, Node, Scalar, plain
from pass_migrate.records import dataclass


@dataclass(slots=True)
class _Book:
    """The services of one file, as far as they are extended."""

    file: Path
    services: Map
    resets: tuple[Reset, ...]
    done: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class _Extending:
    scope: Scope
    loading: Loading
    books: dict[Path, _Book] = field(default_factory=dict)

    def service(self, name: str, book: _Book, chain: tuple[tuple[Path, str], ...]) -> Node:
        """The service with all that it extends under it; extended services first."""
        if name in book.done:
            return book.done[name]
        node = book.services.items[name]
        extends = node.get("extends") if isinstance(node, Map) else None
        if not isinstance(node, Map) or extends is None:
            book.done[name] = node
            return node
        found = self._base(name, extends, book, chain)
        if found is None:
            book.done[name] = node
            return node
        base, wanted = found
        if not isinstance(base, Map) and plain(base) is not None:
            self.loading.fail(f"`{wanted.value}` is no service: it must be a mapping", base)
        if isinstance(base, Map):
            cleared = reset.apply(book.resets, base, self.loading, ("services", name))
            merged = merge(cleared, node, SERVICE, self.loading)
            if isinstance(merged, Map):
                merged.drop("extends")
                node = merged
        for leaf in leaves(extends):
            self.loading.journal.bring(leaf, (*wanted.leaves, *leaves(base)))
        book.done[name] = node
        return node

    def _base(
        self, name: str, extends: Node, book: _Book, chain: tuple[tuple[Path, str], ...]
    ) -> tuple[Node, Scalar] | None:
        """The extended service, resolved itself, and its name."""
        wanted = extends.get("service") if isinstance(extends, Map) else extends
        file = extends.get("file") if isinstance(extends, Map) else None
        if not (isinstance(wanted, Scalar) and isinstance(wanted.value, str)):
            self.loading.fail(
                f"`extends` of service `{name}` names no service", extends, "write `service: NAME` under it"
            )
            return None
        source = book
        if isinstance(file, Scalar) and isinstance(file.value, str):
            opened = self._open(file)
            if opened is None:
                return None
            source = opened
        if wanted.value not in source.services:
            known = ", ".join(sorted(source.services.items)) or "none"
            where = self.loading.sources.display(source.file)
            self.loading.fail(
                f"service `{name}` extends `{wanted.value}`, which {where} does not have",
                wanted,
                f"it has: {known}; `extends` finds services of its own file, or of the `file` it names",
            )
            return None
        step = (source.file, name)
        if step in chain:
            circle = " extends ".join(f"`{service}`" for _, service in (*chain[chain.index(step) :], step))
            self.loading.fail(
                f"services extend each other in a circle: {circle}", extends, "let one of them stand alone"
            )
            return None
        base, title = self.service(wanted.value, source, (*chain, step)), source.services.keys[wanted.value]
        if source is not book:
            for leaf in title.leaves:
                self.loading.journal.bring(leaf, leaves(base))
        return base, title

    def _open(self, file: Scalar) -> _Book | None:
        text = str(file.value)
        if is_remote(text):
            self.loading.fail(f"`{text}` is on another machine", file, "fetch it and name the local copy")
            return None
        path = self.scope.find(text)
        if path in self.books:
            return self.books[path]
        try:
            model, resets = document.base_file(path, file, self.scope.environment, self.loading)
        except MigrateError as error:
            self.loading.add(error)
            return None
        folder = os.path.relpath(path.parent, self.scope.directory)
        resolved = as_map(resolve_paths(model, folder, self.loading))
        services = resolved.get("services")
        if not isinstance(services, Map):
            name = self.loading.sources.display(path)
            self.loading.fail(f"{name} has no services to extend", file)
            return None
        self.books[path] = _Book(path, services, resets)
        self.loading.extended.append(resolved)
        return self.books[path]


def extend(model: Map, resets: tuple[Reset, ...], scope: Scope, loading: Loading) -> Map:
    """The document with every `extends` worked in."""
    services = model.get("services")
    if services is None:
        return model
    if not isinstance(services, Map):
        loading.fail(
            "`services` must be a mapping", services, "write `services:`, and under it one name per service"
        )
        return model
    if not any(isinstance(service, Map) and "extends" in service for service in services.items.values()):
        return model
    work = _Extending(scope, loading)
    book = _Book(scope.chain[-1], services, resets)
    out = services.copy()
    for name in services.items:
        out.items[name] = work.service(name, book, ())
    model = model.copy()
    model.items["services"] = out
    return model
