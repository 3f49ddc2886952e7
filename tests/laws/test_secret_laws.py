"""No secret value leaves the Secrets, and none is printed by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.facts import Fact, Leaf
from pass_migrate.knowledge.secret_values import is_development_default
from pass_migrate.load.tree import Scalar
from pass_migrate.passes.close_secrets import SURE, _names
from pass_migrate.pipeline import Result, load, migrate

FIXTURES = Path(__file__).parents[2] / "fixtures" / "passes"
CASES = sorted(path.parent for path in FIXTURES.glob("*secret*/*/expected.yaml"))
MARKER = "marker-of-a-secret-41"


def result_of(folder: Path) -> Result:
    """The migration of a project."""
    files = sorted(folder.glob("compose*.y*ml"))
    return migrate(load(*files, project_name="demo", environ={}, project_directory=folder))


def strings(node: object) -> list[str]:
    """Every string in an object, names of fields left out."""
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_no_value_of_a_secret_stands_in_another_manifest(case: Path) -> None:
    """Values of eight characters and more that are no everyday word are in private manifests alone."""
    result = result_of(case)
    names = set(_names(result.app))
    private = [manifest for manifest in result.manifests if manifest.private]
    public = [
        text for manifest in result.manifests if not manifest.private for text in strings(manifest.body)
    ]
    values = {
        text.strip()
        for manifest in private
        for text in strings(manifest.body.get("stringData", {}))
        if len(text.strip()) >= SURE and text.lower() not in names and not is_development_default(text)
    }
    assert public
    assert [text for text in public if any(value in text for value in values)] == []


def test_no_representation_shows_a_value(tmp_path: Path) -> None:
    """Whatever a notebook or a failing test prints of a migration, no value of the input is in it."""
    (tmp_path / "secret.txt").write_text(MARKER, encoding="utf-8")
    (tmp_path / "compose.yaml").write_text(
        f"services:\n  web:\n    image: nginx:1\n    command: [run, --password, {MARKER}]\n"
        f"    environment: {{DB_PASSWORD: {MARKER}, OTHER: 'x={MARKER}'}}\n"
        f"    secrets: [file]\nsecrets: {{file: {{file: ./secret.txt}}}}\n",
        encoding="utf-8",
    )
    project = load(tmp_path / "compose.yaml", project_name="demo", environ={}, project_directory=tmp_path)
    result = migrate(project)
    assert any(MARKER in str(manifest.body) for manifest in result.manifests)
    (web,) = result.app.workloads
    shown = (project, project.tree, project.sources, result, result.app, web, *result.app.configs)
    for thing in (*shown, *result.manifests, result.ledger):
        assert MARKER not in repr(thing)
        assert MARKER not in str(thing)
    assert repr(project) == "Project('demo', services: web)"
    assert repr(result.app) == "App('demo', workloads: web)"
    assert repr(result).startswith("Result('demo', ")


def test_facts_and_scalars_show_kind_and_place() -> None:
    """Enough to find the line, nothing of what it says."""
    leaf = Leaf("compose.yaml", 3, 5, "services.web.image")
    assert repr(Fact(MARKER, (leaf,))) == "Fact(<str>, at compose.yaml:3:5)"
    assert repr(Fact(1)) == "Fact(<int>)"
    assert repr(Scalar(MARKER, leaf)) == "Scalar(<str>, at compose.yaml:3:5)"
