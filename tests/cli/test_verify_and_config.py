"""`verify` finds what an edit broke; `config` prints what Docker Compose would."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from pass_migrate.cli import main
from pass_migrate.errors import ExitCode
from tests.cli.shop import CANARY


def test_verify_finds_what_an_edit_broke(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Untouched manifests pass; a broken one is named with file, line and field."""
    main(["convert", "-q", "-o", "k8s"])
    assert main(["verify", "k8s"]) == ExitCode.CLEAN
    file = project / "k8s" / "web" / "deployment.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("containerPort: 80", "containerPort: 800000"),
        encoding="utf-8",
    )
    assert main(["verify", "k8s"]) == ExitCode.INVALID_INPUT
    out = capsys.readouterr().out
    assert re.search(r"web/deployment\.yaml:\d+:\d+: Deployment/web spec\.template.*containerPort", out)


def test_verify_checks_what_a_project_becomes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a folder the conversion itself is checked."""
    assert main(["verify"]) == ExitCode.CLEAN
    assert re.fullmatch(r"\d+ objects: nothing is wrong\.\n", capsys.readouterr().out)


def test_config_prints_the_resolved_model(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both forms of the model are the same data, in the long form of Compose."""
    assert main(["config", "--format", "json"]) == ExitCode.CLEAN
    model = json.loads(capsys.readouterr().out)
    assert model["services"]["web"]["ports"][0]["target"] == 80
    assert main(["config"]) == ExitCode.CLEAN
    assert yaml.safe_load(capsys.readouterr().out)["services"].keys() == model["services"].keys()


def test_config_masks_secrets_on_a_terminal_only(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets what `docker compose config` prints; a terminal gets it without secret values."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def printed(stream: io.StringIO, *arguments: str) -> str:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["config", *arguments]) == ExitCode.CLEAN
        return stream.getvalue()

    assert CANARY not in printed(Terminal())
    assert "GREETING: hello" in printed(Terminal())
    assert CANARY in printed(Terminal(), "--show-secrets")
    assert CANARY in printed(io.StringIO())
