"""Path patterns: how rules address what they speak of.

`services.*.ports[*]#target` names the target of every port of every service. `*` stands for one name,
`[*]` for any position, `**` at the end for everything below. Patterns are compiled once; the pattern is
the documentation.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = re.compile(r"([.\[\]#\\*])")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression over whole paths."""
    out = []
    for token in re.findall(r"\*\*|\[\*\]|\*|[^*\[]+|\[", pattern):
        match token:
            case "**":
                out.append(r".*")
            case "[*]":
                out.append(r"\[\d+\]")
            case "*":
                out.append(r"(?:[^.\[#\\]|\\.)+")
            case _:
                out.append(re.escape(token))
    return re.compile("".join(out))


def matches(pattern: str, path: str) -> bool:
    """Whether `path` is one of those that `pattern` names."""
    return compiled(pattern).fullmatch(path) is not None


def escape(name: str) -> str:
    r"""A name as one step of a path: a backslash marks dots, brackets, `#`, `*` and backslashes in it."""
    return _SPECIAL.sub(r"\\\1", name) if _SPECIAL.search(name) else name


def join(parent: str, name: str) -> str:
    """The path of `name` under `parent`."""
    return f"{parent}.{escape(name)}" if parent else escape(name)
