"""Every object passes a real API server, strict and without a warning, of the oldest and newest release."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.pipeline import migrate
from pass_migrate.settings import Settings
from tests.corpus import PASS_CASES, ROOT, Case, corpus_cases
from tests.testbed import ApiServer, strict_dry_run

ATTRIBUTES = Case("attributes", ROOT / "fixtures" / "attributes", ("compose.yaml",))
CASES = [*PASS_CASES, *corpus_cases()]


def objects(case: Case, settings: Settings | None = None) -> list[dict[str, Any]]:
    """The objects of a migrated project, as plain data."""
    return [item.body for item in migrate(case.load(), settings).manifests]


@pytest.mark.parametrize("case", [*PASS_CASES[:2], ATTRIBUTES], ids=lambda case: case.id)
def test_the_newest_release_accepts_the_packaged_projects(case: Case, api_server_newest: ApiServer) -> None:
    """The PASS stacks, and the project with every attribute, pass the newest API server."""
    assert strict_dry_run(api_server_newest, objects(case)) == []


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_oldest_release_accepts_every_object(case: Case, api_server_oldest: ApiServer) -> None:
    """Every object of every project passes the oldest supported API server."""
    assert strict_dry_run(api_server_oldest, objects(case)) == []


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_newest_release_accepts_every_object(case: Case, api_server_newest: ApiServer) -> None:
    """Every object of every project passes the newest API server."""
    assert strict_dry_run(api_server_newest, objects(case)) == []
