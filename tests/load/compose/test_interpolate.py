"""Interpolation does what Docker Compose does, and every stretch of the result knows where it is from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.load.compose.interpolate import interpolate
from pass_migrate.load.tree import Scalar, Span
from tests.load.places import scalar, variables

SET = variables({"SET": "value", "EMPTY": "", "PORT": "80", "DOLLAR": "$SET ${SET}", "set": "lower"})


def heard(problem: Problem) -> None:
    """Take no notice of a warning."""


def expanded(template: str, warnings: list[Problem] | None = None) -> Scalar:
    """A template that stands at column 10, with the variables above."""
    return interpolate(scalar(template, column=10), SET, heard if warnings is None else warnings.append)


def problem(template: str) -> Problem:
    """What is wrong with a template."""
    with pytest.raises(MigrateError) as caught:
        expanded(template)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("template", "value"),
    [
        # unset, empty, set: each operator with and without its colon
        ("$UNSET|$EMPTY|$SET", "||value"),
        ("${UNSET}|${EMPTY}|${SET}", "||value"),
        ("${UNSET:-d}|${EMPTY:-d}|${SET:-d}", "d|d|value"),
        ("${UNSET-d}|${EMPTY-d}|${SET-d}", "d||value"),
        ("${UNSET:+r}|${EMPTY:+r}|${SET:+r}", "||r"),
        ("${UNSET+r}|${EMPTY+r}|${SET+r}", "|r|r"),
        ("${EMPTY?m}|${SET:?m}|${SET?m}", "|value|value"),
        # dollars that begin nothing, and escaped ones
        ("$", "$"),
        ("a$", "a$"),
        ("$1", "$1"),
        ("$-", "$-"),
        ("$(cmd)", "$(cmd)"),
        ("$\u00c9", "$\u00c9"),
        ("$$SET", "$SET"),
        ("$$$SET", "$value"),
        ("$${SET}", "${SET}"),
        (r"\$SET", r"\value"),
        # names
        ("$SET.x", "value.x"),
        ("$SETx", ""),
        ("$set", "lower"),
        # nesting, and braces that balance
        ("${UNSET:-${UNSET:-1}}-${UNSET:-2}", "1-2"),
        ('${UNSET:-{"a":"b"}}', '{"a":"b"}'),
        ("${UNSET:-a}b}", "ab}"),
        ("${UNSET:-$${x}}", "${x}"),
        ("${UNSET-SET:-x}", "SET:-x"),
        ("${UNSET:-$SET}", "value"),
        ("${SET:+${PORT}}", "80"),
        # a value is final
        ("$DOLLAR", "$SET ${SET}"),
        ("a\n$SET\nb", "a\nvalue\nb"),
    ],
)
def test_a_template_becomes_its_value(template: str, value: str) -> None:
    """Each form of the grammar gives the value that Docker Compose gives."""
    assert expanded(template).value == value


@pytest.mark.parametrize(
    "body",
    [
        "",
        "}",
        "1}",
        " V}",
        "V }",
        "V!x}",
        "V/x/y}",
        "V:0:1}",
        "V:x}",
        "#V}",
        "V[0]}",
        "V",
        "UNSET:-a\nb}",
        "UNSET:-{\n}}",
    ],
)
def test_a_malformed_expression_is_an_error_at_its_dollar(body: str) -> None:
    """What does not make a valid expression behind `${` is an error, placed at the dollar."""
    found = problem("ab ${" + body)
    assert found.place is not None
    assert (found.place.column, found.message) == (13, "`${` does not begin a valid expression")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("${UNSET:?say $SET}", "the required variable UNSET has no value: say value"),
        ("${UNSET?}", "the required variable UNSET has no value"),
        ("${EMPTY:?it is empty}", "the required variable EMPTY has no value: it is empty"),
        ("${SET:-${UNSET:?even here}}", "the required variable UNSET has no value: even here"),
    ],
)
def test_a_required_variable_without_a_value_is_an_error(template: str, message: str) -> None:
    """A missing required variable is an error with its message, even in a default that is not needed."""
    assert problem(template).message == message
    assert problem(template).remedy


def test_an_unset_variable_is_a_warning() -> None:
    """A variable without a value and without a default is a warning, placed at its dollar."""
    warnings: list[Problem] = []
    expanded("a $UNSET ${SET} ${OTHER:-x} ${UNSET:+y}", warnings)
    assert [(found.message, found.place and found.place.column) for found in warnings] == [
        ("the variable UNSET is not set; an empty string stands in for it", 12)
    ]


def test_endless_nesting_is_an_error() -> None:
    """Defaults nested a thousand deep are an error and no traceback."""
    assert problem("${A:-" * 1000 + "}" * 1000).message == "defaults are nested too deep"


def test_stretches_know_where_they_are_from() -> None:
    """Text stands where it is written, also in a default; a value stands at its dollar, with its variable."""
    found = expanded("a$SET-${UNSET:-bc}$$${EMPTY}d")
    port, empty = SET["SET"].leaf, SET["EMPTY"].leaf
    assert found.value == "avalue-bc$d"
    assert found.via == (port, empty)
    assert found.spans == (
        Span(0, 1, 10),
        Span(1, 6, 11, (port,), False),
        Span(6, 7, 15),
        Span(7, 9, 25),
        Span(9, 10, 28, (), False),
        Span(10, 10, 30, (empty,), False),
        Span(10, 11, 38),
    )
    assert found.part(7, 9, "x").leaf.column == 25
    assert found.part(8, 9, "x").leaf.column == 26
    assert found.part(2, 4, "x").leaves == (found.part(2, 4, "x").leaf, port)


def test_what_decided_on_a_default_is_named() -> None:
    """A default or replacement rests on the variable whose state chose it."""
    for template in ("${EMPTY:-x}", "${SET:+x}", "${EMPTY:+x}", "${SET:+}"):
        assert [leaf.path for leaf in expanded(template).via] == [template[2:-1].partition(":")[0]]


def test_a_variable_rests_on_what_it_was_made_of() -> None:
    """The leaves behind a variable's own value are named with it."""
    base = SET["SET"]
    built = Scalar("x", scalar("x", path="BUILT").leaf, (base.leaf,))
    found = interpolate(scalar("$BUILT"), {"BUILT": built}, heard)
    assert found.via == (built.leaf, base.leaf)


@given(st.text().filter(lambda text: "$" not in text))
def test_text_without_a_dollar_is_itself(text: str) -> None:
    """Text without a dollar comes back as it is, the same object."""
    whole = scalar(text)
    assert interpolate(whole, SET, heard) is whole


@given(st.lists(st.sampled_from(["a", " ", "$SET", "${EMPTY}", "$$", "${UNSET:-d}", "${SET:+xy}", "\u00e9"])))
def test_spans_cover_the_result(parts: list[str]) -> None:
    """The stretches of a result follow one another without a gap and make up the whole."""
    found = expanded("".join(parts) + "$SET")
    assert found.spans[0].start == 0
    assert found.spans[-1].end == len(str(found.value))
    assert all(left.end == right.start for left, right in zip(found.spans, found.spans[1:], strict=False))


@given(st.lists(st.sampled_from(["a", "b c", "$SET", "${EMPTY}", "$$", "${UNSET:-d}"])))
def test_exact_stretches_stand_at_their_columns(parts: list[str]) -> None:
    """The text of an exact stretch stands in the template at its column."""
    template = "".join(parts)
    found = expanded(template)
    for span in found.spans:
        if span.exact:
            there = template[span.column - 10 :]
            assert there.startswith(str(found.value)[span.start : span.end])
