"""The resolved model equals that of the real `docker-compose config`, and what it refuses is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.load.compose.accounting import unaccounted
from tests.load.compose.cases import Case, cases
from tests.load.compose.corpus import corpus_stacks
from tests.load.compose.generate import projects
from tests.load.compose.oracle import CRASH, differences, ours, theirs

pytestmark = pytest.mark.long

EXAMPLES = int(os.environ.get("PASS_MIGRATE_EXAMPLES", "400"))
SEED = int(os.environ.get("PASS_MIGRATE_SEED", "1"))


@pytest.mark.parametrize("topic", sorted({case.topic for case in cases()}))
def test_cases_agree(topic: str, tmp_path: Path, compose_oracle: Path) -> None:
    """On every case of a topic Docker Compose and we agree."""
    disagreements = {}
    for number, case in enumerate(cases()):
        if case.topic == topic and not case.ours:
            folder = tmp_path / str(number) / "proj"
            folder.mkdir(parents=True)
            case.write(folder)
            disagreements[case.name] = differences(ours(case, folder), theirs(compose_oracle, case, folder))
    assert {name: found for name, found in disagreements.items() if found} == {}


def test_json_agrees(tmp_path: Path, compose_oracle: Path) -> None:
    """What we print as JSON is what Docker Compose prints; keys for a build it cannot print that way."""
    disagreements = {}
    for number, case in enumerate(cases()):
        folder = tmp_path / str(number) / "proj"
        folder.mkdir(parents=True)
        case.write(folder)
        if not case.ours and case.name not in {"keys for a build", "which attributes hold paths"}:
            found = differences(ours(case, folder, "json"), theirs(compose_oracle, case, folder, "json"))
            disagreements[case.name] = found
    assert {name: found for name, found in disagreements.items() if found} == {}


@pytest.mark.parametrize("stack", corpus_stacks(), ids=lambda stack: stack.id)
def test_corpus_agrees(stack: object, tmp_path: Path, compose_oracle: Path) -> None:
    """On every stack of the corpus, and on every file of it alone, Docker Compose and we agree."""
    folder, case = stack.copy(tmp_path)  # type: ignore[attr-defined]
    assert differences(ours(case, folder), theirs(compose_oracle, case, folder)) == []


def test_generated_projects_agree(tmp_path_factory: pytest.TempPathFactory, compose_oracle: Path) -> None:
    """On projects made by chance Docker Compose and we agree, and no leaf is unaccounted for."""
    compared = {"models": 0, "refusals": 0}

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        derandomize=False,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(projects())
    def agree(case: Case) -> None:
        folder = tmp_path_factory.mktemp("generated") / "proj"
        folder.mkdir()
        case.write(folder)
        wanted, found = theirs(compose_oracle, case, folder), ours(case, folder)
        if wanted == CRASH:
            return
        assert differences(found, wanted) == [], case.files
        compared["refusals" if wanted is None else "models"] += 1
        if found is not None:
            assert unaccounted(case.project(folder)) == [], case.files

    agree()
    assert compared["models"] > EXAMPLES / 2, compared
