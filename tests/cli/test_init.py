"""`init` writes the questions, keeps the answers, and never overwrites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pass_migrate.cli import main
from pass_migrate.errors import ExitCode


def test_init_writes_every_open_decision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file has each question with its default, commented out, and changes nothing until it is edited."""
    main(["convert", "-q", "-o", "before"])
    asked = json.loads((project / "before" / "report.json").read_text(encoding="utf-8"))["decisions"]
    assert main(["init"]) == ExitCode.CLEAN
    text = (project / "pass-migrate.yaml").read_text(encoding="utf-8")
    assert [item["id"] for item in asked if f"\n  # {item['id']}: {item['default']}\n" not in text] == []
    assert "volume-size/data" in [item["id"] for item in asked]
    assert f"Wrote pass-migrate.yaml with {len(asked)} open decisions." in capsys.readouterr().out
    main(["convert", "-q", "-o", "after"])
    assert (project / "before" / "report.json").read_text() == (project / "after" / "report.json").read_text()


def test_an_answer_is_used_from_then_on(project: Path) -> None:
    """A decision that is answered is open no longer, and the answer is in the manifests with its line."""
    main(["init"])
    file = project / "pass-migrate.yaml"
    text = file.read_text(encoding="utf-8").replace("# volume-size/data: 10Gi", "volume-size/data: 42Gi")
    file.write_text(text, encoding="utf-8")
    assert main(["convert", "-q", "-o", "k8s"]) == ExitCode.CLEAN
    decisions = json.loads((project / "k8s" / "report.json").read_text(encoding="utf-8"))["decisions"]
    assert [(item["open"], item["answer"]) for item in decisions if item["id"] == "volume-size/data"] == [
        (False, "42Gi")
    ]
    assert "42Gi" in "".join(path.read_text() for path in (project / "k8s").rglob("*.yaml"))


def test_init_never_overwrites_and_with_force_keeps_what_was_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that exists is left alone; `--force` brings it up to date with its settings and answers."""
    file = project / "pass-migrate.yaml"
    file.write_text("namespace: kept\nanswers: {volume-size/data: 42Gi}\n", encoding="utf-8")
    assert main(["init"]) == ExitCode.INVALID_INPUT
    assert "pass-migrate.yaml exists already" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8").startswith("namespace: kept")
    assert main(["init", "--force"]) == ExitCode.CLEAN
    kept = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert kept["namespace"] == "kept"
    assert kept["answers"] == {"volume-size/data": "42Gi"}
