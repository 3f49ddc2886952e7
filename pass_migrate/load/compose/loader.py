"""Loading a Compose project, step by step in the order in which Docker Compose 2.40 does it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pass_migrate.facts import Fact
from pass_migrate.load.compose import document, reset
from pass_migrate.load.compose.account import account
from pass_migrate.load.compose.bind_environment import bind_environment
from pass_migrate.load.compose.consistency import check_consistency
from pass_migrate.load.compose.defaults import DEFAULTS
from pass_migrate.load.compose.env_files import read_env_files
from pass_migrate.load.compose.extends import extend
from pass_migrate.load.compose.include import include
from pass_migrate.load.compose.limits import with_scale
from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.normalize import normalize
from pass_migrate.load.compose.profiles import (
    active_profiles,
    asked_for,
    by_profile,
    settle_off,
    settle_profiles,
)
from pass_migrate.load.compose.project_name import VARIABLE, find_project_name
from pass_migrate.load.compose.request import Opened, Request, opened, working_directory
from pass_migrate.load.compose.resolve_paths import resolve_paths
from pass_migrate.load.compose.resolved import resolved
from pass_migrate.load.compose.scope import Scope
from pass_migrate.load.compose.select import used_only
from pass_migrate.load.compose.table import rewrite
from pass_migrate.load.compose.validate import CHECKS
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.records import replace


def load_compose(
    files: Sequence[str | Path] = (),
    *,
    project_directory: str | Path | None = None,
    project_name: str | None = None,
    profiles: Sequence[str] = (),
    env_files: Sequence[str | Path] = (),
    environ: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
    stdin: TextIO | None = None,
    allow_outside: bool = False,
    services: Sequence[str] = (),
) -> Project:
    """The project that Docker Compose would run, with the place of everything in it.

    The arguments are those of the `docker compose` command line: `files` are its `-f` (`-` is `stdin`; none
    means the usual names), `env_files` its `--env-file`, `services` the services asked for by name.
    `environ` stands for the variables of the process and `cwd` for its working directory. Files outside the
    project directory are read only if they are named here, or with `allow_outside`.

    Raises `MigrateError` with everything that is wrong, each problem at its place.
    """
    environ = os.environ if environ is None else environ
    here = Path(os.path.normpath(working_directory(environ) / (cwd or "")))
    request = Request(files, project_directory, env_files, environ, here, stdin or sys.stdin, allow_outside)
    with no_garbage_collection():
        return _project(opened(request), project_name, profiles, services)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Loading makes many objects and no circles of them; looking for them all the while doubles its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _project(
    start: Opened, project_name: str | None, profiles: Sequence[str], services: Sequence[str]
) -> Project:
    loading, scope = start.loading, start.scope
    written = [node for file in start.files for node in document.documents(file, loading, trusted=True)]
    loading.settle()
    name = find_project_name(project_name, scope.environment, written, scope.directory, loading)
    scope = replace(scope, environment={**scope.environment, VARIABLE: _as_scalar(name, loading)})
    loading.settle()

    model = _load(start.files, scope, loading)
    if not model.items:
        loading.fail(
            "the Compose file is empty",
            loading.nowhere(loading.sources.display(start.files[0])),
            "add services",
        )
    loading.settle()
    model = normalize(model, _as_scalar(name, loading), scope.environment, loading)
    model = resolved(model, loading)
    loading.settle()

    active = active_profiles(profiles, scope.environment, loading)
    everything = model.get("services")
    by_profiles = by_profile(everything if isinstance(everything, Map) else Map({}, {}, model.leaf), active)
    check_consistency(model, by_profiles, loading)
    loading.settle()
    on = with_scale(read_env_files(by_profiles.on, scope.environment, loading))
    by_profiles = replace(by_profiles, on=on)
    chosen = asked_for(by_profiles, services, active, loading)
    on = read_env_files(chosen.on, scope.environment, loading)
    loading.settle()

    model = used_only(model, on, loading)
    settle_profiles(on, loading)
    settle_off(chosen.off, loading)
    account(model, name.leaves, loading)
    warnings = tuple(loading.with_excerpt(problem) for problem in loading.warnings)
    return Project(
        name, scope.directory, model, loading.journal, loading.sources, dict(scope.environment), warnings
    )


def _load(files: Sequence[Path], scope: Scope, loading: Loading) -> Map:
    """Files merged over each other, with all that they include: the project's own, or included ones."""
    model = Map({}, {}, loading.nowhere(""))
    for file in files:
        inside = scope.within(file)
        for written, resets in document.read(
            file, scope.environment, loading, trusted=file in loading.trusted
        ):
            model = _add(model, written, resets, inside, loading)
    model = as_map(rewrite(DEFAULTS, model, loading))
    rewrite(CHECKS, model, loading)
    loading.settle()
    model = as_map(resolve_paths(model, scope.prefix, loading))
    loading.settle()
    return as_map(bind_environment(model, scope.environment, loading))


def _add(model: Map, written: Map, resets: tuple[reset.Reset, ...], scope: Scope, loading: Loading) -> Map:
    """One document over what was loaded before it."""
    extended = extend(written, resets, scope, loading)
    cleared = as_map(reset.apply(resets, model, loading))
    complete = include(extended, scope, loading, _load)
    loading.settle()
    return document.add(cleared, complete, loading, check=True)


def _as_scalar(name: Fact[str], loading: Loading) -> Scalar:
    if not name.leaves:
        return Scalar(name.value, loading.nowhere(""), default=True)
    return Scalar(name.value, name.leaves[0], name.leaves[1:])
