"""The small Compose projects in `cases/`: one rule of the loader each, with the model or the errors it must give.

A case has `files`, the project; `load`, arguments beyond the defaults (the usual names are found, no variables); and
`want`, what `config` prints of it (with the project directory as `$DIR`, and without what every project has), or
`error`, the problems. `want` is what Docker Compose 2.40.3 says; where Compose only refuses, `error` is our wording.
`ours: true` marks what Docker Compose cannot be asked (it would use the network).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pass_migrate.load.compose import load_compose
from pass_migrate.load.project import Project

FOLDER = Path(__file__).parent / "cases"
ENVIRON = {"HOME": "/home/somebody", "PATH": "/usr/bin:/bin"}


@dataclass(frozen=True, slots=True)
class Case:
    """One small project."""

    topic: str
    name: str
    files: dict[str, str]
    load: dict[str, Any] = field(default_factory=dict)
    want: Any = None
    error: tuple[str, ...] = ()
    ours: bool = False

    def write(self, folder: Path) -> None:
        """Create the project's files in an empty folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def project(self, folder: Path) -> Project:
        """The project as the loader reads it."""
        options = dict(self.load)
        environ = {**ENVIRON, **options.pop("environ", {})}
        where = folder / options.pop("cwd", ".")
        stdin = io.StringIO(options.pop("stdin", ""))
        return load_compose(options.pop("files", ()), environ=environ, cwd=where, stdin=stdin, **options)


def cases() -> list[Case]:
    """All cases of all topics."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.load(path.read_text(), Loader=yaml.CBaseLoader if False else yaml.CSafeLoader):
            found.append(
                Case(
                    path.stem,
                    raw["case"],
                    raw["files"],
                    raw.get("load", {}),
                    raw.get("want"),
                    tuple(raw.get("error", ())),
                    raw.get("ours", False),
                )
            )
    return found
