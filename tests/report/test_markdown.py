"""`report.md` is sound Markdown, whatever the names in it, and folds what is long."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pass_migrate.report import documents, report_on
from pass_migrate.report.markdown_cells import anchors, cell, code, fold, sentence, table
from tests.report.example import example

TEXT = documents(example())["report.md"]
PARSER = MarkdownIt("commonmark").enable("table")


def section(name: str, level: str = "##") -> str:
    """The text below a heading, up to the next one of that level."""
    return re.split(rf"\n{level} ", TEXT.split(f"\n{level} {name}\n", 1)[1])[0]


def rows_of(text: str) -> list[list[str]]:
    """The cells of all rows of a table."""
    return [
        [part.strip() for part in line[2:-2].split(" | ")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def rendered(markdown: str) -> str:
    """The text that a reader sees."""
    html = PARSER.render(markdown)
    text = re.sub(r"<[^>]+>", "", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text.strip("\n")


def test_the_verdict_comes_first() -> None:
    """The first lines say what was made, what became of the values, and what is left to do."""
    lines = TEXT.splitlines()
    assert lines[0] == "# shop: from Docker Compose to Kubernetes"
    assert lines[2].startswith("**2 services → 6 objects**: 1 Deployment, 1 StatefulSet, 1 Service")
    assert "1 approximated, 1 decided, 1 dropped, 1 overridden" in lines[3]
    assert lines[3].endswith("**nothing unaccounted**.")
    assert lines[4] == "**Attention**: 1 error, 1 warning, 1 decision open and 1 answered."


def test_errors_come_before_warnings() -> None:
    """What stops a deployment is read first."""
    found = section("Findings")
    assert (
        found.index("mutating-health-check")
        < found.index("mutable-tag")
        < found.index("Docker Compose warns")
    )


def test_variables_of_a_file_share_a_row() -> None:
    """Many variables that went the same way are one line of the diff."""
    rows = rows_of(section("web", "###"))
    (row,) = [row for row in rows if row[1] == "13 variables"]
    assert row == [".env:4-16", "13 variables", "carried", "`ConfigMap/web-env data` (13 fields)", ""]


def test_a_row_leads_from_the_source_to_the_field_and_says_why() -> None:
    """File and line on the left, object, field and value on the right, and the reason."""
    rows = rows_of(section("web", "###"))
    (row,) = [row for row in rows if row[1] == "`healthcheck.interval`"]
    field = "`Deployment/web spec.template.spec.containers[0].readinessProbe.periodSeconds` = `3`"
    why = "Kubernetes counts whole seconds: 2.5s became 3."
    assert row == ["local.yml:9", "`healthcheck.interval`", "approximated", field, why]


def test_a_secret_is_named_and_not_shown() -> None:
    """The diff and the secrets ledger say where a secret goes, not what it is."""
    (row,) = [row for row in rows_of(section("web", "###")) if row[1] == "`DB_PASSWORD`"]
    assert row[3] == "`Secret/web-env stringData.DB_PASSWORD` (value not shown)"
    (row,) = [row for row in rows_of(section("Secrets")) if row[0] == "`DB_PASSWORD`"]
    assert row == [
        "`DB_PASSWORD`", "password", ".env:30", "web", "`Secret/web-env DB_PASSWORD`",
        "**a value that everybody knows**",
    ]  # fmt: skip


def test_open_decisions_can_be_copied_into_the_settings() -> None:
    """The open questions stand there as they are answered, and answered ones do not."""
    block = section("Decisions").split("```yaml\n")[1].split("```")[0]
    assert block == "answers:\n  volume-size/data: 10Gi\n"


def test_links_lead_to_headings() -> None:
    """Every link inside of the report has its heading."""
    headings = [
        line.lstrip("#").strip().replace("\\", "") for line in TEXT.splitlines() if re.match(r"#{2,3} ", line)
    ]
    known = anchors(headings)
    links = re.findall(r"\]\(#([^)]*)\)", TEXT)
    assert {"findings", "decisions", "components", "web", "db", "secrets", "dropped"} <= set(links)
    assert set(links) <= set(known)


def test_a_component_may_be_called_like_a_section() -> None:
    """Two headings of one name have anchors of their own, as on GitHub."""
    assert anchors(["Secrets", "secrets", "A b", "a-b"]) == ["secrets", "secrets-1", "a-b", "a-b-1"]


def test_every_fold_is_closed() -> None:
    """What is folded does not swallow the rest of the report."""
    assert TEXT.count("<details>") == TEXT.count("</details>") > 0
    assert TEXT.count("<summary>") == TEXT.count("</summary>")


def test_hostile_names_stay_text() -> None:
    """Markup in the input is shown, not obeyed."""
    assert "The check writes \\| and \\[breaks\\] \\<b>markup\\</b>." in section("Findings")
    assert "<script>" not in fold("a <script>", ["x"])[1]


def test_the_report_is_the_same_every_time() -> None:
    """Neither times nor the order of hashing are in it."""
    assert documents(example()) == documents(example())
    assert report_on(example()).verdict == report_on(example()).verdict


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_cell_says_what_it_is_given(text: str) -> None:
    """Any text in a cell of a table is read as that text, and the table keeps its columns."""
    shown = PARSER.render("\n".join(table(("a", "b"), [(cell(text), "end")])))
    assert shown.count("<td>") == 2
    assert "end</td>" in shown


@given(st.text(alphabet="ab`|\\*_[]<>&#~$@! \n\x1b", min_size=1).filter(lambda text: text.strip() == text))
def test_text_and_code_are_rendered_as_they_are(text: str) -> None:
    """A reader sees the text itself, with control characters spelled out."""
    spelled = text.replace("\n", "\\x0a").replace("\x1b", "\\x1b")
    assert rendered(f"x {cell(text)} x") == f"x {spelled} x"
    if "|" not in text:
        assert rendered(f"x {code(text)} x") == f"x {spelled} x"


def test_a_sentence_sets_off_code() -> None:
    """What stands between backticks is code; the rest is prose without markup."""
    assert sentence("Set `a|b` to *one*, my_name.") == "Set `a\\|b` to \\*one\\*, my_name."
