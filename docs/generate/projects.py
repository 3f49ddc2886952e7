"""The projects of `fixtures/`: what they become is what the reference shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pass_migrate import Result, load, migrate
from pass_migrate.settings import read

FIXTURES = Path(__file__).parents[2] / "fixtures"
PASS_STACK = (
    "docker-compose.yml",
    "eclipse-pass.local.yml",
    "docker-compose-deposit.yml",
    "docker-compose-dspace.yml",
)


@cache
def results() -> tuple[Result, ...]:
    """The migration of every fixture."""
    return tuple(_results())


def _results() -> Iterator[Result]:
    yield migrate(load(*(FIXTURES / "pass" / name for name in PASS_STACK), project_name="pass", environ={}))
    yield migrate(load(FIXTURES / "attributes" / "compose.yaml", environ={}))
    for case in sorted(path.parent for path in (FIXTURES / "passes").glob("*/*/expected.yaml")):
        files = sorted(case.glob("compose*.y*ml"))
        settings = case / "pass-migrate.yaml"
        project = load(*files, project_name="demo", environ={}, project_directory=case)
        yield migrate(project, read(settings, project.sources) if settings.exists() else None)
