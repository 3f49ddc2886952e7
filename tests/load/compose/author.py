"""Writes what the cases must become: `python -m tests.load.compose.author [TOPIC ...]`.

The models come from Docker Compose; a case that we and Docker Compose judge differently is reported and
not written.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.config import config
from tests.load.compose.cases import FOLDER, Case, cases, compact
from tests.load.compose.oracle import differences, theirs
from tests.testbed.programs import DOCKER_COMPOSE


def want(case: Case, program: Path) -> dict[str, Any] | None:
    """What the case must become; None if that is in dispute."""
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "proj"
        folder.mkdir()
        case.write(folder)
        try:
            ours = compact(config(case.project(folder)), folder)
        except MigrateError as error:
            message = [line for line in str(error).splitlines() if not line.startswith("    ")]
            refused = case.ours or theirs(program, case, folder) is None
            return {"error": message} if refused else None
        found = ours if case.ours else theirs(program, case, folder)
        return {"config": found} if found is not None and not differences(ours, found) else None


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def main(topics: list[str]) -> int:
    """Write the wants of these topics, or of all; the number of cases in dispute."""
    program = DOCKER_COMPOSE.find()
    disputed = 0
    for topic in topics or sorted({case.topic for case in cases()}):
        found: dict[str, Any] = {}
        for case in cases():
            if case.topic == topic:
                becomes = want(case, program)
                if becomes is None:
                    disputed += 1
                    print(f"in dispute: {topic}: {case.name}")
                else:
                    found[case.name] = becomes
        text = yaml.dump(found, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=108)
        (FOLDER / f"{topic}.want.yaml").write_text(text, encoding="utf-8")
    return disputed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
