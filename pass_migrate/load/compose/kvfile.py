"""Env files of `format: raw`: what stands behind the first `=` is the value, whatever it is.

The rules are those of docker/cli 28, pkg/kvfile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pass_migrate import paths
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.compose.dotenv import EnvEntry
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Scalar

_LEADING = re.compile("[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*")
_LONGEST = 64 * 1024
"""Bytes of a line that are accepted: the buffer of Go's line scanner."""


def parse(text: str, file: str, journal: Journal, lookup: Mapping[str, Scalar]) -> dict[str, EnvEntry]:
    """The variables of a raw env file; a bare `KEY` takes its value from `lookup`, or is left out.

    The leaves are those of `dotenv.parse`: `KEY#name` and `KEY`. Raises `MigrateError` with all that is
    wrong.
    """
    entries: dict[str, EnvEntry] = {}
    problems: list[Problem] = []
    for number, ended in enumerate(text.split("\n"), 1):
        line = ended.removesuffix("\r")
        start = _LEADING.match(line).end()  # type: ignore[union-attr]
        if start == len(line) or line[start] == "#":
            continue
        key, separator, written = line[start:].partition("=")
        name = Scalar(key, Leaf(file, number, start + 1, f"{paths.escape(key)}#name"))
        if not key:
            problems.append(
                Problem("a variable name is missing before the `=`", name.leaf, "write KEY=value")
            )
            continue
        if " " in key or "\t" in key:
            message = "a variable name cannot contain a space in an env file of format: raw"
            problems.append(
                Problem(message, name.leaf, "remove the space, or `export`, or leave out format: raw")
            )
            continue
        if len(line.encode()) >= _LONGEST:
            problems.append(
                Problem("the line is longer than 64 KiB", name.leaf, "mount the value as a file instead")
            )
            continue
        journal.saw(name.leaf)
        if separator:
            value = Scalar(written, Leaf(file, number, start + len(key) + 2, paths.escape(key)))
            journal.saw(value.leaf)
        elif key in lookup:
            value = lookup[key]
        else:
            journal.idle(name.leaf, "the variable is set nowhere, so this line sets nothing")
            continue
        if (old := entries.get(key)) is not None:
            journal.lost(old.name.leaf, name.leaf)
            if old.value.leaf.file == file:
                journal.lost(old.value.leaf, value.leaf)
        entries[key] = EnvEntry(name, value)
    if problems:
        raise MigrateError(problems)
    return entries
