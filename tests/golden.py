"""What the PASS stack becomes, as files that a person has read: `python -m tests.golden` writes them anew.

Everything that `convert` writes, but for the folder of secret values and the program's own record.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pass_migrate import migrate
from tests.corpus import PASS, PASS_CASES

EXPECTED = PASS / "expected"
(STACK,) = [case for case in PASS_CASES if case.id == "pass-full"]


def produce(folder: Path) -> None:
    """Convert the stack into a folder, and remove what is not to be kept."""
    migrate(STACK.load()).write(folder)
    shutil.rmtree(folder / "secrets")
    (folder / ".pass-migrate.json").unlink()


def texts(folder: Path) -> dict[str, str]:
    """The files of a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    shutil.rmtree(EXPECTED, ignore_errors=True)
    produce(EXPECTED)
