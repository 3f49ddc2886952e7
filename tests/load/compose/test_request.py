"""Where a project is found, and what Docker Compose would warn of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.load.compose import load_compose

GOOD = "services: {a: {image: x}}\n"


def warnings(folder: Path, text: str, **options: object) -> list[str]:
    """The warnings about a project, each with its place."""
    (folder / "compose.yaml").write_text(text)
    project = load_compose(cwd=folder, environ={}, **options)  # type: ignore[arg-type]
    return [str(warning).splitlines()[0] for warning in project.warnings]


def test_a_folder_behind_a_link_keeps_the_name_of_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shell's name for the working directory is the one that names the project."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "compose.yaml").write_text(GOOD)
    monkeypatch.chdir(tmp_path / "real")
    assert load_compose(environ={"PWD": str(tmp_path / "link")}).name.value == "link"
    assert load_compose(environ={"PWD": str(tmp_path)}).name.value == "real"
    assert load_compose(environ={}, cwd="../link/../real").name.value == "real"


def test_nothing_to_warn_of(tmp_path: Path) -> None:
    """A project with nothing odd in it has no warnings."""
    assert warnings(tmp_path, GOOD) == []


def test_an_unset_variable_is_warned_of_where_it_stands(tmp_path: Path) -> None:
    """A variable that is not set, and has no default, is a warning at its place."""
    (found,) = warnings(tmp_path, "services:\n  a: {image: 'x${TAG}${OTHER:-}'}\n")
    assert found.startswith("compose.yaml:2:16: ")
    assert "TAG" in found


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("version: '3'\n" + GOOD, "compose.yaml:1:11: `version` is obsolete"),
        (
            "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: {name: m}}}\n",
            "compose.yaml:2:33: external.name is deprecated",
        ),
        ("services: {a: {image: x, mem_limit: 1.5}}\n", "compose.yaml:1:37: Docker Compose takes no notice"),
    ],
)
def test_what_is_odd_is_warned_of(text: str, warning: str, tmp_path: Path) -> None:
    """What Docker Compose accepts and should not be written is a warning at its place."""
    assert [found[: len(warning)] for found in warnings(tmp_path, text)] == [warning]


def test_several_usual_files_are_warned_of(tmp_path: Path) -> None:
    """Where several files have a usual name, it is said which one is taken."""
    (tmp_path / "docker-compose.yml").write_text(GOOD)
    (found,) = warnings(tmp_path, GOOD)
    assert (
        found == "several files have a usual name (compose.yaml, docker-compose.yml); compose.yaml is taken"
    )
