"""Rows gather values that fared alike, and lose none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.emit.manifest import field_text
from pass_migrate.emit.render import manifest
from pass_migrate.facts import Fact, Fate, Leaf, Rule, because
from pass_migrate.ledger import Reached
from pass_migrate.ledger import Row as Settled
from pass_migrate.report import report_on
from pass_migrate.report.content import _here
from pass_migrate.report.destinations import destinations, shown
from pass_migrate.report.explain import field_of
from pass_migrate.report.places import address, line_ranges, places, spoken
from pass_migrate.report.rows import rows
from tests.report.example import example


def leaf(path: str, line: int = 1, file: str = "compose.yaml") -> Leaf:
    """A leaf."""
    return Leaf(file, line, 1, path)


def dropped(*leaves: Leaf, reason: str = "why") -> list[tuple[Settled, tuple[Reached, ...]]]:
    """Settled rows of one fate."""
    return [(Settled(one, Fate.DROPPED, reason, "rule"), ()) for one in leaves]


def test_every_value_of_the_ledger_is_in_a_row_of_the_report() -> None:
    """What reached something or was dropped stands in a component; the rest in sections of its own."""
    report = report_on(example())
    shown_leaves = {one for component in report.components for row in component.rows for one in row.leaves}
    shown_leaves |= {one for row in (*report.idle, *report.overridden) for one in row.leaves}
    assert shown_leaves == {row.leaf for row in report.ledger.rows}


def test_a_reason_is_given_where_its_field_is() -> None:
    """A value that is carried into one component and approximated in another is told so in each."""
    one = leaf("services.a.image")
    rule = Rule("other-rule", Fate.APPROXIMATED, "It differs there.")
    here = manifest("a", "x.yaml", {"kind": "A", "metadata": {"name": "a"}, "spec": Fact("x", (one,))})
    changed = because("y", Fact("x", (one,)), rule=rule)
    there = manifest("b", "x.yaml", {"kind": "B", "metadata": {"name": "b"}, "spec": changed})
    plain = Reached(here, ("spec",), None)
    ruled = Reached(there, ("spec",), rule)
    row = Settled(one, Fate.APPROXIMATED, rule.why, rule.id, (plain, ruled))
    assert (_here(row, (plain,)).fate, _here(row, (plain,)).rule) == (Fate.CARRIED, "")
    assert _here(row, (ruled,)) is row
    assert _here(row, (plain, ruled)) is row


def test_values_of_one_attribute_share_a_row_and_those_of_two_services_do_not() -> None:
    """The parts of a health check are one row; another service's are another."""
    found = rows(
        dropped(
            leaf("services.a.healthcheck.interval", 3), leaf("services.a.healthcheck.retries", 4),
            leaf("services.b.healthcheck.retries", 9),
        )
    )  # fmt: skip
    assert [(row.what, row.lines) for row in found] == [
        ("healthcheck (2 values)", "3-4"),
        ("healthcheck.retries", "9"),
    ]


def test_each_port_and_mount_has_its_own_row() -> None:
    """Entries of these lists are things of their own."""
    found = rows(dropped(*(leaf(f"services.a.volumes[{number}]#mode", number) for number in (1, 2))))
    assert [row.what for row in found] == ["volumes[1] mode", "volumes[2] mode"]


def test_a_variable_is_one_thing_with_a_name_and_a_value() -> None:
    """The name and the value of a variable count once."""
    found = rows(
        dropped(
            leaf("A#name", 1, ".env"), leaf("A", 1, ".env"), leaf("B#name", 2, ".env"), leaf("B", 2, ".env")
        )
    )
    assert [(row.what, row.place) for row in found] == [("2 variables", ".env:1-2")]
    (single,) = rows(dropped(leaf("A#name", 1, ".env"), leaf("A", 1, ".env")))
    assert single.what == "A"


def test_different_reasons_stay_apart_unless_the_values_were_carried() -> None:
    """A reader sees every reason for a difference."""
    apart = rows(
        dropped(leaf("services.a.x.b"), reason="one") + dropped(leaf("services.a.x.c"), reason="two")
    )
    assert [row.reasons for row in apart] == [(("one", "rule"),), (("two", "rule"),)]
    carried = [(Settled(leaf(f"services.a.x.{name}"), Fate.CARRIED, name, name), ()) for name in "bc"]
    (together,) = rows(carried)
    assert together.reasons == (("b", "b"), ("c", "c"))
    assert together.why == ""


