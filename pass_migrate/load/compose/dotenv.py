"""Env files as Docker Compose reads them: `.env`, `env_file` and `label_file`.

The grammar is that of compose-go 2.9.1, dotenv/parser.go, with its oddities: `KEY: value` is a statement, so
is what stands behind a closing quote, and a last line without `=` and without a line break is the value of an
empty key.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from pass_migrate import paths
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.compose.escapes import unescape
from pass_migrate.load.compose.interpolate import Piece, TemplateError, expand
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Scalar, Span
from pass_migrate.records import dataclass

_BLANK = "\t\v\f\r \x85\xa0"
# Go's unicode.IsSpace; Python's idea of white space has four characters more.
_WHITE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
_BLANKS = re.compile(f"[{_BLANK}]*")
_SPACE = re.compile(f"[{_WHITE}]*")
_EXPORT = re.compile(r"export(?=[\t\n\f\r ])")
_REMEDY = "write KEY=value, one to a line"


@dataclass(frozen=True, slots=True)
class EnvEntry:
    """One variable of an env file."""

    name: Scalar
    """The name; its leaf has the path `KEY#name`."""
    value: Scalar
    """The value; its leaf has the path `KEY`. For a bare `KEY`, the value that was found for it."""


def parse(
    text: str,
    file: str,
    journal: Journal,
    lookup: Mapping[str, Scalar],
    *,
    earlier: Mapping[str, Scalar] | None = None,
    warn: Callable[[Problem], None] | None = None,
) -> dict[str, EnvEntry]:
    """The variables of one env file.

    Values are interpolated from `lookup`, then from what stands above in the file, then from `earlier`, the
    values of the files read before it. A bare `KEY` takes its value from `lookup` alone, and is left out if
    it has none there. `journal` is told of the two leaves of each line, and which lines lost to a later line
    of the same name. Raises `MigrateError` with all that is wrong.
    """
    return _Parser(text, file, journal, lookup, earlier or {}, warn).parse()


class _Parser:
    """Reads one file; `position` is the offset of what is still to be read."""

    def __init__(  # noqa: PLR0917 - the arguments of `parse`
        self,
        text: str,
        file: str,
        journal: Journal,
        lookup: Mapping[str, Scalar],
        earlier: Mapping[str, Scalar],
        warn: Callable[[Problem], None] | None,
    ) -> None:
        self.text = text
        self.file = file
        self.journal = journal
        self.lookup = lookup
        self.warn = warn
        self.position = 0
        self.entries: dict[str, EnvEntry] = {}
        self.own: dict[str, Scalar] = {}
        self.visible: Mapping[str, Scalar] = ChainMap(cast("Any", lookup), self.own, cast("Any", earlier))
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.problems: list[Problem] = []

    def parse(self) -> dict[str, EnvEntry]:
        """All statements."""
        while self._find_statement():
            try:
                self._statement()
            except MigrateError as error:
                self.problems += error.problems
                self._skip_line()
        if self.problems:
            raise MigrateError(self.problems)
        return self.entries

    def _find_statement(self) -> bool:
        """Move to the next statement, past white space and comments."""
        while True:
            self._skip(_SPACE)
            if not self.text.startswith("#", self.position):
                return self.position < len(self.text)
            self._skip_line()

    def _statement(self) -> None:
        if self.text.startswith("export", self.position) and _EXPORT.match(self.text, self.position):
            self.position += len("export")
            self._skip(_BLANKS)
            if self.position == len(self.text):
                self._fail(self.position - 1, "nothing is exported here", _REMEDY)
        start = self.position
        key, separator = self._key()
        name = Scalar(key, self._leaf(start, f"{paths.escape(key)}#name"), default=not key)
        if separator == "\n":
            self._skip(_BLANKS)
            self._inherit(name)
            return
        self._skip(_BLANKS)
        self._add(name, self._value(Leaf(self.file, *self._place(self.position), paths.escape(key))))

    def _key(self) -> tuple[str, str]:
        """The key, and what ends it: `=`, `:`, a line break, or nothing at the end of the file."""
        start = self.position
        for offset in range(start, len(self.text)):
            character = self.text[offset]
            if character in "=:\n":
                self.position = offset + 1
                key = self.text[start:offset].rstrip(_WHITE)
                if " " in key:
                    self._fail(start, "a variable name cannot contain a space", _REMEDY)
                return key, character
            if character in "_.-[]" or character in _BLANK or unicodedata.category(character)[0] in "LN":
                continue
            what = "a quote" if character in "'\"" else f"the character {character!r}"
            self._fail(offset, f"a variable name cannot contain {what}", _REMEDY)
        return "", ""

    def _inherit(self, name: Scalar) -> None:
        if not name.default:
            self.journal.saw(name.leaf)
        found = self.lookup.get(str(name.value))
        if found is not None:
            self._add(name, found)
        elif not name.default:
            self.journal.idle(name.leaf, "the variable is set nowhere, so this line sets nothing")

    def _add(self, name: Scalar, value: Scalar) -> None:
        key = str(name.value)
        if not name.default:
            self.journal.saw(name.leaf)
        old = self.entries.get(key)
        if old is not None:
            self.journal.lost(old.name.leaf, name.leaf)
            if old.value.leaf.file == self.file:
                self.journal.lost(old.value.leaf, value.leaf)
        self.entries[key] = EnvEntry(name, value)
        self.own[key] = value

    def _value(self, leaf: Leaf) -> Scalar:
        """The value at the position; `leaf` is where it stands, before a quote if there is one."""
        quote = self.text[self.position : self.position + 1]
        if quote not in ("'", '"'):
            start = self.position
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            self.position = min(end + 1, len(self.text))
            written, _, _ = self.text[start:end].partition(" #")
            written = written.rstrip(_WHITE)
            self.journal.saw(leaf)
            return self._interpolated(written, [*range(start, start + len(written) + 1)], leaf)
        leaf = Leaf(leaf.file, leaf.line, leaf.column + 1, leaf.path)
        text, origins = self._quoted(quote)
        self.journal.saw(leaf)
        if quote == '"':
            return self._interpolated(*unescape(text, origins), leaf)
        return Scalar(text, leaf, (), self._spans([Piece(text, 0, True)], origins, leaf))

    def _quoted(self, quote: str) -> tuple[str, list[int]]:
        """The text in quotes, with escaped quotes made plain, and where in the file each character is."""
        start = self.position
        characters: list[str] = []
        origins: list[int] = []
        escaped = False
        for offset in range(start + 1, len(self.text)):
            character = self.text[offset]
            if character == quote and not escaped:
                self.position = offset + 1
                return "".join(characters), [*origins, offset]
            if character == "\\" and not escaped:
                escaped = True
                continue
            if escaped and character != quote:
                characters.append("\\")
                origins.append(offset - 1)
            escaped = False
            characters.append(character)
            origins.append(offset)
        self.position = len(self.text)
        return self._fail(start, "this quote is never closed", "close it, or write the value without quotes")

    def _interpolated(self, template: str, origins: list[int], leaf: Leaf) -> Scalar:
        def missing(name: str, offset: int) -> None:
            message = f"the variable {name} is not set; an empty string stands in for it"
            if self.warn is not None:
                self.warn(Problem(message, self._leaf(origins[offset], leaf.path)))

        if "$" not in template:
            pieces = [Piece(template, 0, True)]
        else:
            try:
                pieces = list(expand(template, self.visible, missing))
            except TemplateError as error:
                self.problems.append(
                    Problem(error.message, self._leaf(origins[error.offset], leaf.path), error.remedy)
                )
                pieces = []
        spans = self._spans(pieces, origins, leaf)
        via = tuple(dict.fromkeys(found for piece in pieces for found in piece.via))
        return Scalar("".join(piece.text for piece in pieces), leaf, via, spans)

    def _spans(self, pieces: list[Piece], origins: list[int], leaf: Leaf) -> tuple[Span, ...]:
        """The columns of the pieces; none if there is one piece that stands in the file as it is."""
        spans, end = [], 0
        # Columns mean nothing in a value of several lines; all of it stands where it begins.
        folded = "\n" in self.text[origins[0] : origins[-1]]
        for piece in pieces:
            start, end = end, end + len(piece.text)
            first, last = (
                origins[piece.offset],
                origins[min(piece.offset + len(piece.text), len(origins) - 1)],
            )
            exact = piece.exact and not folded and last - first == len(piece.text)
            column = leaf.column if folded else self._place(first)[1]
            spans.append(Span(start, end, column, piece.via, exact))
        if len(spans) == 1 and spans[0] == Span(0, end, leaf.column):
            return ()
        return tuple(spans)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.position)
        if match is not None:
            self.position = match.end()

    def _skip_line(self) -> None:
        end = self.text.find("\n", self.position)
        self.position = len(self.text) if end < 0 else end

    def _place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    def _leaf(self, offset: int, path: str) -> Leaf:
        return Leaf(self.file, *self._place(offset), path)

    def _fail(self, offset: int, message: str, remedy: str) -> NoReturn:
        raise MigrateError([Problem(message, self._leaf(offset, ""), remedy)])
