"""What the report says, before it is written in any format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pass_migrate.emit.manifest import Manifest
from pass_migrate.errors import Problem
from pass_migrate.facts import Fate, Leaf
from pass_migrate.ledger import AS_IT_IS, PRECEDENCE, Ledger, Reached
from pass_migrate.ledger import Row as Settled
from pass_migrate.model import Decision, Finding, SecretUse, Severity, Target, UrlUse
from pass_migrate.records import dataclass, replace
from pass_migrate.report.places import attribute, service_of
from pass_migrate.report.rows import Row, rows
from pass_migrate.report.verdict import Verdict, by_kind, verdict

if TYPE_CHECKING:
    from pass_migrate.pipeline import Result

WHOLE = "application"
"""The component of what belongs to no workload."""
LOADING = frozenset({"env_file", "extends", "include"})
"""Attributes that name files: what is in those has rows of its own."""
NAME_LABEL = "app.kubernetes.io/name"

_SEVERITIES = {severity: position for position, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Component:
    """A workload with all that belongs to it, or what belongs to no workload; and where it all comes from."""

    name: str
    """Its Kubernetes name, or `WHOLE`."""
    service: str
    """Key of the Compose service; empty for `WHOLE`."""
    leaf: Leaf | None
    """Where the service is named."""
    image: str
    """Its image; empty if none is written."""
    objects: tuple[Manifest, ...]
    rows: tuple[Row, ...]
    """What became what, in the order of the source; values that reached nothing come where they stand."""
    fates: Mapping[Fate, int]
    """Values by fate, of those in `rows`."""

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many objects of each kind."""
        return by_kind(self.objects)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    project: str
    target: Target
    namespace: str
    verdict: Verdict
    components: tuple[Component, ...]
    """Workloads by name; what belongs to no workload is last."""
    findings: tuple[Finding, ...]
    """Errors first."""
    decisions: tuple[Decision, ...]
    """Open ones first."""
    losses: tuple[Row, ...]
    """What was dropped, one row for each reason and service."""
    idle: tuple[Row, ...]
    """What has no effect at run time, likewise."""
    overridden: tuple[Row, ...]
    """What lost a merge, one row for each service, attribute and winner."""
    secrets: tuple[SecretUse, ...]
    urls: tuple[UrlUse, ...]
    warnings: tuple[Problem, ...]
    """What Docker Compose itself would warn of."""
    manifests: tuple[Manifest, ...]
    ledger: Ledger

    @property
    def open(self) -> tuple[Decision, ...]:
        """The decisions that nobody has taken yet."""
        return tuple(decision for decision in self.decisions if decision.is_open)


def report_on(result: Result) -> Report:
    """The report on a migration."""
    app, ledger = result.app, result.ledger
    findings = sorted(
        result.findings, key=lambda found: (_SEVERITIES[found.severity], found.id, found.subject)
    )
    decisions = sorted(result.decisions, key=lambda asked: (not asked.is_open, asked.id))
    return Report(
        project=app.name.value,
        target=app.target,
        namespace=app.namespace.value if app.namespace is not None else "",
        verdict=verdict(len(app.workloads), result.manifests, ledger, findings, decisions),
        components=components(result),
        findings=tuple(findings),
        decisions=tuple(decisions),
        losses=_of(ledger, Fate.DROPPED),
        idle=_of(ledger, Fate.IRRELEVANT),
        overridden=_of(ledger, Fate.OVERRIDDEN),
        secrets=app.secrets,
        urls=app.urls,
        warnings=result.project.warnings,
        manifests=result.manifests,
        ledger=ledger,
    )


def components(result: Result) -> tuple[Component, ...]:
    """The workloads, each with its objects and rows; at the end what belongs to none of them."""
    workloads = {workload.display_name: workload for workload in result.app.workloads}
    by_service = {workload.key.value: name for name, workload in workloads.items()}
    owner = {id(manifest): _owner(manifest, workloads) for manifest in result.manifests}
    settled: dict[str, list[tuple[Settled, Sequence[Reached]]]] = {name: [] for name in workloads}
    settled[WHOLE] = []
    for row in result.ledger.rows:
        by_owner: dict[str, list[Reached]] = {}
        if attribute(row.leaf) not in LOADING:
            for item in row.reached:
                by_owner.setdefault(owner[id(item.manifest)], []).append(item)
        if not by_owner and row.fate not in (Fate.OVERRIDDEN, Fate.IRRELEVANT):
            by_owner[by_service.get(service_of(row.leaf), WHOLE)] = []
        # Asked once: a value may reach every component.
        explained = _speaks(row.reached, row.rule)
        for name, reached in by_owner.items():
            settled[name].append((_here(row, reached) if explained else row, reached))
    objects: dict[str, list[Manifest]] = {}
    for manifest in result.manifests:
        objects.setdefault(owner[id(manifest)], []).append(manifest)
    out = []
    for name, found in settled.items():
        workload = workloads.get(name)
        if workload is None and not found and name not in objects:
            continue
        out.append(
            Component(
                name=name,
                service=workload.key.value if workload else "",
                leaf=next(iter(workload.key.leaves), None) if workload else None,
                image=workload.image.value if workload and workload.image else "",
                objects=tuple(objects.get(name, ())),
                rows=rows(found),
                fates=Counter(row.fate for row, _ in found),
            )
        )
    return tuple(sorted(out, key=lambda component: (component.name == WHOLE, component.name)))


def _here(row: Settled, reached: Sequence[Reached]) -> Settled:
    """The row as one component sees it: a reason that speaks of fields elsewhere is not given here."""
    if len(reached) == len(row.reached) or _speaks(reached, row.rule):
        return row
    rules = [item.rule for item in reached if item.rule is not None]
    first = min(rules, key=lambda rule: PRECEDENCE[rule.fate], default=None)
    if first is None or PRECEDENCE[first.fate] > PRECEDENCE[Fate.CARRIED]:
        return replace(row, fate=Fate.CARRIED, reason=AS_IT_IS, rule="")
    return replace(row, fate=first.fate, reason=first.why, rule=first.id)


def _speaks(items: Sequence[Reached], rule: str) -> bool:
    """Whether one of these fields rests on its value through the rule."""
    return any(item.rule is not None and item.rule.id == rule for item in items)


def _owner(manifest: Manifest, workloads: Mapping[str, object]) -> str:
    """The component of an object: what its recommended label names, as far as that is a workload."""
    labels = manifest.body.get("metadata", {}).get("labels") or {}
    for name in (labels.get(NAME_LABEL), manifest.folder):
        if name in workloads:
            return str(name)
    return WHOLE


def _of(ledger: Ledger, fate: Fate) -> tuple[Row, ...]:
    """The values of one fate, gathered."""
    found: Iterable[tuple[Settled, Sequence[Reached]]] = ((row, ()) for row in ledger.of(fate))
    return rows(found)
