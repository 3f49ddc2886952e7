"""The one path through the program: load -> model -> passes -> emit -> report.

This file is the only place that knows the order of things. It reads top to bottom: which passes run and
why in this order, how they are run, and what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from pass_migrate.emit.bundle import emit
from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.write import Written, write
from pass_migrate.errors import InternalError, MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.ledger import Ledger, sweep
from pass_migrate.load.compose import load_compose
from pass_migrate.load.lower import lower
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map
from pass_migrate.model import App, Decision, Finding
from pass_migrate.passes import PASSES
from pass_migrate.passes.transform import Transform
from pass_migrate.records import dataclass
from pass_migrate.settings import Settings
from pass_migrate.verify.offline import verify
from pass_migrate.verify.violation import Violation


@dataclass(frozen=True, slots=True)
class Result:
    """A migration: the manifests, and the account of everything that went into them."""

    project: Project
    settings: Settings
    app: App
    """The model after all passes."""
    manifests: tuple[Manifest, ...]
    ledger: Ledger
    """Every leaf of the input with its fate."""
    steps: tuple[Step, ...]
    """Which pass changed what."""
    violations: tuple[Violation, ...]
    """What the offline verification found wrong with the manifests: a defect of this program if not empty."""
    external: tuple[str, ...] = ()
    """What the manifests expect in the cluster without making it, as `Kind/name`."""

    def __repr__(self) -> str:
        """One line: the project's name and what came out, counted; no value."""
        return (
            f"Result({self.app.name.value!r}, {len(self.manifests)} manifests, {len(self.findings)} "
            f"findings, {len(self.decisions)} decisions, {len(self.violations)} violations)"
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know."""
        return self.app.findings

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What a person has to decide, or has decided."""
        return self.app.decisions

    def write(self, folder: str | Path) -> Written:
        """Write the manifests, `report.md` and `report.json` into `folder`; see `emit.write`."""
        from pass_migrate.report import documents  # noqa: PLC0415 - a report is only needed when one is written

        return write(Path(folder), self.manifests, documents(self), self.external)


def load(
    *files: str | Path,
    project_directory: str | Path | None = None,
    project_name: str | None = None,
    profiles: Sequence[str] = (),
    env_files: Sequence[str | Path] = (),
    environ: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
    allow_outside: bool = False,
) -> Project:
    """Read a Compose project as Docker Compose does; without files, the one in the current folder.

    The keywords are Docker Compose's options of the same names. `environ` stands for the shell's variables
    (`os.environ` if None), `cwd` for the current folder; `allow_outside` lets files outside the project
    directory be read. Raises `MigrateError` with all that is wrong with the input.
    """
    return load_compose(
        files,
        project_directory=project_directory,
        project_name=project_name,
        profiles=profiles,
        env_files=env_files,
        environ=environ,
        cwd=cwd,
        allow_outside=allow_outside,
    )


def migrate(project: Project, settings: Settings | None = None) -> Result:
    """Turn a loaded project into manifests: lower, decide, emit, account, verify.

    Raises `MigrateError` if the project has no service that is on, or the settings do not fit it.
    """
    settings = settings or Settings()
    _refuse_emptiness(project)
    app, steps = run(lower(project, settings.target()))
    bundle = emit(app)
    ledger = sweep(project.journal, bundle.manifests, (*app.drops, *bundle.drops))
    return Result(
        project=project,
        settings=settings,
        app=app,
        manifests=bundle.manifests,
        ledger=ledger,
        steps=steps,
        violations=verify(
            bundle.manifests, external=bundle.external, kubernetes_version=app.target.kubernetes_version
        ),
        external=bundle.external,
    )


def _refuse_emptiness(project: Project) -> None:
    """A project without a service would become a lone Namespace, which nobody asked for."""
    services = project.tree.get("services")
    if isinstance(services, Map) and services.items:
        return
    read = list(project.sources.texts)
    place = Leaf(read[0], 0, 0, "") if read else None
    remedy = "if all services are behind profiles, switch one on with --profile"
    if read:
        remedy = f"read were {', '.join(read)}; {remedy}"
    raise MigrateError([Problem("the project has no services: there is nothing to convert", place, remedy)])


@dataclass(frozen=True, slots=True)
class Step:
    """One pass that changed the model: an entry of the journal."""

    transform: str
    wrote: frozenset[str]
    """The fields of the model that it changed."""


def run(app: App, passes: Iterable[Transform] = PASSES) -> tuple[App, tuple[Step, ...]]:
    """Run the passes in order; returns the decided model and the journal.

    Raises `InternalError` if a pass writes what it did not declare.
    """
    steps = []
    for transform in passes:
        after = transform.run(app)
        wrote = frozenset(changed(app, after))
        if stray := wrote - transform.writes - ALWAYS:
            raise InternalError(
                f"pass {transform.name} wrote {', '.join(sorted(stray))} without declaring it"
            )
        if wrote:
            steps.append(Step(transform.name, wrote))
        app = after
    return app, tuple(steps)


ALWAYS = frozenset({"findings", "decisions", "drops"})
"""What every pass may write."""


def changed(before: App, after: App) -> set[str]:
    """The fields that differ: `routes`, `workloads.kind` ... What both sides share costs one `is`."""
    if before is after:
        return set()
    out: set[str] = set()
    for spec in fields(App):
        old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old is new:
            continue
        if spec.name in ("workloads", "volumes") and len(old) == len(new):
            out |= {
                f"{spec.name}.{name}"
                for left, right in zip(old, new, strict=True)
                for name in _fields(left, right)
            }
        else:
            out.add(spec.name)
    return out


def _fields(old: Any, new: Any) -> list[str]:
    if old is new:
        return []
    kind: type = type(old)
    names, values = _reader(kind)
    return [
        name for name, left, right in zip(names, values(old), values(new), strict=True) if left is not right
    ]


@cache
def _reader(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a record's fields, and what reads all of them at once."""
    names = tuple(spec.name for spec in fields(kind))
    return names, attrgetter(*names)
