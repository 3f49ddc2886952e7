"""Command strings as words: `command` and `entrypoint` written as one string.

The rules are those of mattn/go-shellwords 1.0.12 without environment and without backticks, which Docker
Compose uses. They are not a shell's: a backslash in double quotes always goes, an unquoted `|`, `;`, `&`, `<`
or `>` ends the command without a word, `$(...)` is kept as it is, and a bare parenthesis is an error.
"""

from __future__ import annotations

from dataclasses import field
from typing import NoReturn

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Scalar
from pass_migrate.records import dataclass

_BLANK = frozenset(" \t\r\n")
_END = frozenset(";&|<>")
_DIGITS = frozenset("0123456789")


@dataclass(slots=True)
class _Word:
    """A word in the making."""

    start: int
    characters: list[str] = field(default_factory=list)
    end: int = 0
    begun: bool = False
    """Whether there is a word at all: an empty pair of quotes is one."""

    @property
    def text(self) -> str:
        """The word without its quotes and backslashes."""
        return "".join(self.characters)


def split(scalar: Scalar, journal: Journal) -> list[Scalar]:
    """The words of a command, each with a leaf of its own: `services.web.command#0`, `#1` and so on.

    What stands behind a character that ends the command is `#ignored`, and idle. `journal` is told that the
    parts stand for the whole. Raises `MigrateError` for an unbalanced quote and for a parenthesis.
    """
    text = str(scalar.value)
    splitter = _Splitter(scalar)
    ignored = splitter.run()
    parts = []
    for index, word in enumerate(splitter.words):
        verbatim = text[word.start : word.end] == word.text
        parts.append(scalar.part(word.start, word.end, str(index), None if verbatim else word.text))
    leaves = [part.leaf for part in parts]
    if ignored < len(text):
        rest = scalar.part(ignored, len(text), "ignored").leaf
        leaves.append(rest)
        journal.idle(
            rest, "Docker Compose ends a command at an unquoted `;`, `&`, `|`, `<` or `>`; no shell reads it"
        )
    if leaves:
        journal.split(scalar.leaf, leaves)
    return parts


class _Splitter:
    """Goes over a command character by character."""

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar
        self.words: list[_Word] = []
        self.word: _Word | None = None
        self.quote = ""
        """The quote that is open: `'` or `"`."""
        self.group = ""
        """The group that is open: a backtick or `(`. Quotes may stand in a backtick, not in `$(...)`."""

    def run(self) -> int:
        """Find the words; returns the offset from which on the text is ignored."""
        text, escaped = str(self.scalar.value), False
        for offset, character in enumerate(text):
            if escaped:
                self._take(offset, character)
                escaped = False
            elif character == "\\" and self.quote != "'":
                self.word = self.word or _Word(offset)
                escaped = True
            elif character in _BLANK and not (self.quote or self.group):
                self._end(offset)
            elif character in _END and not (self.quote or self.group):
                word = self.word
                if (
                    word is not None
                    and character == ">"
                    and word.characters
                    and word.characters[0] in _DIGITS
                ):
                    # The number of a file descriptor is no word.
                    return word.start
                self._end(offset)
                return offset
            elif not self._special(offset, character):
                self._take(offset, character, begins=character not in _BLANK)
        if escaped or self.quote or self.group:
            message = "a quote, a backtick, a `$(` or a backslash in this command is left open"
            _refuse(self.scalar, len(text) - 1, message)
        self._end(len(text))
        return len(text)

    def _special(self, offset: int, character: str) -> bool:
        """Open or close a quote or a group; returns whether the character is no part of a word."""
        match character:
            case "'" | '"' if self.quote in {"", character} and self.group != "(":
                self.word = self.word or _Word(offset)
                self.word.begun = self.word.begun or bool(self.quote)
                self.quote = "" if self.quote else character
                return True
            case "`" if not self.quote and self.group != "(":
                self.group = "" if self.group else "`"
            case ")" if not self.quote and self.group != "`":
                # One that closes nothing is taken for one that opens.
                self.group = "" if self.group else "("
            case "(" if not self.quote and self.group != "`":
                if self.group or self.word is None or self.word.characters[-1:] != ["$"]:
                    _refuse(self.scalar, offset, "a parenthesis in a command must be quoted")
                self.group = "("
        return False

    def _take(self, offset: int, character: str, *, begins: bool = True) -> None:
        self.word = self.word or _Word(offset)
        self.word.characters.append(character)
        self.word.begun = self.word.begun or begins

    def _end(self, offset: int) -> None:
        if self.word is not None and self.word.begun:
            self.word.end = offset
            self.words.append(self.word)
        self.word = None


def _refuse(scalar: Scalar, offset: int, message: str) -> NoReturn:
    place = Leaf(scalar.leaf.file, scalar.leaf.line, scalar.column(max(0, offset)), scalar.leaf.path)
    remedy = "write the command as a list, or give it to a shell: [sh, -c, '...']"
    raise MigrateError([Problem(message, place, remedy)])
