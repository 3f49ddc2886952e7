"""Patterns over names, as shells write them: `postgres:*`, `*/keycloak:*`."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache


def fits(name: str, pattern: str) -> bool:
    """Whether the whole name fits the pattern, as `fnmatch.fnmatchcase` has it.

    Most patterns do not fit, and their first letters tell: only what gets past them is compiled.
    """
    start, rest = _literals(pattern)
    if not name.startswith(start):
        return False
    for text in rest:
        if text not in name:
            return False
    return fnmatchcase(name, pattern)


@lru_cache(maxsize=4096)
def _literals(pattern: str) -> tuple[str, tuple[str, ...]]:
    """The text that a fitting name begins with, and texts that it contains."""
    if "[" in pattern:
        return pattern.partition("[")[0].partition("*")[0].partition("?")[0], ()
    start, *rest = re.split(r"[*?]", pattern)
    return start, tuple(text for text in rest if text)
