"""The projects that laws are tested on: the packaged PASS stack and, where it is, the corpus."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pass_migrate.load.project import Project
from pass_migrate.pipeline import load

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PASS_MIGRATE_SHARED", ROOT.parent / "shared"))
CORPUS = SHARED / "corpus" / "compose"
PASS = ROOT / "fixtures" / "pass"


@dataclass(frozen=True)
class Case:
    """A project and the files of it that make one stack."""

    id: str
    folder: Path
    files: tuple[str, ...]

    def load(self, folder: Path | None = None) -> Project:
        """The project as loaded, from its own folder or from a copy of it."""
        base = folder or self.folder
        return load(*(base / name for name in self.files), environ={"HOME": "/home/user"}, cwd=base)


STACKS = {
    "local": ("docker-compose.yml", "eclipse-pass.local.yml"),
    "full": (
        "docker-compose.yml",
        "eclipse-pass.local.yml",
        "docker-compose-deposit.yml",
        "docker-compose-dspace.yml",
    ),
    "demo": ("docker-compose.yml", "eclipse-pass.local.yml", "eclipse-pass.JHUAWSdemo.yml"),
}
NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
PASS_CASES = tuple(Case(f"pass-{name}", PASS, files) for name, files in STACKS.items())


def corpus_cases() -> tuple[Case, ...]:
    """Every stack of the corpus that Docker Compose can load; empty where the corpus is not there."""
    cases = [
        Case(folder.name, folder, (name,))
        for folder in sorted(CORPUS.glob("awesome-compose/*/"))
        for name in NAMES
        if (folder / name).is_file()
    ]
    docker = CORPUS / "pass-docker"
    if docker.is_dir():
        cases += [Case(f"pass-docker-{name}", docker, files) for name, files in STACKS.items()]
        invenio = docker / "invenio-rdm" / "pass-docker-invenio-rdm"
        cases += [
            Case(f"invenio-{name}", invenio, (name,))
            for name in ("docker-compose.yml", "docker-compose.full.yml")
        ]
        cases.append(Case("pass-docker-dspace-cli", docker, ("dspace-cli.yml", "dspace-cli.ingest.yml")))
    return tuple(cases)
