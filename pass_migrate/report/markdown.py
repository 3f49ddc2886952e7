"""The report as Markdown, to be read in a pull request: what needs attention is open, what is long is folded.

Stable from run to run: no times, no absolute paths, one row a line, so that the next run's report compares
well.
"""

from __future__ import annotations

from collections.abc import Sequence

from pass_migrate.model import Decision, Finding, Severity
from pass_migrate.report import markdown_diff
from pass_migrate.report.answers import alike, written
from pass_migrate.report.content import Report
from pass_migrate.report.markdown_cells import anchors, cell, code, sentence, table
from pass_migrate.report.places import places
from pass_migrate.report.verdict import FATES, WORDS, counted

SIGNS = {Severity.ERROR: "🛑", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}  # noqa: RUF001 - the sign for information


def render(report: Report) -> str:
    """The whole report."""
    lines = [
        *_verdict(report),
        *_findings(report),
        *_decisions(report.decisions),
        *markdown_diff.components(report, _headings(report)),
    ]
    lines += [*markdown_diff.secrets(report.secrets), *markdown_diff.urls(report.urls)]
    lines += markdown_diff.ended("Dropped", "These values have no equivalent in the cluster.", report.losses)
    lines += markdown_diff.overridden(report.overridden)
    lines += markdown_diff.ended("Without effect", "These values change nothing at run time.", report.idle)
    lines += markdown_diff.objects(report)
    return "\n".join(lines).rstrip("\n") + "\n"


def _verdict(report: Report) -> list[str]:
    verdict = report.verdict
    rows = [(WORDS[fate], f"{verdict.fates[fate]:,}") for fate in FATES if verdict.fates[fate]]
    return [
        f"# {cell(report.project)}: from Docker Compose to Kubernetes",
        "",
        f"**{counted(verdict.services, 'service')} → {counted(verdict.objects, 'object')}**: {verdict.made}.",
        f"**{counted(verdict.values, 'value')}**: {verdict.told}; **{verdict.accounted}**.",
        f"**Attention**: {verdict.attention}.",
        "",
        _target(report),
        "",
        *table(("Fate", "Values"), rows, right=(1,)),
        "",
        " · ".join(f"[{name}](#{found})" for (name, under), found in _headings(report).items() if not under),
        "",
    ]


def _target(report: Report) -> str:
    target = report.target
    release = f"Kubernetes {target.kubernetes_version} or later"
    return (
        f"Target: profile {code(target.profile)}, namespace {code(report.namespace)}, {release}, "
        f"secrets {code(target.secrets)}."
    )


def _headings(report: Report) -> dict[tuple[str, str], str]:
    """The anchor of every heading, by the section and what is under it."""
    decisions = [_title(same) for same in alike(report.decisions)]
    components = [component.name for component in report.components]
    none: list[str] = []
    there: tuple[tuple[str, Sequence[object], list[str]], ...] = (
        ("Findings", report.findings or report.warnings, none),
        ("Decisions", report.decisions, decisions),
        ("Components", report.components, components),
        ("Secrets", report.secrets, none),
        ("Addresses", report.urls, none),
        ("Dropped", report.losses, none),
        ("Overridden", report.overridden, none),
        ("Without effect", report.idle, none),
        ("Objects", report.manifests, none),
    )
    keys = [(name, under) for name, some, below in there if some for under in ("", *below)]
    return dict(zip(keys, anchors(under or name for name, under in keys), strict=True))


def _findings(report: Report) -> list[str]:
    if not report.findings and not report.warnings:
        return []
    out = ["## Findings", ""]
    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in report.findings:
        kinds.setdefault((finding.severity, finding.id), []).append(finding)
    for (severity, id_), same in kinds.items():
        out.append(f"- {SIGNS[severity]} **{severity.value}** {code(id_)}")
        remedies = {finding.remedy for finding in same}
        for finding in same:
            where = f" ({cell(places(finding.leaves))})" if finding.leaves else ""
            remedy = f" → {sentence(finding.remedy)}" if len(remedies) > 1 and finding.remedy else ""
            out.append(f"  - {code(finding.subject)}{where}: {sentence(finding.message)}{remedy}")
        out += [f"  - → {sentence(remedy)}" for remedy in remedies if remedy and len(remedies) == 1]
    for problem in report.warnings:
        where = f" ({cell(str(problem.place))})" if problem.place is not None else ""
        out.append(f"- {SIGNS[Severity.NOTE]} Docker Compose warns{where}: {sentence(problem.message)}")
    return [*out, ""]


def _decisions(decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return []
    pending = [decision for decision in decisions if decision.is_open]
    out = ["## Decisions", ""]
    if pending:
        questions = f"{counted(len(pending), 'question')} that only a person can answer."
        out += [
            f"{questions} Defaults stand in until the answers are in `pass-migrate.yaml`:",
            "",
            "```yaml",
            "answers:",
            *(f"  {written(decision.id)}: {written(decision.default)}" for decision in pending),
            "```",
            "",
        ]
    for same in alike(decisions):
        out += [f"### {cell(_title(same))}", ""]
        for decision in same:
            where = f" ({cell(places(decision.leaves))})" if decision.leaves else ""
            name = f"{code(decision.id)}: " if len(same) > 1 else ""
            out.append(f"{'- ' if name else ''}{name}{sentence(decision.question)}{where}")
        rows = [(_state(same[0], answer), sentence(consequence)) for answer, consequence in _answers(same[0])]
        out += ["", *table(("Answer", "Consequence"), rows), ""]
    return out


def _title(same: Sequence[Decision]) -> str:
    """The id of a question; of one that is asked of several things, what the ids have in common."""
    return same[0].id if len(same) == 1 else same[0].id.split("/", 1)[0]


def _answers(decision: Decision) -> list[tuple[str, str]]:
    """The possible answers with their consequences, the one in force first."""
    answers = {decision.value: ""}
    answers |= {decision.default: decision.consequence}
    answers |= {
        item.answer: item.consequence for item in decision.alternatives if item.answer != decision.default
    }
    return list(answers.items())


def _state(decision: Decision, answer: str) -> str:
    if answer != decision.value:
        return code(answer)
    return f"**{code(answer)}** ({'default, in force' if decision.is_open else 'answered'})"
