"""Manifests in files, as somebody may have edited them."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.verify import verify_folder
from tests.verify.bundle import GOOD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the folder in which everything is in order."""
    return copytree(GOOD, tmp_path / "k8s")


def replace(file: Path, old: str, new: str) -> None:
    """Edit a file, as a person would."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_folder_that_is_in_order_passes(folder: Path) -> None:
    """Nothing is found in a folder in which nothing is wrong."""
    assert verify_folder(folder) == ()


def test_a_violation_names_the_line_of_the_file(folder: Path) -> None:
    """What was edited is found at its place in the edited file."""
    replace(folder / "web/objects.yaml", "replicas: 1", 'replicas: "1"')
    (violation,) = verify_folder(folder)
    assert [str(leaf) for leaf in violation.leaves] == ["web/objects.yaml:49:13"]


def test_values_are_read_as_kubectl_reads_them(folder: Path) -> None:
    """A bare `on` is a truth value and so no text; a time of day and a date are texts; a null is nothing."""
    file = folder / "web/objects.yaml"
    replace(file, 'MODE: "on"', "MODE: 2222:22\n  DATE: 2026-01-01\n  GONE: null\n  VERSION: 1.10.0")
    assert verify_folder(folder) == ()
    replace(file, "MODE: 2222:22", "MODE: on")
    assert [str(each) for each in verify_folder(folder)] == [
        "ConfigMap/web-env data.MODE: has to be of type string [schema]"
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda it: (it / "namespace.yaml").unlink(), "resources[0]: namespace.yaml is not there"),
        (
            lambda it: replace(it / "kustomization.yaml", "- web", "- ./namespace.yaml\n  - web"),
            "resources[1]: ./namespace.yaml is listed twice",
        ),
        (
            lambda it: replace(it / "kustomization.yaml", "  - namespace.yaml\n", ""),
            "resources: namespace.yaml is not listed, and so is not applied",
        ),
        (
            lambda it: replace(it / "secrets/kustomization.yaml", "- web.yaml", "- store.yaml"),
            "resources[0]: store.yaml is not there",
        ),
    ],
)
def test_a_kustomization_lists_what_is_there(
    folder: Path, edit: Callable[[Path], None], expected: str
) -> None:
    """A file that is listed and not there, listed twice, or there and not listed is found."""
    edit(folder)
    found = [str(each).partition(" ")[2] for each in verify_folder(folder) if each.rule == "kustomization"]
    assert f"{expected} [kustomization]" in found


def test_all_files_that_cannot_be_read_are_named_at_once(folder: Path) -> None:
    """A file that is no YAML, no object or no text is named with its place, all of them together."""
    (folder / "a.yaml").write_text("a: [1\n", encoding="utf-8")
    (folder / "b.yml").write_text("\n# a comment\nkind: Service\n", encoding="utf-8")
    (folder / "c.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "d.yaml").write_text("kind: A\napiVersion: v1\nmetadata: text\n", encoding="utf-8")
    with pytest.raises(MigrateError) as raised:
        verify_folder(folder)
    lines = str(raised.value).splitlines()
    assert [line for line in lines if not line.startswith("  ->")] == [
        "a.yaml:2:1: is not YAML: did not find expected ',' or ']'",
        "b.yml:3:1: is not a Kubernetes object: apiVersion, kind or metadata.name is missing",
        "c.yaml: is not UTF-8",
        "d.yaml:1:1: is not a Kubernetes object: apiVersion, kind or metadata.name is missing",
    ]


def test_an_alias_bomb_is_refused(folder: Path) -> None:
    """Aliases that would grow without end, or that contain themselves, are an error and not a hang."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{chr(ord(name) - 1)}'] * 10)}]\n" for name in "bcdefgh"
    )
    for text in (bomb, "a: &a [*a]\n"):
        (folder / "bomb.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(MigrateError, match=r"bomb.yaml:\d+:\d+: is nested too deeply or repeats itself"):
            verify_folder(folder)


def test_a_folder_without_manifests_is_an_error(tmp_path: Path) -> None:
    """An empty folder, a file and a path that leads nowhere are not passed over as being in order."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file", tmp_path / "nowhere"):
        with pytest.raises(MigrateError, match="name the folder that convert wrote"):
            verify_folder(path)
