"""What is installed is what is in the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.corpus import PASS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.mark.long
def test_the_example_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """Every file of the PASS stack comes along, hidden ones too, and executable ones executable."""
    names = set(wheel.namelist())
    for path in PASS.rglob("*"):
        inside = path.relative_to(PASS)
        if path.is_dir() or inside.parts[0] == "expected":
            continue
        member = f"pass_migrate/_fixtures/pass/{inside.as_posix()}"
        assert member in names
        assert wheel.read(member) == path.read_bytes()
        executable = bool(wheel.getinfo(member).external_attr >> 16 & 0o100)
        assert executable == bool(path.stat().st_mode & 0o100)
    assert not any("/expected/" in name for name in names)


@pytest.mark.long
def test_schemas_and_knowledge_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """What the program reads at run time is inside of it."""
    names = set(wheel.namelist())
    assert {f"pass_migrate/_schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")} <= names
    knowledge = ROOT / "pass_migrate" / "knowledge"
    assert {f"pass_migrate/knowledge/{path.name}" for path in knowledge.glob("*.yaml")} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
