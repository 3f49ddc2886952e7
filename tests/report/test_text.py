"""The terminal report: the verdict first, nothing that a terminal would obey, and no secret."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from pass_migrate.facts import Fact, Fate
from pass_migrate.model import Finding, Severity
from pass_migrate.report import report_on, text
from pass_migrate.report.style import console
from tests.report.example import SECRET, example


def shown(*, full: bool, width: int = 100, report: object = None) -> str:
    """The report as it is printed into a pipe."""
    stream = io.StringIO()
    screen = console(stream)
    screen.width = width
    text.show(report or report_on(example()), screen, full=full)  # type: ignore[arg-type]
    return stream.getvalue()


FULL = shown(full=True)
SUMMARY = shown(full=False)


def line_with(words: str, output: str = FULL) -> str:
    """The first line that has these words, with single spaces."""
    return next(" ".join(line.split()) for line in output.splitlines() if words in line)


@pytest.mark.parametrize("output", [FULL, SUMMARY])
def test_the_first_screen_is_the_verdict(output: str) -> None:
    """Ten lines say what came of it, and that nothing is missing."""
    first = " ".join(" ".join(output.splitlines()[:10]).split())
    assert "2 services → 6 objects 1 Deployment, 1 StatefulSet, 1 Service" in first
    assert "= 34 carried ≈ 1 approximated ? 1 decided ✗ 1 dropped" in first
    assert "✔ nothing unaccounted 1 error · 1 warning · 1 decision open and 1 answered" in first


def test_attention_comes_before_the_diff_and_errors_before_warnings() -> None:
    """What a person has to do something about is read first."""
    parts = ["mutating-health-check", "mutable-tag", "volume-size/data", "web  nginx:1.27", "Dropped"]
    positions = [FULL.index(part) for part in parts]
    assert positions == sorted(positions)


def test_the_diff_leads_from_line_to_field() -> None:
    """A row has the line, the attribute, the field with its value, and how many fields more."""
    assert line_with("ports[0] target") == "7 = ports[0] target → Deployment …ports[0].containerPort = 8080"
    assert line_with("13 variables") == "4-16 = 13 variables → ConfigMap/web-env data (13 fields)"
    assert line_with("ports[0] published").startswith("7 ✗ ports[0] published A cluster has no Docker host")


def test_a_reason_is_given_once() -> None:
    """Below a component a reason is written out the first time; then its rule stands for it."""
    row = next(row for row in report_on(example()).components[0].rows if row.fate is Fate.DECIDED)
    report = report_on(example())
    component = replace(report.components[0], rows=(row, replace(row, what="again")))
    output = shown(full=True, report=replace(report, components=(component,)))
    diff = output.split("\ndb  →")[1].split("\nSecrets")[0]
    assert " ".join(diff.split()).count("Docker volumes have no size; a claim must have one.") == 1
    assert diff.count("volume-size") == 2


def test_the_summary_is_short_and_says_how_to_answer() -> None:
    """With files written, the terminal has errors, a line for each warning and question, and the losses."""
    assert len(SUMMARY.splitlines()) < len(FULL.splitlines())
    assert line_with("mutable-tag", SUMMARY) == "! mutable-tag nginx:1.27 may change."
    assert line_with("volume-size", SUMMARY) == "? volume-size/data 10Gi How large is the volume data?"
    assert line_with("host-port", SUMMARY).startswith("✗ 1 A cluster has no Docker host")
    assert "pass-migrate init" in SUMMARY
    assert "→ Move it." in SUMMARY


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """The report fits the terminal, whatever its width."""
    for full in (True, False):
        assert max(len(line) for line in shown(full=full, width=width).splitlines()) <= width


def test_lines_have_no_spaces_at_their_end() -> None:
    """What is piped into a file is clean text."""
    assert [line for line in FULL.splitlines() if line != line.rstrip()] == []


def test_no_secret_value_is_printed() -> None:
    """The secrets ledger has names, places and targets."""
    assert SECRET not in FULL + SUMMARY
    ledger = FULL.split("\nSecrets")[1]
    told = " ".join(ledger.split())
    assert "! DB_PASSWORD password .env:30 → Secret/web-env ! a value that everybody knows" in told


def test_a_terminal_does_not_obey_the_input() -> None:
    """Control characters and markup of names are spelled out."""
    report = report_on(example())
    hostile = Finding(
        id="a\x1b[31mb", severity=Severity.WARNING, subject="[red]x\u202e", message="\x1b]0;title\x07 [bold]"
    )
    hostile_image = replace(report.components[0], image="img\x1b[2J")
    output = shown(
        full=True, report=replace(report, findings=(hostile,), components=(hostile_image,), project="p\rq")
    )
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(output)
    assert "[red]x\\x202e" in output
    assert "a\\x1b[31mb" in output
    assert "p\\x0dq" in output


def test_ascii_is_enough() -> None:
    """Where the stream knows no more than ASCII, signs have stand-ins and nothing fails."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    text.show(report_on(example()), console(stream), full=True)
    stream.flush()
    output = raw.getvalue().decode("ascii")
    assert "2 services > 6 objects" in output
    assert "x 1 dropped" in output


def test_names_beyond_ascii_do_not_break_an_ascii_terminal() -> None:
    """A name that the stream's encoding does not have is spelled out."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    report = replace(report_on(example()), project="größe")
    text.show(report, console(stream), full=False)
    stream.flush()
    assert raw.getvalue().decode("ascii").startswith("gr\\xf6\\xdfe")


def test_an_unaccounted_value_is_shouted() -> None:
    """A broken promise cannot be overlooked."""
    report = report_on(example())
    broken = replace(report.verdict, fates={**report.verdict.fates, Fate.UNACCOUNTED: 2})
    assert "! 2 UNACCOUNTED" in shown(full=False, report=replace(report, verdict=broken))


def test_many_components_are_cut() -> None:
    """A project of hundreds of services does not flood a terminal."""
    report = report_on(example())
    many = tuple(replace(report.components[0], name=f"svc-{number}") for number in range(200))
    output = shown(full=True, report=replace(report, components=many))
    assert "and 160 components more" in " ".join(output.split())
    assert "svc-39" in output
    assert "svc-40" not in output


def test_a_project_without_anything_to_say_has_no_empty_sections() -> None:
    """Headings without content are left out."""
    report = replace(
        report_on(example()), findings=(), warnings=(), decisions=(), losses=(), secrets=(), urls=()
    )
    output = shown(full=True, report=report)
    assert not [
        name for name in ("Findings", "Decisions", "Dropped", "Secrets", "Addresses") if f"\n{name}" in output
    ]


def test_an_answer_is_not_shown_as_open() -> None:
    """Only open decisions ask for attention."""
    assert "public-host/web" not in FULL
    answered = replace(report_on(example()).decisions[0], answer=Fact("5Gi"))
    output = shown(full=True, report=replace(report_on(example()), decisions=(answered,)))
    assert "volume-size/data" not in output
