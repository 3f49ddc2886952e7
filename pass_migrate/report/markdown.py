"""The report as Markdown, to be read in a pull request: what needs attention is open, what is long is folded.

Stable from run to run: no times, no absolute paths, one row a line, so that the next run's report compares
well.
"""

from __future__ import annotations

from collections.abc import Sequence

from pass_migrate.model import Decision, Finding, SecretUse, Severity, UrlUse
from pass_migrate.report.answers import alike, written
from pass_migrate.report.content import Component, Report
from pass_migrate.report.markdown_cells import anchors, cell, code, fold, sentence, table
from pass_migrate.report.places import places
from pass_migrate.report.rows import Row, by_reason
from pass_migrate.report.verdict import FATES, WORDS, counted, kinds_text

SIGNS = {Severity.ERROR: "🛑", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}  # noqa: RUF001 - the sign for information


def render(report: Report) -> str:
    """The whole report."""
    lines = [*_verdict(report), *_findings(report), *_decisions(report.decisions), *_components(report)]
    lines += [*_secrets(report.secrets), *_urls(report.urls)]
    lines += _ended("Dropped", "These values have no equivalent in the cluster.", report.losses)
    lines += _overridden(report.overridden)
    lines += _ended("Without effect", "These values change nothing at run time.", report.idle)
    lines += _objects(report)
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


def _components(report: Report) -> list[str]:
    out, headings = ["## Components", ""], _headings(report)
    summary = [
        (
            f"[{cell(component.name)}](#{headings['Components', component.name]})",
            cell(component.leaf.place.rsplit(":", 1)[0]) if component.leaf is not None else "",
            kinds_text(component.kinds),
            *(f"{component.fates[fate]:,}" if component.fates[fate] else "" for fate in FATES[:4]),
        )
        for component in report.components
    ]
    fates = tuple(WORDS[fate] for fate in FATES[:4])
    out += [*table(("Component", "From", "Objects", *fates), summary, right=(3, 4, 5, 6)), ""]
    for component in report.components:
        out += _component(component)
    return out


def _component(component: Component) -> list[str]:
    out = [f"### {cell(component.name)}", ""]
    image = f"{code(component.image)} → " if component.image else ""
    out += [f"{image}{', '.join(code(manifest.reference) for manifest in component.objects)}", ""]
    rows = [
        (
            cell(row.place),
            _told(row, component.service),
            WORDS[row.fate],
            _destinations(row),
            sentence(row.why),
        )
        for row in component.rows
    ]
    count = sum(len(row.leaves) for row in component.rows)
    diff = table(("Source", "Value", "Fate", "Becomes", "Why"), rows)
    return [*out, *fold(f"What became of {counted(count, 'value')}", diff), ""]


def _what(row: Row) -> str:
    return (
        cell(row.what)
        if row.what.endswith((" variables", " files", " values)", " the file"))
        else code(row.what)
    )


def _destinations(row: Row) -> str:
    out = []
    for found in row.destinations:
        value = (
            f" = {code(found.value)}"
            if found.value
            else " (value not shown)"
            if found.manifest.private
            else ""
        )
        more = f" ({counted(found.count, 'field')})" if found.count > 1 else ""
        out.append(f"{code(found.text)}{value}{more}")
    return "<br>".join(out) if len(out) < 4 else "<br>".join([*out[:3], f"and {len(out) - 3} more objects"])


def _secrets(secrets: Sequence[SecretUse]) -> list[str]:
    if not secrets:
        return []
    rows = []
    for secret in secrets:
        remarks = ["**a value that everybody knows**"] if secret.default else []
        remarks += (
            [f"same value as {', '.join(code(name) for name in secret.same_as)}"] if secret.same_as else []
        )
        rows.append(
            (
                code(secret.name),
                secret.kind,
                cell(places(secret.leaves)),
                ", ".join(map(cell, secret.consumers)),
                "<br>".join(map(code, secret.target)),
                "; ".join(remarks),
            )
        )
    head = ("Secret", "Kind", "Today", "Used by", "Will live in", "Remarks")
    return [
        "## Secrets",
        "",
        "Names only; no value leaves the folder of secrets.",
        "",
        *table(head, rows),
        "",
    ]


def _urls(urls: Sequence[UrlUse]) -> list[str]:
    if not urls:
        return []
    rows = [
        (
            code(url.variable),
            code(url.address),
            url.reach.value,
            cell(url.target),
            ", ".join(map(cell, url.workloads)),
            cell(places(url.leaves)),
        )
        for url in urls
    ]
    head = ("Where it is given", "Address", "Reaches", "Workload", "Used by", "Source")
    return ["## Addresses", "", *table(head, rows), ""]


def _ended(title: str, about: str, found: Sequence[Row]) -> list[str]:
    if not found:
        return []
    out = [f"## {title}", "", about, ""]
    for (reason, rule), same in by_reason(found).items():
        count = sum(len(row.leaves) for row in same)
        head = f"{sentence(reason)} {code(rule) if rule else ''}".strip()
        listed = [f"- {cell(row.place)} {_told(row)}" for row in same]
        out += [*fold(f"{head} ({counted(count, 'value')})", listed), ""]
    return out


def _told(row: Row, service: str = "") -> str:
    """What values are, with the service they belong to unless it is the one at hand."""
    whose = f"{code(row.whose(service))} " if row.whose(service) else ""
    return f"{whose}{_what(row)}"


def _overridden(found: Sequence[Row]) -> list[str]:
    if not found:
        return []
    rows = [(cell(row.place), _told(row), cell(row.winner.place if row.winner else "")) for row in found]
    count = sum(len(row.leaves) for row in found)
    folded = fold(f"{counted(count, 'value')} lost a merge", table(("Source", "Value", "Winner"), rows))
    return ["## Overridden", "", *folded, ""]


def _objects(report: Report) -> list[str]:
    rows = [
        (code(manifest.reference), cell(manifest.path) + (" (private)" if manifest.private else ""))
        for manifest in report.manifests
    ]
    return ["## Objects", "", *fold(counted(len(rows), "object"), table(("Object", "File"), rows))]
