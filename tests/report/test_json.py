"""`report.json` is what its schema says, and its numbers add up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from pass_migrate.facts import Fate
from pass_migrate.report import documents
from tests.report.example import SECRET, example

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """The report on the example, read back."""
    content: dict[str, Any] = json.loads(documents(example())["report.json"])
    return content


def test_the_report_is_what_its_schema_says(report: dict[str, Any]) -> None:
    """Nothing in the report is unknown to the schema."""
    jsonschema_rs.validate(SCHEMA, report)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.pop("leaves"),
        lambda report: report["leaves"][0].update(fate="lost"),
        lambda report: report["leaves"][0].pop("reason"),
        lambda report: report["findings"][0].update(severity="fatal"),
        lambda report: report["objects"][0].update(extra=1),
        lambda report: report["leaves"][0].update(file="/absolute/path"),
        lambda report: next(leaf for leaf in report["leaves"] if leaf["fate"] == "overridden").pop("winner"),
    ],
)
def test_the_schema_refuses_what_is_no_report(report: dict[str, Any], spoil: Any) -> None:
    """The schema is strict: a field too few, too many or of another kind is refused."""
    spoiled = json.loads(json.dumps(report))
    spoil(spoiled)
    assert not jsonschema_rs.is_valid(SCHEMA, spoiled)


def test_the_schema_knows_every_fate() -> None:
    """A fate of the ledger can be reported."""
    assert sorted(SCHEMA["$defs"]["fate"]["enum"]) == sorted(fate.value for fate in Fate)


def test_the_numbers_of_the_verdict_are_those_of_the_lists(report: dict[str, Any]) -> None:
    """Whoever counts the lists gets the verdict."""
    verdict = report["verdict"]
    fates = Counter(leaf["fate"] for leaf in report["leaves"])
    assert verdict["fates"] == {fate.value: fates[fate.value] for fate in Fate}
    assert verdict["values"] == len(report["leaves"])
    assert verdict["kinds"] == dict(Counter(item["kind"] for item in report["objects"]))
    assert verdict["objects"] == len(report["objects"])
    severities = Counter(finding["severity"] for finding in report["findings"])
    assert verdict["findings"] == {name: severities[name] for name in ("error", "warning", "note")}
    assert verdict["decisions"]["open"] == sum(decision["open"] for decision in report["decisions"])


def test_a_value_names_the_fields_it_reached(report: dict[str, Any]) -> None:
    """A program can go from a line of the source to the fields of the manifests."""
    (port,) = [leaf for leaf in report["leaves"] if leaf["path"] == "services.web.ports[0]#target"]
    assert (port["file"], port["line"], port["column"], port["fate"]) == ("local.yml", 7, 12, "carried")
    assert port["fields"] == [
        {"object": "Deployment/web", "field": "spec.template.spec.containers[0].ports[0].containerPort"},
        {"object": "Service/web", "field": "spec.ports[0].port"},
        {"object": "Service/web", "field": "spec.ports[0].targetPort"},
    ]


def test_a_value_that_ends_says_why(report: dict[str, Any]) -> None:
    """A dropped value has its rule and reason; an overridden one names the winner."""
    by_path = {(leaf["path"], leaf["line"]): leaf for leaf in report["leaves"]}
    dropped = by_path["services.web.ports[0]#published", 7]
    assert (dropped["fate"], dropped["rule"], dropped["fields"]) == ("dropped", "host-port", [])
    assert dropped["reason"].startswith("A cluster has no Docker host")
    lost = by_path["services.web.image", 4]
    assert lost["fate"] == "overridden"
    assert lost["winner"] == {
        "file": "docker-compose.yml",
        "line": 3,
        "column": 5,
        "path": "services.web.image",
    }


def test_decisions_keep_their_answers_apart_from_defaults(report: dict[str, Any]) -> None:
    """Open decisions come first; an answered one has its answer."""
    assert [(item["id"], item["open"], item["answer"]) for item in report["decisions"]] == [
        ("volume-size/data", True, None),
        ("public-host/web", False, "shop.example.org"),
    ]


def test_each_value_has_a_line_of_its_own() -> None:
    """Two reports compare line by line."""
    lines = documents(example())["report.json"].splitlines()
    leaves = [line for line in lines if '"fate":' in line and '"verdict"' not in line]
    assert len(leaves) == len(example().ledger)
    assert all(json.loads(line.rstrip(","))["path"] for line in leaves)


def test_no_secret_value_is_in_any_document() -> None:
    """The value of a secret appears in no report; its name does."""
    for text in documents(example()).values():
        assert SECRET not in text
        assert "DB_PASSWORD" in text
