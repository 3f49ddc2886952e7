"""What was asked for, and what follows from it before a Compose file is read: files, folder, variables.

The rules are those of the `docker compose` command line; see discovery.py and environment.py for each.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from pass_migrate.load.compose import discovery, environment
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.scope import Scope
from pass_migrate.load.sources import Sources
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """The options of one load, as on the command line."""

    files: Sequence[str | Path]
    project_directory: str | Path | None
    env_files: Sequence[str | Path]
    environ: Mapping[str, str]
    cwd: Path
    stdin: TextIO
    allow_outside: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A project whose files are known but not yet read."""

    loading: Loading
    scope: Scope
    files: tuple[Path, ...]


def working_directory(environ: Mapping[str, str]) -> Path:
    """The folder that the process works in, by the name that the shell knows it by: links stay links."""
    here = Path.cwd()
    shown = Path(environ.get("PWD", ""))
    return shown if shown.is_absolute() and shown.is_dir() and shown.samefile(here) else here


def opened(request: Request) -> Opened:
    """Find the files, the folder and the variables; raises `MigrateError` if there is nothing to load."""
    files = discovery.given(request.files, request.cwd)
    first = _folder(request, files)
    if not files:
        files = _found(request, first)
    directory = _folder(request, files)
    loading = Loading(directory, Sources(directory, request.allow_outside), environ=request.environ)
    variables = environment.shell(request.environ, request.cwd)
    for env_files in _env_files(request, (first, directory), loading):
        variables = environment.completed(variables, env_files, loading, trusted=True)
    if not request.files:
        discovery.check_named(variables, files, loading)
    if not files:
        usual = " or ".join(discovery.NAMES[:3])
        loading.fail(
            f"there is no Compose file in {loading.sources.display(request.cwd)} or above it",
            None,
            f"name one with `-f`, or call it {usual}",
        )
    loading.settle()
    _read_stdin(request, files, loading)
    return Opened(loading, Scope(directory, str(directory), variables), tuple(files))


def _folder(request: Request, files: Sequence[Path]) -> Path:
    """The project directory: the one given, else that of the first file, else the working directory."""
    if request.project_directory:
        return Path(os.path.normpath(request.cwd / request.project_directory))
    return next((file.parent for file in files if file != discovery.STDIN), request.cwd)


def _found(request: Request, folder: Path) -> list[Path]:
    """The files that the environment names, `.env` included, or that have the usual names.

    `.env` is only glanced at here: how its places are called depends on the project directory, which
    depends on it.
    """
    glance = Loading(folder, Sources(folder, request.allow_outside), environ=request.environ)
    variables = environment.shell(request.environ, request.cwd)
    for files in _env_files(request, (folder,), glance):
        variables = environment.completed(variables, files, glance, trusted=True)
    named = discovery.named_by_environment(variables, request.cwd)
    return named or discovery.usual(folder)


def _env_files(request: Request, folders: Sequence[Path], loading: Loading) -> list[list[tuple[Path, None]]]:
    """The files that complete the variables, in steps: an earlier step wins, and in it the last file."""
    names = [str(file) for file in request.env_files]
    names = names or [name for name in request.environ.get("COMPOSE_ENV_FILES", "").split(",") if name]
    if names:
        return [[(Path(os.path.normpath(request.cwd / name)), None) for name in names]]
    if environment.switched_off(request.environ, loading):
        return []
    defaults = dict.fromkeys(folder / ".env" for folder in folders)
    return [[(file, None)] for file in defaults if file.exists() and not file.is_dir()]


def _read_stdin(request: Request, files: Sequence[Path], loading: Loading) -> None:
    if discovery.STDIN in files:
        loading.sources.add(discovery.STDIN_NAME, request.stdin.read())
