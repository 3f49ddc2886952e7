"""What became what, in Markdown: diffs of components, secrets and addresses, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pass_migrate.model import SecretUse, UrlUse
from pass_migrate.report.content import Component, Report
from pass_migrate.report.markdown_cells import cell, code, fold, sentence, table
from pass_migrate.report.places import places
from pass_migrate.report.rows import Row, by_reason
from pass_migrate.report.verdict import FATES, WORDS, counted, kinds_text

MOST = 3
"""Objects that a cell names."""


def components(report: Report, headings: Mapping[tuple[str, str], str]) -> list[str]:
    """An overview, then the diff of each component; `headings` has their anchors."""
    out = ["## Components", ""]
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
    return _some(out)


def _some(names: Sequence[str]) -> str:
    """Names below each other, and how many there are beyond the first three."""
    more = [f"and {len(names) - MOST} more"] if len(names) > MOST + 1 else list(names[MOST:])
    return "<br>".join([*names[:MOST], *more])


def secrets(secrets: Sequence[SecretUse]) -> list[str]:
    """The secrets ledger: names, never values."""
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
                _some([code(target) for target in secret.target]),
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


def urls(urls: Sequence[UrlUse]) -> list[str]:
    """The URL ledger."""
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


def ended(title: str, about: str, found: Sequence[Row]) -> list[str]:
    """Values that end, by the reason."""
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


def overridden(found: Sequence[Row]) -> list[str]:
    """What lost a merge, and to what."""
    if not found:
        return []
    rows = [(cell(row.place), _told(row), cell(row.winner.place if row.winner else "")) for row in found]
    count = sum(len(row.leaves) for row in found)
    folded = fold(f"{counted(count, 'value')} lost a merge", table(("Source", "Value", "Winner"), rows))
    return ["## Overridden", "", *folded, ""]


def objects(report: Report) -> list[str]:
    """Every object and its file."""
    rows = [
        (code(manifest.reference), cell(manifest.path) + (" (private)" if manifest.private else ""))
        for manifest in report.manifests
    ]
    return ["## Objects", "", *fold(counted(len(rows), "object"), table(("Object", "File"), rows))]
