"""The names that scripts may rely on, and that nothing else is offered."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import pass_migrate
from pass_migrate.shipped import example

ROOT = Path(__file__).parents[1]


def test_every_public_name_exists_and_is_documented() -> None:
    """What is exported is there, says what it is, and has a heading in the reference."""
    reference = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for name in pass_migrate.__all__:
        assert inspect.getdoc(getattr(pass_migrate, name)), f"{name} has no docstring"
        assert f"\n## {name}\n" in reference
    headings = [line[3:] for line in reference.splitlines() if line.startswith("## ")]
    assert headings == pass_migrate.__all__


def test_the_list_of_names_is_sorted_and_complete() -> None:
    """The list is in order, and every name that the package can give is in it."""
    assert sorted(pass_migrate.__all__, key=str.casefold) == sorted(pass_migrate.__all__, key=str.casefold)
    assert set(pass_migrate.__all__) | {"__version__"} == set(dir(pass_migrate))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not exported is refused as Python refuses it."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        pass_migrate.nothing  # noqa: B018


@pytest.mark.parametrize("first", ["Settings", "Fact", "Result", "load"])
def test_load_is_a_function_whatever_is_imported_first(first: str) -> None:
    """The subpackage of the same name never takes its place."""
    script = (
        f"from pass_migrate import {first}; import pass_migrate.load.compose; import "
        "pass_migrate.load.journal;"
        "from pass_migrate import load; import inspect; print(inspect.isfunction(load))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "True\n"


def test_a_script_of_five_lines_does_what_the_command_does(tmp_path: Path) -> None:
    """Loading, migrating, looking at every part of the result and writing work from a script."""
    folder = example()
    project = pass_migrate.load(folder / "docker-compose.yml", folder / "eclipse-pass.local.yml", environ={})
    result = pass_migrate.migrate(project, pass_migrate.Settings(namespace="elsewhere"))
    assert {manifest.namespace for manifest in result.manifests if manifest.kind != "Namespace"} == {
        "elsewhere"
    }
    (row,) = [
        each for each in result.ledger.at("eclipse-pass.local.yml", 59) if each.leaf.path.endswith("#target")
    ]
    assert ("Service/idp", "port") in {(each.manifest.reference, each.field[-1]) for each in row.reached}
    assert {decision.id for decision in result.decisions} >= {"volume-size/db"}
    assert {finding.id for finding in result.findings} >= {"mutating-health-check"}
    written = result.write(tmp_path / "k8s")
    assert {"kustomization.yaml", "report.md", "report.json"} <= set(written.files)
