"""Errors for people: where it is, what is wrong, what to do.

A `Problem` is one thing that is wrong with the input; a `MigrateError` carries all that were found. The
program's exit codes stand here too, so that the documentation, the command and scripts agree. Imports
nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol

from pass_migrate.records import dataclass, replace


class Place(Protocol):
    """Anything with a place in a file; `facts.Leaf` is one."""

    @property
    def file(self) -> str:
        """The file, as people know it."""

    @property
    def line(self) -> int:
        """The line, from 1; 0 for none."""

    @property
    def column(self) -> int:
        """The column, from 1; 0 for none."""


class ExitCode(IntEnum):
    """What the command's exit status means."""

    CLEAN = 0
    """Everything converted; nothing is left to decide and nothing was lost (or `--strict` did not ask)."""
    INTERNAL_ERROR = 1
    """A defect of this program: an unaccounted value, or a manifest that fails verification."""
    INVALID_INPUT = 2
    """The input or the command line cannot be used; nothing was written."""
    OPEN_DECISIONS = 3
    """Converted, with decisions that a person still has to take (`--strict decisions`)."""
    LOSSES = 4
    """Converted, with values that have no equivalent (`--strict losses`)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the input."""

    message: str
    """What is wrong, in one sentence, without a secret value."""
    place: Place | None = None
    """Where it stands, if it stands anywhere."""
    remedy: str = ""
    """What to do about it."""
    excerpt: str = ""
    """The source line and a caret under the column, with secret values masked; filled in by the loader."""

    def with_excerpt(self, excerpt: str) -> Problem:
        """The same problem with its source excerpt."""
        return replace(self, excerpt=excerpt)

    def __str__(self) -> str:
        where = ""
        if self.place is not None:
            where = (
                f"{self.place.file}:{self.place.line}:{self.place.column}: "
                if self.place.line
                else f"{self.place.file}: "
            )
        lines = [f"{where}{self.message}"]
        if self.excerpt:
            lines += [f"    {line}" for line in self.excerpt.splitlines()]
        if self.remedy:
            lines.append(f"  -> {self.remedy}")
        return "\n".join(lines)


class MigrateError(Exception):
    """The input cannot be used; `problems` says all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InternalError(Exception):
    """A promise of this program is broken: an unaccounted leaf, or a manifest that fails verification."""
