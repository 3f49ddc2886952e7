"""Relative paths as seen from the project: which attributes hold a path, and where each starts from.

A service that comes from another folder, by `extends` or `include`, keeps its paths relative to that
folder; they are rewritten step by step until the project's own files make them absolute.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.scope import joined
from pass_migrate.load.compose.table import Rewrite, Table, rewrite
from pass_migrate.load.tree import Map, Node, Scalar

_REMOTE_CONTEXT: Final = ("https://", "http://", "git://", "ssh://", "github.com/", "git@", "service:")
_WINDOWS_ABSOLUTE: Final = re.compile(r"[A-Za-z]:[\\/]|[\\/]{2}")
"""A drive with a rooted path, or a path on a share or a device."""


def resolve_paths(model: Node, base: str, loading: Loading) -> Node:
    """The model with its relative paths started from `base`."""

    def from_base(text: str) -> str:
        text = _home(text, loading)
        return text if posixpath.isabs(text) or not text else joined(base, text)

    def maybe_windows(text: str) -> str:
        text = _home(text, loading)
        return text if posixpath.isabs(text) or _WINDOWS_ABSOLUTE.match(text) else joined(base, text)

    def context(text: str) -> str:
        return text if "://" in text or text.startswith(_REMOTE_CONTEXT) else from_base(text)

    path, mount, builds = _texts(from_base), _texts(maybe_windows), _texts(context)
    rules: dict[str, Rewrite] = {
        "configs.*.file": mount,
        "secrets.*.file": mount,
        "services.*.build.additional_contexts.*": builds,
        "services.*.build.context": builds,
        "services.*.build.ssh.*": mount,
        "services.*.develop.watch[*].path": _texts(lambda text: _followed(from_base(text))),
        "services.*.env_file[*].path": path,
        "services.*.extends.file": path,
        "services.*.label_file[*]": path,
        "services.*.volumes[*]": _bind(mount),
        "volumes.*": _bind_by_driver(mount),
    }
    return rewrite(Table.of(rules), model, loading)


def _texts(change: Callable[[str], str]) -> Rewrite:
    def rule(node: Node, _loading: Loading) -> Node:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.with_value(change(node.value))
        return node

    return rule


def _bind(path: Rewrite) -> Rewrite:
    """The source of a bind mount; other kinds of volume have names there."""

    def rule(node: Node, loading: Loading) -> Node:
        if not isinstance(node, Map) or _text(node.get("type")) != "bind":
            return node
        if "source" not in node:
            loading.fail("a bind mount needs a `source`, the path on the host", node)
            return node
        return _with(node, "source", path, loading)

    return rule


def _bind_by_driver(path: Rewrite) -> Rewrite:
    """`driver: local` with `o: bind` is a bind mount in disguise; its device is a path."""

    def rule(node: Node, loading: Loading) -> Node:
        options = (
            node.get("driver_opts")
            if isinstance(node, Map) and _text(node.get("driver")) == "local"
            else None
        )
        if not (isinstance(options, Map) and _text(options.get("o")) == "bind" and "device" in options):
            return node
        out = as_map(node).copy()
        out.items["driver_opts"] = _with(options, "device", path, loading)
        return out

    return rule


def _with(node: Map, key: str, path: Rewrite, loading: Loading) -> Map:
    out = node.copy()
    out.items[key] = path(node.items[key], loading)
    return out


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""


def _home(text: str, loading: Loading) -> str:
    """`~` at the start is the user's folder, textually: `~name` is a folder inside it, not another user's."""
    if not text.startswith("~"):
        return text
    home = loading.environ.get("HOME")
    return joined(home, text[1:]) if home else text


def _followed(text: str) -> str:
    """The path with the first symbolic link on it replaced by what it leads to."""
    steps = [step for step in text.split("/") if step]
    for length in range(1, len(steps) + 1):
        start = ("/" if text.startswith("/") else "") + "/".join(steps[:length])
        if Path(start).is_symlink():
            return text.replace(start, os.path.realpath(start), 1)
    return text
