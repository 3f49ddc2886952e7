"""Path patterns: how rules address what they speak of.

`services.*.ports[*]#target` names the target of every port of every service. `*` stands for one name,
`[*]` for any position. The pattern is the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Generic, TypeAlias, TypeVar

V = TypeVar("V")

_SPECIAL = re.compile(r"([.\[\]#\\*])")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_POSITION = re.compile(r"\[[0-9]+\]")


class Paths(Generic[V]):
    """What patterns say about paths. The first pattern that fits counts."""

    __slots__ = ("_root",)

    def __init__(self, values: Iterable[tuple[str, V]]) -> None:
        self._root: _Steps = {}
        for pattern, value in values:
            place = self._root
            for step in pattern.replace("[*]", ".[*]").split("."):
                place = place.setdefault(step, {})
            place.setdefault(_VALUE, value)

    def find(self, path: str) -> V | None:
        """What is said about `path`; None if no pattern fits."""
        if "\\" in path:
            path = _ESCAPED.sub("?", path)  # part of a name, and of no word of the language
        if "[" in path:
            path = _POSITION.sub(".[*]", path)
        return self._find(self._root, path.split("."))

    def _find(self, place: _Steps, steps: list[str]) -> V | None:
        for number, step in enumerate(steps):
            named: _Steps | None = place.get(step)
            any_name: _Steps | None = place.get("*") if _is_name(step) else None
            if named is not None and any_name is not None:
                found = self._find(named, steps[number + 1 :])
                return self._find(any_name, steps[number + 1 :]) if found is None else found
            below = any_name if named is None else named
            if below is None:
                return None
            place = below
        value: V | None = place.get(_VALUE)
        return value


_Steps: TypeAlias = "dict[str | None, Any]"
_VALUE = None
"""The key, beside those of the next steps, of what a pattern says about the path that ends here."""


def _is_name(step: str) -> bool:
    return step != "" and "#" not in step and "[" not in step


def escape(name: str) -> str:
    r"""A name as one step of a path: a backslash marks dots, brackets, `#`, `*` and backslashes in it."""
    return _SPECIAL.sub(r"\\\1", name) if _SPECIAL.search(name) else name


def join(parent: str, name: str) -> str:
    """The path of `name` under `parent`."""
    return f"{parent}.{escape(name)}" if parent else escape(name)
