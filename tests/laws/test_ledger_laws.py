"""The promises that hold for every project: all is accounted for and grounded; order does not matter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from pass_migrate.emit.write import files_of
from pass_migrate.facts import Fate
from pass_migrate.ledger import grounded, unaccounted
from pass_migrate.load.lower.drops import DROPS
from pass_migrate.pipeline import Result, load, migrate
from tests.corpus import PASS_CASES, ROOT, Case, corpus_cases

ATTRIBUTES = Case("attributes", ROOT / "fixtures" / "attributes", ("compose.yaml",))
CASES = [ATTRIBUTES, *PASS_CASES, *corpus_cases()]


def ids(case: Case) -> str:
    """The name of a case in test reports."""
    return case.id


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    """Migrations, made once for the tests of this module."""
    return {}


def result_of(case: Case, results: dict[str, Result]) -> Result:
    """The migration of a case."""
    if case.id not in results:
        results[case.id] = migrate(case.load())
    return results[case.id]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_every_leaf_has_exactly_one_fate(case: Case, results: dict[str, Result]) -> None:
    """No leaf of the input is unaccounted for, none is missing from the ledger, none is there twice."""
    result = result_of(case, results)
    assert [f"{row.leaf} {row.leaf.path}" for row in unaccounted(result.ledger)] == []
    assert [row.leaf for row in result.ledger] == result.project.journal.universe()
    assert len({row.leaf for row in result.ledger}) == len(result.ledger)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_every_field_rests_on_a_leaf_or_a_rule(case: Case, results: dict[str, Result]) -> None:
    """No manifest field comes from nowhere: it cites a leaf of the input or names the rule that chose it."""
    for manifest in result_of(case, results).manifests:
        assert grounded(manifest) == [], manifest.reference
        for field, fact in manifest.sources.items():
            assert fact.leaves or fact.rule is not None, (manifest.reference, field)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_manifests_pass_their_own_verification(case: Case, results: dict[str, Result]) -> None:
    """Everything that is emitted passes the offline checks."""
    assert result_of(case, results).violations == ()


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_order_of_mapping_keys_changes_no_byte(
    case: Case, results: dict[str, Result], tmp_path: Path
) -> None:
    """A project whose mappings are written in the opposite order gives the same files."""
    copy = tmp_path / "project"
    shutil.copytree(case.folder, copy, symlinks=True)
    for path in [*copy.rglob("*.yml"), *copy.rglob("*.yaml")]:
        if path.name in case.files or "services:" in path.read_text(encoding="utf-8"):
            path.write_text(reversed_keys(path.read_text(encoding="utf-8")), encoding="utf-8")
    name = str(result_of(case, results).project.name.value)
    again = migrate(
        load(
            *(copy / file for file in case.files), environ={"HOME": "/home/user"}, cwd=copy, project_name=name
        )
    )
    base = migrate(
        load(
            *(case.folder / file for file in case.files),
            environ={"HOME": "/home/user"},
            cwd=case.folder,
            project_name=name,
        )
    )
    assert files_of(again.manifests) == files_of(base.manifests)


def reversed_keys(text: str) -> str:
    """A YAML text with the keys of every mapping in the opposite order."""
    documents = list(yaml.compose_all(text, yaml.SafeLoader))
    seen: set[int] = set()

    def turn(node: yaml.Node | None) -> None:
        if node is None or id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            node.value.reverse()
            for _, value in node.value:
                turn(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                turn(item)

    for document in documents:
        turn(document)
    return str(yaml.serialize_all(documents, Dumper=yaml.SafeDumper))


def test_every_drop_is_live(results: dict[str, Result]) -> None:
    """Every line of the drop table is needed by the project that has every attribute."""
    fired = {drop.rule.id for drop in result_of(ATTRIBUTES, results).app.drops}
    assert {rule.id for rule in DROPS.values()} <= fired


def test_fates_of_the_attribute_project_are_all_kinds(results: dict[str, Result]) -> None:
    """The project that has every attribute meets every fate but `unaccounted`."""
    met = {row.fate for row in result_of(ATTRIBUTES, results).ledger}
    assert met == set(Fate) - {Fate.UNACCOUNTED}