def test_files_that_are_taken_as_a_whole_are_named_by_their_folder() -> None:
    """A directory tree is one row."""
    found = rows(dropped(leaf("content", 1, "conf/a/x.txt"), leaf("content", 1, "conf/b.txt")))
    assert [(row.what, row.place) for row in found] == [("content of 2 files", "conf/")]


def test_names_with_dots_are_read_as_they_were_written() -> None:
    """Marks in paths are not shown."""
    found = address(r"services.a\.b.environment.X\.Y")
    assert (found.section, found.name, found.attribute) == ("services", "a.b", "environment")
    (row,) = rows(dropped(leaf(r"services.a\.b.labels.x\.y/z")))
    assert row.what == "labels.x.y/z"


def test_lines_become_ranges() -> None:
    """Lines that follow each other are a range; many ranges become one."""
    assert line_ranges([4, 5, 6, 9]) == "4-6, 9"
    assert line_ranges([1, 3, 5, 7]) == "1-7"
    assert line_ranges([0]) == ""
    assert (
        places([leaf("a", 3), leaf("b", 4), leaf("c", 0, "<environment>")])
        == "compose.yaml:3-4, <environment>"
    )


def test_the_most_telling_field_stands_for_a_value() -> None:
    """A label that echoes a name says less than the name; what a rule speaks of says most."""
    one = leaf("services.a#name")
    fact = Fact("a", (one,))
    made = manifest("a", "x.yaml", {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"labels": {"app": fact}, "name": fact}, "spec": {"selector": {"app": fact}},
    })  # fmt: skip
    reached = [Reached(made, field, None) for field in made.sources]
    (found,) = destinations(reached, single=True)
    assert (field_text(found.field), found.value, found.count) == ("metadata.name", "a", 3)


def test_only_harmless_values_are_shown() -> None:
    """Texts of environments, files, commands, annotations and private objects are never shown."""
    body = {
        "apiVersion": "v1", "kind": "Deployment",
        "metadata": {"name": "n", "annotations": {"port": "5", "name": "s"}},
        "data": {"name": "s", "n": 5}, "stringData": {"image": "s"},
        "spec": {"replicas": 2, "paused": False, "image": "i", "command": ["s"], "args": ["s"],
                 "ports": [{"port": "http"}], "env": [{"name": "A", "value": "s"}], "note": "s"},
    }  # fmt: skip
    public = manifest("a", "x.yaml", body)

    def value(*field: str | int) -> str:
        return shown(public, field)

    assert [value("spec", name) for name in ("replicas", "paused", "image", "note")] == [
        "2",
        "false",
        "i",
        "",
    ]
    assert value("spec", "ports", 0, "port") == "http"
    assert value("spec", "env", 0, "name") == "A"
    hidden = [
        ("metadata", "annotations", "name"), ("metadata", "annotations", "port"),
        ("data", "name"), ("data", "n"),
        ("stringData", "image"), ("spec", "command"), ("spec", "args", 0), ("spec", "env", 0, "value"),
    ]  # fmt: skip
    assert [value(*field) for field in hidden] == [""] * len(hidden)
    private = manifest("a", "x.yaml", body, private=True)
    assert shown(private, ("spec", "replicas")) == ""


@given(
    st.lists(
        st.one_of(st.integers(0, 99), st.from_regex(r"[A-Za-z_][A-Za-z0-9_./-]{0,12}", fullmatch=True)),
        min_size=1,
    ).filter(lambda steps: isinstance(steps[0], str))
)
def test_a_field_reads_back_as_it_is_told(steps: list[str | int]) -> None:
    """What the report calls a field can be asked for."""
    assert field_of(field_text(tuple(steps))) == tuple(steps)


@given(st.text())
def test_what_is_printed_cannot_control_a_terminal(text: str) -> None:
    """No control character survives, and harmless text is left as it is."""
    said = spoken(text)
    assert not [sign for sign in said if ord(sign) < 32 or 127 <= ord(sign) < 160]
    assert said == text or not text.isprintable()
