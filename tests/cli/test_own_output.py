"""What the command wrote is no input of the next run, and passes its own check."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pass_migrate.cli import main
from pass_migrate.errors import ExitCode
from tests.cli.shop import CLEAN, files_in


def test_output_inside_a_mounted_folder_is_not_read_back(project: Path) -> None:
    """A second run writes the same bytes, though the first wrote into a folder that is mounted."""
    (project / "compose.yaml").write_text(CLEAN + "    volumes: ['.:/etc/site:ro']\n", encoding="utf-8")
    (project / "site.conf").write_text("a=1\n", encoding="utf-8")
    contents = []
    for _ in range(2):
        assert main(["convert", "-q", "-o", "out"]) == ExitCode.CLEAN
        contents.append({name: (project / "out" / name).read_bytes() for name in files_in(project / "out")})
        (project / "pass-migrate.yaml").write_text("{}\n", encoding="utf-8")
    assert contents[0] == contents[1]
    assert any(b"a=1" in content for content in contents[0].values())


def test_expected_objects_pass_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A volume that exists already is no violation in a fresh folder; without the record it is."""
    volumes = "    volumes: [there:/data]\nvolumes: {there: {external: true}}\n"
    (project / "compose.yaml").write_text(CLEAN + volumes, encoding="utf-8")
    assert main(["convert", "-q", "-o", "out"]) == ExitCode.CLEAN
    assert main(["verify", "out"]) == ExitCode.CLEAN
    assert main(["verify"]) == ExitCode.CLEAN
    (project / "out" / ".pass-migrate.json").unlink()
    assert main(["verify", "out"]) == ExitCode.INVALID_INPUT
    assert "PersistentVolumeClaim" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [["convert", "-o", "out"], ["init"], ["explain", "compose.yaml:1"]])
def test_a_project_without_services_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], verb: list[str]
) -> None:
    """Nothing is made of a project whose services are all off, but `config` prints it."""
    (project / "compose.yaml").write_text("services: {a: {image: x, profiles: [p]}}\n", encoding="utf-8")
    assert main(verb) == ExitCode.INVALID_INPUT
    err = capsys.readouterr().err
    assert "compose.yaml: the project has no services" in err
    assert "--profile" in err
    assert files_in(project) == ["compose.yaml"]
    assert main(["config"]) == ExitCode.CLEAN


def test_a_named_pipe_is_no_input(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody writes to would be read for ever: it is refused."""
    os.mkfifo(project / "pipe.yaml")
    assert main(["convert", "-f", "pipe.yaml"]) == ExitCode.INVALID_INPUT
    assert "pipe.yaml: this is no regular file" in capsys.readouterr().err


def test_an_output_path_names_what_is_in_the_way(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file among the parents is named, and the whole path as it was given."""
    assert main(["convert", "-q", "-o", "compose.yaml/k8s"]) == ExitCode.INVALID_INPUT
    assert "cannot write to compose.yaml/k8s: compose.yaml is no folder" in capsys.readouterr().err
