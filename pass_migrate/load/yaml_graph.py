"""YAML text as a graph of nodes with places, before anything is resolved.

libyaml's events, read through PyYAML, become nodes; an alias is a node that points at another. No recursion:
a document cannot be nested too deep for this program, only too deep to be accepted.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn, TypeAlias

import yaml

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.records import dataclass

DEPTH = 100
"""Levels of nesting that are accepted."""

_LIBYAML: Any = vars(yaml.cyaml)["CParser"] if yaml.__with_libyaml__ else None
_FORBIDDEN = (
    # A byte order mark within a file is a character to Docker Compose; libyaml skips it where a line starts.
    "(?:^|(?<=[\n\r\x85\u2028\u2029]))\ufeff|[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_FORBIDDEN_ASCII = re.compile("[^\t\n\r\x20-\x7e]")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+(?:#[^\n]*\s*)*|$))+")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(slots=True, eq=False)
class RawScalar:
    """A scalar as written."""

    text: str
    tag: str | None
    plain: bool
    """Whether it has no quotes and is no block."""
    exact: bool
    """Whether its characters stand in one line of the file, one to one."""
    line: int
    column: int
    path: str = ""
    """Set when the tree is built: the path under which the node stands in the file."""
    built: Any = None
    """Set when the tree is built: the Scalar, shared by all its aliases."""


@dataclass(slots=True, eq=False)
class RawSequence:
    """A sequence as written."""

    items: list[Raw]
    tag: str | None
    line: int
    column: int
    path: str = ""


@dataclass(slots=True, eq=False)
class RawMapping:
    """A mapping as written: keys and values by turns, duplicates and merge keys included."""

    items: list[Raw]
    tag: str | None
    line: int
    column: int
    path: str = ""


@dataclass(slots=True, eq=False)
class RawAlias:
    """A use of an anchored node."""

    target: RawScalar | RawSequence | RawMapping
    line: int
    column: int


Raw: TypeAlias = RawScalar | RawSequence | RawMapping | RawAlias


class _PurePythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The same events where PyYAML was built without libyaml."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


def graph(text: str, file: str) -> list[Raw]:
    """The root node of each document of `text`.

    Raises `MigrateError` for text that is not YAML, unknown anchors and nesting beyond `DEPTH`.
    """
    text = text.removeprefix("\ufeff")
    if found := _FORBIDDEN_ASCII.search(text) if text.isascii() else re.search(_FORBIDDEN, text):
        _refuse_character(text, file, found)
    parser = _LIBYAML(text) if _LIBYAML is not None else _PurePythonParser(text)
    try:
        return _Composer(text, file).compose(parser)
    except yaml.MarkedYAMLError as error:
        raise MigrateError([_syntax_problem(error, text, file)]) from None
    except yaml.YAMLError as error:
        raise MigrateError([Problem(f"not YAML: {error}", Leaf(file, 0, 0, ""))]) from None


class _Composer:
    """Puts the events of one file together."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.anchors: dict[str, RawScalar | RawSequence | RawMapping] = {}
        self.problems: list[Problem] = []

    def compose(self, parser: Any) -> list[Raw]:
        """All documents; raises `MigrateError` with every unknown anchor."""
        roots: list[Raw] = []
        items, open_items = roots, list[list[Raw]]()
        while parser.check_event():
            event = parser.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                items.append(self._scalar(event))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                container = self._container(event, kind is yaml.MappingStartEvent)
                items.append(container)
                open_items.append(items)
                items = container.items
                if len(open_items) > DEPTH:
                    raise MigrateError([_too_deep(self.file, container.line, container.column)])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                items = open_items.pop()
            elif kind is yaml.AliasEvent:
                items.append(self._alias(event))
            elif kind is yaml.DocumentStartEvent:
                self.anchors = {}
                if event.version not in (None, (1, 1)):
                    self._refuse_version(event)
        if self.problems:
            raise MigrateError(self.problems)
        return roots

    def _refuse_version(self, event: Any) -> None:
        place = Leaf(self.file, event.start_mark.line + 1, event.start_mark.column + 1, "")
        message = "Docker Compose reads no YAML that says it is version " + ".".join(map(str, event.version))
        self.problems.append(Problem(message, place, "remove the %YAML line"))

    def _scalar(self, event: Any) -> RawScalar:
        start, end, style = event.start_mark, event.end_mark, event.style
        line, column, index = start.line, start.column, start.index
        if event.anchor is not None or event.tag is not None:
            line, column, index = self._content(start, end)
        quoted = style in {"'", '"'}
        exact = end.line == line and end.index - index - 2 * quoted == len(event.value)
        # Behind the opening quote; a block scalar stands at its indicator.
        node = RawScalar(event.value, event.tag, not style, exact, line + 1, column + 1 + quoted)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _container(self, event: Any, mapping: bool) -> RawSequence | RawMapping:
        start = event.start_mark
        line, column = start.line, start.column
        if (event.anchor is not None or event.tag is not None) and event.flow_style:
            line, column, _ = self._content(start, event.end_mark)
        node = (RawMapping if mapping else RawSequence)([], event.tag, line + 1, column + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Raw:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if (target := self.anchors.get(event.anchor)) is not None:
            return RawAlias(target, line, column)
        place = Leaf(self.file, line, column, "")
        remedy = f"define it above with &{event.anchor}, in the same document"
        self.problems.append(Problem(f"unknown anchor {event.anchor!r}", place, remedy))
        return RawScalar("", None, True, True, line, column)

    def _content(self, start: Any, end: Any) -> tuple[int, int, int]:
        """Where a node begins behind its anchor and tag: line, column, offset, all from 0."""
        skipped = _PROPERTIES.match(self.text, start.index, end.index)
        if skipped is None:
            return start.line, start.column, start.index
        breaks = [found.end() for found in _BREAK.finditer(skipped.group())]
        if breaks:
            return start.line + len(breaks), len(skipped.group()) - breaks[-1], skipped.end()
        return start.line, start.column + len(skipped.group()), skipped.end()


def _too_deep(file: str, line: int, column: int) -> Problem:
    return Problem(
        f"nested deeper than {DEPTH} levels",
        Leaf(file, line, column, ""),
        "no Compose file needs this; check the indentation and the brackets above this line",
    )


def _refuse_character(text: str, file: str, found: re.Match[str]) -> NoReturn:
    before = [0, *(match.end() for match in _BREAK.finditer(text, 0, found.start()))]
    place = Leaf(file, len(before), found.start() - before[-1] + 1, "")
    message = f"character U+{ord(found.group()):04X} is not allowed in YAML"
    raise MigrateError([Problem(message, place, "delete it, or write it as an escape in double quotes")])


# What libyaml says, and what to do about it.
_REMEDIES = (
    ("mapping values are not allowed", "quote a value that contains ': ', and check the indentation"),
    ("could not find expected ':'", "check the indentation, and that every key has a ':' behind it"),
    ("did not find expected key", "check the indentation, and quotes inside a quoted value"),
    ("did not find expected '-' indicator", "check the indentation of the list"),
    ("unexpected end of stream", "close the quote or bracket that was opened"),
    ("did not find expected ',' or", "close the bracket, or put commas between the entries"),
    ("unknown escape character", "use single quotes, or double the backslash"),
    ("cannot start any token", "quote the value: it begins with a character that YAML reserves"),
    ("alphabetic or numeric character", "quote the value: `*` and `&` begin an alias and an anchor"),
)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    if mark and text[mark.index : mark.index + 1] == "\t":
        message = "not valid YAML: found a tab, where only spaces may be"
        return Problem(message, Leaf(file, line, column, ""), "indent with spaces")
    message = f"not valid YAML: {error.problem}"
    if error.context:
        opened = error.context_mark
        since = f", which began at line {opened.line + 1}" if opened and opened.line + 1 != line else ""
        message += f" ({error.context}{since})"
    remedy = next((remedy for text, remedy in _REMEDIES if text in str(error.problem)), "")
    return Problem(message, Leaf(file, line, column, ""), remedy)
