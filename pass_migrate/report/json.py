"""The report as JSON, for programs; `schemas/report.json` describes it.

One line for each value of the source, so that two reports compare well line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pass_migrate.errors import Place, Problem
from pass_migrate.facts import Leaf
from pass_migrate.ledger import Row as Settled
from pass_migrate.model import Decision, Finding, SecretUse, UrlUse
from pass_migrate.report.content import Report
from pass_migrate.report.destinations import field_text, shown
from pass_migrate.report.explain import Origin
from pass_migrate.report.verdict import Verdict

_ENCODER = json.JSONEncoder(ensure_ascii=False)
VERSION = 1
"""Of the format; rises with a change that a reader has to know of."""


def render(report: Report) -> str:
    """The report, each entry of a list on a line of its own."""
    out = []
    for key, value in content(report).items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"    {_line(item)}" for item in value)
            out.append(f"  {_line(key)}: [\n{lines}\n  ]")
        else:
            out.append(f"  {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(out) + "\n}\n"


def content(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "version": VERSION,
        "project": report.project,
        "target": {
            "profile": report.target.profile,
            "namespace": report.namespace,
            "kubernetesVersion": report.target.kubernetes_version,
            "secrets": report.target.secrets,
        },
        "verdict": _verdict(report.verdict),
        "findings": [finding_content(finding) for finding in report.findings],
        "decisions": [decision_content(decision) for decision in report.decisions],
        "warnings": [_warning(problem) for problem in report.warnings],
        "secrets": [_secret(secret) for secret in report.secrets],
        "urls": [_url(url) for url in report.urls],
        "objects": [
            {
                "kind": manifest.kind,
                "name": manifest.name,
                "namespace": manifest.namespace,
                "file": manifest.path,
                "private": manifest.private,
            }
            for manifest in report.manifests
        ],
        "leaves": [leaf_content(row) for row in report.ledger.rows],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "sentence": verdict.sentence,
        "services": verdict.services,
        "objects": verdict.objects,
        "kinds": dict(verdict.kinds),
        "values": verdict.values,
        "fates": {fate.value: count for fate, count in verdict.fates.items()},
        "findings": {severity.value: count for severity, count in verdict.findings.items()},
        "decisions": {"open": verdict.open, "answered": verdict.answered},
    }


def finding_content(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "message": finding.message,
        "remedy": finding.remedy,
        "places": _places(finding.leaves),
    }


def decision_content(decision: Decision) -> dict[str, Any]:
    """A decision as plain data."""
    return {
        "id": decision.id,
        "subject": decision.subject,
        "question": decision.question,
        "open": decision.is_open,
        "default": decision.default,
        "consequence": decision.consequence,
        "alternatives": [
            {"answer": alternative.answer, "consequence": alternative.consequence}
            for alternative in decision.alternatives
        ],
        "answer": None if decision.answer is None else decision.answer.value,
        "places": _places(decision.leaves),
    }


def _warning(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "remedy": problem.remedy,
        "place": None if problem.place is None else _place(problem.place),
    }


def _secret(secret: SecretUse) -> dict[str, Any]:
    return {
        "name": secret.name,
        "kind": secret.kind,
        "consumers": list(secret.consumers),
        "target": list(secret.target),
        "default": secret.default,
        "sameAs": list(secret.same_as),
        "places": _places(secret.leaves),
    }


def _url(url: UrlUse) -> dict[str, Any]:
    return {
        "variable": url.variable,
        "address": url.address,
        "reach": url.reach.value,
        "target": url.target,
        "services": list(url.workloads),
        "places": _places(url.leaves),
    }


def leaf_content(row: Settled) -> dict[str, Any]:
    """A value of the source with its fate, as plain data."""
    fields = dict.fromkeys((item.manifest.reference, field_text(item.field)) for item in row.reached)
    out: dict[str, Any] = {
        **_place(row.leaf),
        "path": row.leaf.path,
        "fate": row.fate.value,
        "reason": row.reason,
        "rule": row.rule,
        "fields": [{"object": name, "field": field} for name, field in fields],
    }
    if row.winner is not None:
        out["winner"] = {**_place(row.winner), "path": row.winner.path}
    return out


def origin_content(origin: Origin) -> dict[str, Any]:
    """A field of a manifest and what it rests on, as plain data."""
    rule = origin.fact.rule
    return {
        "object": origin.manifest.reference,
        "field": field_text(origin.field),
        "value": shown(origin.manifest, origin.field) or None,
        "rule": "" if rule is None else rule.id,
        "reason": "" if rule is None else rule.why,
        "places": _places(origin.fact.leaves),
    }


def _places(leaves: Iterable[Leaf]) -> list[dict[str, Any]]:
    return [{**_place(leaf), "path": leaf.path} for leaf in leaves]


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _line(value: Mapping[str, Any] | list[Any] | str | int) -> str:
    return _ENCODER.encode(value)
