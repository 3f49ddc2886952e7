"""One rule of Docker Compose after the other, on the small projects in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.config import config
from tests.load.compose.accounting import unaccounted
from tests.load.compose.cases import Case, cases, compact, wants


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.topic}: {case.name}")
def test_case(case: Case, tmp_path: Path) -> None:
    """Each project becomes the model that Docker Compose makes of it, or the problems that we name."""
    folder = tmp_path / "proj"
    folder.mkdir()
    case.write(folder)
    want = wants(case.topic)[case.name]
    if "error" in want:
        with pytest.raises(MigrateError) as caught:
            case.project(folder)
        assert [line for line in str(caught.value).splitlines() if not line.startswith("    ")] == want[
            "error"
        ]
    else:
        project = case.project(folder)
        assert compact(config(project), folder) == want["config"]
        assert unaccounted(project) == []


def test_wants_belong_to_cases() -> None:
    """Every want belongs to a case, and no name of a case is used twice in its topic."""
    for topic in {case.topic for case in cases()}:
        assert sorted(case.name for case in cases() if case.topic == topic) == sorted(wants(topic))
