"""Docker Compose as an oracle: what it says of a project, in a form that can be compared with ours."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Literal

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.config import render
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import plain
from pass_migrate.load.yaml_tree import parse
from tests.load.compose.cases import Case, compact

CRASH = "goroutine "
"""Stands in the output of a Go program that has crashed."""


def theirs(program: Path, case: Case, folder: Path, form: str = "yaml") -> Any:
    """The model as Docker Compose prints it, compact; None if it refuses the project, CRASH if it crashes."""
    done = subprocess.run(
        [program, *case.arguments(form)],
        cwd=case.cwd(folder),
        env=case.environ,
        input=case.load.get("stdin", ""),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        return CRASH if CRASH in done.stderr else None
    return _read(done.stdout, folder)


def ours(case: Case, folder: Path, form: Literal["yaml", "json"] = "yaml") -> Any:
    """The model as we print it, compact; None if we refuse the project."""
    try:
        return _read(render(case.project(folder), form), folder)
    except MigrateError:
        return None


def _read(text: str, folder: Path) -> Any:
    return compact(plain(parse(text.replace("$$", "$"), "printed", Journal())[0]), folder)


def differences(left: Any, right: Any, path: str = "") -> list[str]:
    """Where two printed models differ, kinds of values included."""
    if isinstance(left, dict) and isinstance(right, dict):
        found = [f"{path}.{key}: only ours" for key in left.keys() - right.keys()]
        found += [f"{path}.{key}: only theirs" for key in right.keys() - left.keys()]
        for key in left.keys() & right.keys():
            found += differences(left[key], right[key], f"{path}.{key}")
        return sorted(found)
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            difference
            for number, (one, other) in enumerate(zip(left, right, strict=True))
            for difference in differences(one, other, f"{path}[{number}]")
        ]
    same = left == right and type(left) is type(right)
    return [] if same else [f"{path}: ours {left!r}, theirs {right!r}"]
