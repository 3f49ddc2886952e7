"""Every pass shows what it decides on small projects: fixtures/passes/<pass>/<case>/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pass_migrate.emit.manifest import field_text
from pass_migrate.ledger import Row, unaccounted
from pass_migrate.load.sources import Sources
from pass_migrate.passes import PASSES
from pass_migrate.pipeline import Result, load, migrate
from pass_migrate.settings import read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "passes"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/expected.yaml"))
MISSING = object()


def result_of(case: Path) -> Result:
    """The migration of a case, with its settings file if it has one."""
    settings = case / "pass-migrate.yaml"
    project = load(
        *sorted(case.glob("compose*.y*ml")), project_name="demo", environ={}, project_directory=case
    )
    return migrate(project, read(settings, Sources(case)) if settings.exists() else None)


def fields_of(result: Result) -> dict[str, Any]:
    """Every field of every manifest, by `Kind/name field`; containers of fields too."""
    out: dict[str, Any] = {}

    def walk(reference: str, node: Any, at: tuple[str | int, ...]) -> None:
        out[f"{reference} {field_text(at)}".strip()] = node
        if isinstance(node, dict):
            for key, value in node.items():
                walk(reference, value, (*at, key))
        elif isinstance(node, list):
            for index, item in enumerate(node):
                walk(reference, item, (*at, index))

    for item in result.manifests:
        walk(item.reference, item.body, ())
    return out


def rows_at(result: Result, address: str) -> list[Row]:
    """The ledger's rows at `file:line`, or at `file:line path`."""
    place, _, path = address.partition(" ")
    file, _, line = place.rpartition(":")
    return [row for row in result.ledger.at(file, int(line)) if path in ("", row.leaf.path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case_turns_out_as_expected(case: Path) -> None:
    """The manifests, fates, findings and decisions of a case are those that it states."""
    expected = yaml.safe_load((case / "expected.yaml").read_text())
    result = result_of(case)
    assert not unaccounted(result.ledger), [
        f"{row.leaf} {row.leaf.path}" for row in unaccounted(result.ledger)
    ]
    assert not result.violations
    fields = fields_of(result)
    wanted = expected.get("fields", {})
    assert {name: fields.get(name, MISSING) for name in wanted} == wanted
    assert [name for name in expected.get("absent", ()) if name in fields] == []
    for address, fate in expected.get("fates", {}).items():
        name, _, rule = fate.partition(" ")
        rows = rows_at(result, address)
        assert rows, f"no leaf at {address}"
        assert {row.fate.value for row in rows} == {name}, (
            address,
            [(row.leaf.path, row.fate.value, row.rule) for row in rows],
        )
        if rule:
            assert {row.rule for row in rows} == {rule}, address
    if "findings" in expected:
        assert {f"{item.id}/{item.subject}" for item in result.findings} >= set(expected["findings"])
    if "no_findings" in expected:
        assert not {item.id for item in result.findings} & set(expected["no_findings"])
    if "decisions" in expected:
        assert {item.id for item in result.decisions} >= set(expected["decisions"])


def test_every_pass_has_a_fixture() -> None:
    """A pass without a fixture shows nobody what it does."""
    assert {item.name for item in PASSES} <= {case.parent.name for case in CASES}
