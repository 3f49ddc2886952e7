"""Whatever goes wrong, a person reads a sentence: no traceback, no value of the input, no half a file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pass_migrate import __version__, ledger, pipeline
from pass_migrate.cli import main
from pass_migrate.commands import convert, options
from pass_migrate.errors import ExitCode, InternalError
from pass_migrate.facts import Fate
from tests.cli.shop import CANARY, ROOT, files_in


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage: pass-migrate"),
        (["convrt"], "there is no verb convrt; did you mean convert?"),
        (["-f", "compose.yaml"], "name a verb first, as in: pass-migrate convert -f ..."),
        (["convert", "--strct"], "there is no option --strct; did you mean --strict?"),
        (["convert", "compose.yaml"], "unexpected argument compose.yaml"),
        (["convert", "--strict", "everything"], "argument --strict: invalid choice: 'everything'"),
        (["convert", "-o", ""], "-o names no folder"),
        (["convert", "-o", "compose.yaml"], "the output path compose.yaml is a file, not a folder"),
        (["convert", "-f", "missing.yaml"], "missing.yaml: there is no such file"),
        (["convert", "-f", "."], "this is a directory"),
        (["convert", "--settings", "missing.yaml"], "missing.yaml: there is no such file"),
        (["convert", "--namespace", "No_Good"], "namespace has a value that it cannot take"),
        (["verify", "missing"], "missing is not a folder"),
        (["verify", "--context", "x"], "--kubeconfig and --context are for --server"),
        (["explain"], "the following arguments are required: SUBJECT"),
        (["explain", "other.txt:3"], "other.txt is no file of this project"),
        (["explain", "Deployment/wbe"], "did you mean Deployment/web"),
        (["explain", "Deployment/web", "spec.replicaz"], "Deployment/web has no field spec.replicaz"),
        (["explain", "Deployment/web", "a[b"], "a field looks like spec.ports[0].port"),
        (["init", "-o", "missing/pass-migrate.yaml"], "cannot write missing/pass-migrate.yaml: nothing can"),
        (["config", "-f", "missing.yaml"], "missing.yaml: there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """Bad arguments and missing files end with exit code 2, a message on standard error, and no file."""
    assert main(arguments) == ExitCode.INVALID_INPUT
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert files_in(project) == ["compose.yaml"]


def test_all_problems_of_an_input_are_shown_with_their_lines(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message of invalid input has file, line and column, the line itself, and what to do."""
    (project / "compose.yaml").write_text(
        "services:\n  web:\n    image: [a]\n    imag: x\n", encoding="utf-8"
    )
    assert main(["convert", "-o", "k8s"]) == ExitCode.INVALID_INPUT
    err = capsys.readouterr().err
    assert re.search(r"^compose\.yaml:3:\d+: ", err, re.MULTILINE)
    assert re.search(r"^compose\.yaml:4:\d+: ", err, re.MULTILINE)
    assert "        imag: x" in err
    assert "  -> " in err
    assert not (project / "k8s").exists()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (InternalError("unaccounted value: compose.yaml:1:1 x"), 1, "unaccounted value: compose.yaml:1:1 x"),
        (KeyError(CANARY), 1, "KeyError in "),
        (KeyboardInterrupt(), 130, "interrupted"),
        (RecursionError(CANARY), 2, "nested too deeply"),
        (OSError(28, "No space left on device", "/somewhere/file"), 2, "file: No space left on device"),
    ],
)
def test_nothing_ends_in_a_traceback(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, words: str
) -> None:
    """Whatever happens inside, the user reads a sentence without values of the input, and gets its code."""

    def fail(args: Any) -> int:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convert, "run", fail)
        patch.delenv("PASS_MIGRATE_DEBUG", raising=False)
        assert main(["convert"]) == status
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err
    assert CANARY not in err


def test_a_defect_asks_to_be_reported_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unaccounted value stops the run before anything is written, and says whose fault it is."""
    whole = ledger.sweep

    def forgetful(*arguments: Any) -> ledger.Ledger:
        rows = whole(*arguments).rows
        lost = ledger.Row(rows[0].leaf, Fate.UNACCOUNTED, ledger.NOTHING_EXPLAINS)
        return ledger.Ledger((lost, *rows[1:]))

    monkeypatch.setattr(pipeline, "sweep", forgetful)
    assert main(["convert", "-o", "k8s"]) == ExitCode.INTERNAL_ERROR
    err = capsys.readouterr().err
    assert "this is a defect of pass-migrate" in err
    assert re.search(r"unaccounted value: compose\.yaml:\d+:\d+ ", err)
    assert not (project / "k8s").exists()


def test_debugging_shows_where_it_happened(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for the traceback gets it."""
    monkeypatch.setenv("PASS_MIGRATE_DEBUG", "1")
    monkeypatch.setattr(options, "project_of", lambda _: 1 / 0)
    assert main(["convert"]) == ExitCode.INTERNAL_ERROR
    assert "ZeroDivisionError: division by zero" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    """`pass-migrate convert | head -1` ends quietly."""
    command = [sys.executable, "-m", "pass_migrate", "convert", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_help_costs_nothing_and_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` and `--version` answer without a project."""
    assert main(["--help"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert [
        verb for verb in ("convert", "init", "explain", "verify", "config") if f"  {verb} " not in out
    ] == []
    assert main(["--version"]) == ExitCode.CLEAN
    assert capsys.readouterr().out == f"pass-migrate {__version__}\n"


@pytest.mark.parametrize("verb", ["convert", "init", "explain", "verify", "config"])
def test_every_verb_has_help_with_an_example(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    """The help of a verb shows how it is used, and fits a terminal."""
    assert main([verb, "--help"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert out.startswith(f"usage: pass-migrate {verb} ")
    assert f"\n  pass-migrate {verb} " in out
    assert max(map(len, out.splitlines())) <= 110
