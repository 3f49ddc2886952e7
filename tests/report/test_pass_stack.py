"""The report on the PASS stack: complete, readable, and without a secret."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest

from pass_migrate import Result, load, migrate
from pass_migrate.emit.write import text_of
from pass_migrate.facts import Fate
from pass_migrate.report import Report, documents, report_on, text
from pass_migrate.report.style import console

ROOT = Path(__file__).parents[2]
PASS = ROOT / "fixtures" / "pass"
FILES = (PASS / "docker-compose.yml", PASS / "eclipse-pass.local.yml")


@pytest.fixture(scope="module")
def result() -> Result:
    """The PASS stack, migrated."""
    return migrate(load(*FILES, environ={}, cwd=PASS))


@pytest.fixture(scope="module")
def report(result: Result) -> Report:
    """The report on it."""
    return report_on(result)


def printed(report: Report, *, full: bool) -> str:
    """The report on a terminal."""
    stream = io.StringIO()
    text.show(report, console(stream), full=full)
    return stream.getvalue()


def test_every_value_is_in_the_report_once_as_a_leaf(result: Result, report: Report) -> None:
    """The JSON has every leaf, and no row of the other formats loses one."""
    leaves = json.loads(documents(result)["report.json"])["leaves"]
    assert len(leaves) == len(result.ledger)
    shown = {leaf for component in report.components for row in component.rows for leaf in row.leaves}
    shown |= {leaf for row in (*report.idle, *report.overridden) for leaf in row.leaves}
    assert shown == {row.leaf for row in result.ledger.rows}


def test_the_report_is_what_its_schema_says(result: Result) -> None:
    """Real findings, decisions, secrets and addresses fit the schema."""
    schema = json.loads((ROOT / "schemas" / "report.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, json.loads(documents(result)["report.json"]))


def test_the_first_screen_says_what_came_of_it(report: Report) -> None:
    """Services, objects and values, and that nothing is unaccounted, stand above everything else."""
    head = " ".join(" ".join(printed(report, full=False).splitlines()[:9]).split())
    assert head.startswith("pass → Kubernetes portable · namespace pass")
    assert "8 services → " in head
    assert "nothing unaccounted" in head
    assert f"{len(report.ledger)} values" in head


def test_the_summary_fits_two_screens(report: Report) -> None:
    """With files written, eight services do not take more than a hundred lines to tell."""
    assert len(printed(report, full=False).splitlines()) <= 110


def test_variables_of_env_files_are_one_row_for_each_object(report: Report) -> None:
    """The 22 variables of .env that reach the ConfigMap of pass-core are a row, not 22."""
    (core,) = [component for component in report.components if component.name == "pass-core"]
    rows = [row for row in core.rows if row.file == ".env" and row.what.endswith("variables")]
    reached = [(found.object, row.fate) for row in rows for found in row.destinations]
    assert ("ConfigMap/pass-core-env", Fate.CARRIED) in reached
    assert max(len(row.leaves) for row in rows) > 20


def test_a_published_port_is_told_apart_from_the_port_behind_it(report: Report) -> None:
    """Line 59 of the overlay: clients call idp:8080, and 9080 was the Docker host's number."""
    (idp,) = [component for component in report.components if component.name == "idp"]
    rows = {row.what: row for row in idp.rows if row.place == "eclipse-pass.local.yml:59"}
    assert set(rows) == {"ports[0] target", "ports[0] published"}
    service = [found for found in rows["ports[0] target"].destinations if found.object == "Service/idp"]
    assert [found.value for found in service] == ["8080"]


def secrets(result: Result) -> Iterator[str]:
    """Every line of every secret value that is no word of the public manifests."""
    public = "\n".join(text_of(manifest) for manifest in result.manifests if not manifest.private)
    names = {workload.key.value for workload in result.app.workloads}
    for manifest in result.manifests:
        if manifest.private:
            for value in manifest.body.get("stringData", {}).values():
                for line in map(str.strip, str(value).splitlines()):
                    if len(line) > 4 and line not in public and line not in names:
                        yield line


def test_no_secret_value_is_in_any_form_of_the_report(result: Result, report: Report) -> None:
    """Passwords, keys and secret files reach no report."""
    held = set(secrets(result))
    assert len(held) > 10
    told = [*documents(result).values(), printed(report, full=True), printed(report, full=False)]
    assert [line for line in held if any(line in form for form in told)] == []


def test_no_absolute_path_is_in_any_form_of_the_report(result: Result, report: Report) -> None:
    """A report may be kept in Git: it says nothing about the machine it was made on."""
    told = [*documents(result).values(), printed(report, full=True)]
    assert [form for form in told if str(ROOT) in form or str(Path.home()) in form] == []
