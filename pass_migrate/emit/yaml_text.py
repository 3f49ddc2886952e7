"""Plain data as YAML: block style, keys in the order given, the same bytes for the same data.

PyYAML's emitter decides what every text looks like: plain, in quotes, as a literal block. It is asked once
for each text; the layout around texts, which is always the same, is written here, at a tenth of the cost of
PyYAML's representers. What is out of the ordinary (texts of several lines, long keys) is left to it whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

WIDTH = 1_000_000
"""Characters in a line: no text is broken."""
_PLAIN = re.compile(r"[A-Za-z_/](?:[A-Za-z0-9_./:@%+=-]*[A-Za-z0-9_./@%+=-])?")
"""Texts that need no quotes, if they are no word of `_WORDS`."""
_WORDS = frozenset(("yes", "no", "true", "false", "on", "off", "null", "y", "n"))
"""Words, in lower case, that YAML 1.1 reads as something else."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,30}")
_KEY = 100
"""Keys up to this length stand on one line with their value."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Block style; texts of several lines as literal blocks; what YAML 1.1 could misread in quotes."""


def _text(dumper: Any, value: str) -> Any:
    literal = "\n" in value and "\t" not in value and all(line == line.rstrip() for line in value.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if literal else None)


_Dumper.add_representer(str, _text)
_Dumper.ignore_aliases = lambda _self, _data: True


class _UnusualError(Exception):
    """Something that the quick way has no form for."""


def dump(data: Any) -> str:
    """Plain data as YAML."""
    if isinstance(data, dict) and data:
        lines: list[str] = []
        try:
            _mapping(data, "", "", lines)
        except _UnusualError:
            return slow_dump(data)
        lines.append("")
        return "\n".join(lines)
    return slow_dump(data)


def slow_dump(data: Any) -> str:
    """Plain data as YAML, written by PyYAML alone."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=WIDTH, allow_unicode=True)
    return text


def _mapping(node: dict[Any, Any], first: str, indent: str, out: list[str]) -> None:
    """Add the lines of a mapping; `first` stands before its first line, `indent` before all others."""
    for name, value in node.items():
        if type(name) is not str:
            raise _UnusualError
        key = _word(name)
        if len(key) > _KEY:
            raise _UnusualError
        kind = type(value)
        if kind is str:
            out.append(f"{first}{key}: {_word(value)}")
        elif kind is dict and value:
            out.append(f"{first}{key}:")
            _mapping(value, indent + "  ", indent + "  ", out)
        elif kind is list and value:
            out.append(f"{first}{key}:")
            _sequence(value, indent, indent, out)
        else:
            out.append(f"{first}{key}: {_scalar(value)}")
        first = indent


def _sequence(node: list[Any], first: str, indent: str, out: list[str]) -> None:
    """Add the lines of a sequence, as `_mapping` does."""
    for value in node:
        kind = type(value)
        if kind is str:
            out.append(f"{first}- {_word(value)}")
        elif kind is dict and value:
            _mapping(value, first + "- ", indent + "  ", out)
        elif kind is list and value:
            _sequence(value, first + "- ", indent + "  ", out)
        else:
            out.append(f"{first}- {_scalar(value)}")
        first = indent


def _scalar(value: Any) -> str:
    """A value other than a text, on the line of its key."""
    kind = type(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if value is None:
        return "null"
    if kind is dict:
        return "{}"
    if kind is list:
        return "[]"
    raise _UnusualError


@lru_cache(maxsize=65536)
def _word(text: str) -> str:
    """A text that stands on the line of its key, as PyYAML writes it."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) < _KEY:
        return text
    if _NUMBER.fullmatch(text):
        return f"'{text}'"
    if len(text) > WIDTH // 2 or not text.isprintable():
        raise _UnusualError
    return slow_dump({"k": text})[3:-1]
