"""`explain` goes from a line to the fields it became, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pass_migrate.cli import main
from pass_migrate.errors import ExitCode


def test_a_line_is_explained(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The values of a line, where each went, with the value where it may be shown, and why."""
    assert main(["explain", "compose.yaml:3"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert "services.web.image" in out
    assert "→ Deployment/web  web/deployment.yaml" in out
    assert "spec.template.spec.containers[0].image = docker.io/library/nginx:1.27.0" in out


def test_a_column_picks_one_value(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`FILE:LINE:COLUMN` explains the value that stands there, and only that."""
    assert main(["explain", "--format", "json", "compose.yaml:5"]) == ExitCode.CLEAN
    line = json.loads(capsys.readouterr().out)
    assert {leaf["path"].split("#")[1] for leaf in line} >= {"published", "target"}
    assert main(["explain", "--format", "json", "compose.yaml:5:15"]) == ExitCode.CLEAN
    (leaf,) = json.loads(capsys.readouterr().out)
    assert leaf["path"] == "services.web.ports[0]#target"


def test_a_line_without_a_value_stands_for_what_is_below_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`ports:` is explained by its entries; a blank line is nothing."""
    assert main(["explain", "--format", "json", "compose.yaml:6"]) == ExitCode.CLEAN
    paths = {leaf["path"].removesuffix("#name") for leaf in json.loads(capsys.readouterr().out)}
    assert paths == {"services.web.environment.DB_PASSWORD", "services.web.environment.GREETING"}
    assert main(["explain", "compose.yaml:999"]) == ExitCode.CLEAN
    assert "Nothing at compose.yaml:999" in capsys.readouterr().out


def test_a_field_is_traced_back_to_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`Kind/name field` names the places a field rests on, and the rule if one decided."""
    assert main(["explain", "service/web", "-p", "shop", "spec.ports[0].port"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert "spec.ports[0].port = 80" in out
    assert "← compose.yaml:5:" in out
    assert "services.web.ports[0] target" in out


def test_both_directions_agree(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A field that a value is said to have reached is said to rest on that value."""
    assert main(["explain", "--format", "json", "compose.yaml:3"]) == ExitCode.CLEAN
    (leaf,) = json.loads(capsys.readouterr().out)
    assert leaf["fields"]
    for reached in leaf["fields"]:
        assert main(["explain", "--format", "json", reached["object"], reached["field"]]) == ExitCode.CLEAN
        origins = json.loads(capsys.readouterr().out)
        places = [place for origin in origins for place in origin["places"]]
        assert (leaf["file"], leaf["line"], leaf["path"]) in [
            (at["file"], at["line"], at["path"]) for at in places
        ]


def test_a_decision_is_explained_by_its_id(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The id of a decision leads to its question, default, alternatives and consequences."""
    assert main(["explain", "volume-size/data"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert "How large is the volume data?" in out
    assert "taken  10Gi" in " ".join(out.split("\n"))


def test_a_file_that_was_not_named_is_read_on_top(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asking for a line of an overlay reads the project with that overlay, and says so."""
    (project / "extra.yml").write_text("services:\n  web:\n    image: nginx:1.26.2\n", encoding="utf-8")
    assert main(["explain", "extra.yml:3"]) == ExitCode.CLEAN
    captured = capsys.readouterr()
    assert "read with -f compose.yaml -f extra.yml" in captured.err
    assert "docker.io/library/nginx:1.26.2" in captured.out
