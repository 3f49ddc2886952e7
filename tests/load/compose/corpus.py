"""The stacks of the corpus: whole projects, and every Compose file of it alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import CORPUS
from tests.load.compose.cases import Case

PASS = "pass-docker"
INVENIO = f"{PASS}/invenio-rdm/pass-docker-invenio-rdm"
LOCAL = ("docker-compose.yml", "eclipse-pass.local.yml")
DEPOSIT = (*LOCAL, "docker-compose-deposit.yml")
GENERATED = "invenio-rdm/pass-docker-invenio-rdm/.eclipse-pass.invenio.local_env"
"""An env file that the stack generates; it is in no repository."""
DOCUMENTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (PASS, LOCAL),
    (PASS, (*DEPOSIT, "docker-compose-dspace.yml")),
    (PASS, (*DEPOSIT, "docker-compose-deposit-invenio-rdm.yml")),
    (PASS, (*LOCAL, "eclipse-pass.JHUAWSdemo.yml")),
    (PASS, (*DEPOSIT, "eclipse-pass.JHUAWSdemo.yml")),
    (PASS, ("dspace-cli.yml", "dspace-cli.ingest.yml")),
    (PASS, (*DEPOSIT, "docker-compose-dspace.yml", "dspace-cli.yml", "dspace-cli.ingest.yml")),
    (PASS, ()),
    (INVENIO, ()),
    (INVENIO, ("docker-compose.full.yml",)),
    (INVENIO, ("docker-compose.full.yml", "docker-services.yml")),
)


@dataclass(frozen=True, slots=True)
class Stack:
    """A folder of the corpus, and the files of it that are loaded; the usual names if none are given."""

    folder: str
    files: tuple[str, ...]
    generated: bool = False
    """Whether the env file that the stack generates is there."""

    @property
    def id(self) -> str:
        """How the stack is called in a test run."""
        return ":".join((self.folder, *self.files, *(["generated"] if self.generated else [])))

    def copy(self, to: Path) -> tuple[Path, Case]:
        """A copy of the folder in a fresh place, and the load as a case."""
        top = self.folder.split("/")[0]
        shutil.copytree(CORPUS / top if top == PASS else CORPUS / self.folder, to / "copy")
        folder = to / "copy" / Path(*self.folder.split("/")[1:]) if top == PASS else to / "copy"
        if self.generated:
            (folder / GENERATED).write_text(
                "PASS_DEPOSIT_SVC_JAVA_OPTS=-Dx=y \\\nINVENIORDM_API_TOKEN=<key>\n"
            )
        return folder, Case("corpus", self.id, {}, {"files": list(self.files)})


def corpus_stacks() -> list[Stack]:
    """Every stack of the corpus; empty where the corpus is not there."""
    if not CORPUS.is_dir():
        return []
    stacks = [Stack(f"awesome-compose/{path.name}", ()) for path in sorted(CORPUS.glob("awesome-compose/*/"))]
    stacks += [Stack(folder, files) for folder, files in DOCUMENTED]
    stacks.append(Stack(PASS, (*DEPOSIT, "docker-compose-deposit-invenio-rdm.yml"), generated=True))
    alone = (path.relative_to(CORPUS / PASS) for path in sorted((CORPUS / PASS).rglob("*.y*ml")))
    return stacks + [Stack(PASS, (path.as_posix(),)) for path in alone]
