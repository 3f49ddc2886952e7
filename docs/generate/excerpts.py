"""Excerpts of real output in hand-written pages, kept up to date.

A comment in front of a block of code says which command the block shows, and which lines of its output:

    <!-- excerpt: pass-migrate convert --example -->
    <!-- excerpt: pass-migrate convert --example | from "Findings" to "Decisions" -->
    <!-- excerpt: cat k8s/idp/service.yaml | from "spec:" -->

`from` and `to` are how lines begin; the line of `to` is not shown any more. Commands run in a folder where
`pass-migrate convert --example -o k8s` was run before.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from unittest.mock import patch

from pass_migrate.cli import main

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *(ROOT / "docs" / name for name in ("tutorial.md", "how-to.md")))
"""The pages that have excerpts."""

_BLOCK = re.compile(
    r'(<!-- excerpt: (?P<command>[^|\n]+?)(?: \| from "(?P<start>[^"\n]+)"(?: to "(?P<end>[^"\n]+)")?)? -->\n'
    r"```\w+\n)(?:(?!```).*\n)*```$",
    re.MULTILINE,
)


def refreshed(text: str) -> str:
    """A page with its excerpts as the program prints them now."""
    return _BLOCK.sub(lambda found: f"{found[1]}{_excerpt(found)}\n```", text)


def _excerpt(found: re.Match[str]) -> str:
    lines = [line.rstrip() for line in output(found["command"]).splitlines()]
    start = _first(lines, found["start"], 0) if found["start"] else 0
    end = _first(lines, found["end"], start + 1) if found["end"] else len(lines)
    return "\n".join(lines[start:end]).strip("\n")


def _first(lines: list[str], beginning: str, after: int) -> int:
    for number in range(after, len(lines)):
        if lines[number].startswith(beginning):
            return number
    raise ValueError(f"no line of the output begins with {beginning!r}")


@cache
def output(command: str) -> str:
    """What a command prints, as on a terminal of 100 columns without colours."""
    program, *arguments = shlex.split(command)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        _run(["convert", "--example", "-o", "k8s", "-q"])
        if program == "cat":
            return Path(arguments[0]).read_text(encoding="utf-8")
        return _run(arguments)


def _run(arguments: list[str]) -> str:
    out = io.StringIO()
    surroundings = {"COLUMNS": "100", "NO_COLOR": "1", "PATH": os.environ.get("PATH", "")}
    with patch.dict(os.environ, surroundings, clear=True), redirect_stdout(out), redirect_stderr(out):
        status = main(arguments)
    if status == 1:
        raise ValueError(f"pass-migrate {shlex.join(arguments)} fails: {out.getvalue()}")
    return out.getvalue()
