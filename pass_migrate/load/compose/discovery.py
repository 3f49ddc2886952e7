"""Which files make up the project: those given, those that COMPOSE_FILE names, or those with usual names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Scalar

STDIN: Final = Path("-")
"""Stands for the standard input among the files."""

STDIN_NAME: Final = "<standard input>"
"""The name of the standard input in places."""

NAMES: Final = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""The names of a project's main file; the first that exists is taken."""

OVERRIDES: Final = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""The names of the file that is merged over it without being asked for."""


def given(files: Sequence[str | Path], cwd: Path) -> list[Path]:
    """The files as absolute paths; `-` stays."""
    return [STDIN if str(file) == "-" else Path(os.path.normpath(cwd / file)) for file in files]


def named_by_environment(environment: Mapping[str, Scalar], cwd: Path) -> list[Path]:
    """The files that COMPOSE_FILE lists, divided by COMPOSE_PATH_SEPARATOR."""
    variable = environment.get("COMPOSE_FILE")
    return [] if variable is None else given(str(variable.value).split(_separator(environment)), cwd)


def _separator(environment: Mapping[str, Scalar]) -> str:
    separator = environment.get("COMPOSE_PATH_SEPARATOR")
    return str(separator.value) if separator is not None and separator.value else os.pathsep


def usual(start: Path) -> list[Path]:
    """The main file of the nearest folder that has one, from `start` upwards, and its override."""
    for folder in (start, *start.parents):
        found = _existing(folder, NAMES)
        if found:
            return [found[0], *_existing(folder, OVERRIDES)[:1]]
    return []


def _existing(folder: Path, names: Sequence[str]) -> list[Path]:
    return [folder / name for name in names if (folder / name).exists()]


def check_named(environment: Mapping[str, Scalar], files: Sequence[Path], loading: Loading) -> None:
    """Note how files were found that were not given: by a variable, or as one of several with usual names."""
    variable = environment.get("COMPOSE_FILE")
    if variable is not None:
        loading.controls += [variable]
        loading.controls += (
            [environment["COMPOSE_PATH_SEPARATOR"]] if "COMPOSE_PATH_SEPARATOR" in environment else []
        )
        for file in files:
            if file != STDIN and not file.exists():
                loading.fail(
                    f"COMPOSE_FILE names {loading.sources.display(file)}, which does not exist",
                    variable.leaf,
                    f"correct the list; its parts are divided by `{_separator(environment)}`",
                )
    elif files:
        for names in (NAMES, OVERRIDES):
            several = _existing(files[0].parent, names)
            if len(several) > 1:
                listed = ", ".join(file.name for file in several)
                loading.warn(f"several files have a usual name ({listed}); {several[0].name} is taken")
