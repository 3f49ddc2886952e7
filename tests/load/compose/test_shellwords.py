"""Commands are split as Docker Compose splits them, which is not as a shell does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.shellwords import split
from pass_migrate.load.journal import Journal
from tests.load.places import scalar


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", []),
        ("  \t\n ", []),
        ("a b\tc\nd", ["a", "b", "c", "d"]),
        ("'a b' \"c d\"", ["a b", "c d"]),
        ("a''b '' \"\"", ["ab", "", ""]),
        (r"'a\b'", [r"a\b"]),
        (r'"a\nb" c\ d e\\', ["anb", "c d", "e\\"]),
        ("a $(b c) d", ["a", "$(b c)", "d"]),
        ("a `b c` d", ["a", "`b c`", "d"]),
        ('$(a "b c")', ['$(a "b c")']),
        ("a # b * ~ $X", ["a", "#", "b", "*", "~", "$X"]),
        ("a | b", ["a"]),
        ("a; b", ["a"]),
        ("a&b", ["a"]),
        ("a 2>&1", ["a"]),
        ("a b> c", ["a", "b"]),
        ("a '|' \";\" \\&", ["a", "|", ";", "&"]),
    ],
)
def test_a_command_is_split_into_words(command: str, words: list[str]) -> None:
    """Each rule of the splitting, as go-shellwords has it."""
    assert [word.value for word in split(scalar(command), Journal())] == words


@pytest.mark.parametrize(
    ("command", "column"),
    [
        ("a 'b", 4),
        ('a "b', 4),
        ("a \\", 3),
        ("a $(b", 5),
        ("a `b", 4),
        ("a (b)", 3),
        ("a)", 2),
        ("$(a $(b))", 6),
    ],
)
def test_what_does_not_balance_is_an_error(command: str, column: int) -> None:
    """An open quote and a bare parenthesis are errors with a place and a way out."""
    with pytest.raises(MigrateError) as caught:
        split(scalar(command), Journal())
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.column == column
    assert "list" in problem.remedy


def test_words_are_leaves_of_their_own() -> None:
    """Every word is a leaf at its own column, and what is ignored is one that has no effect."""
    journal = Journal()
    whole = scalar("nginx -g 'daemon off;' 2>&1", column=12, path="services.a.command")
    split(whole, journal)
    assert [(leaf.path, leaf.column) for leaf in journal.parts[whole.leaf]] == [
        ("services.a.command#0", 12),
        ("services.a.command#1", 18),
        ("services.a.command#2", 21),
        ("services.a.command#ignored", 35),
    ]
    assert [leaf.path for leaf in journal.void] == ["services.a.command#ignored"]


def test_an_empty_command_stays_one_leaf() -> None:
    """A command without words has no parts."""
    journal = Journal()
    split(scalar(""), journal)
    assert journal.parts == {}


@given(st.lists(st.text("abcXYZ019./:=-_#*~$%@{}[]+,", min_size=1), min_size=1))
def test_plain_words_stand_at_their_columns(words: list[str]) -> None:
    """Words without quotes come back as they are, each at its place."""
    text = "  ".join(words)
    found = split(scalar(text), Journal())
    assert [word.value for word in found] == words
    assert all(text[word.leaf.column - 1 :].startswith(str(word.value)) for word in found)


@given(st.text("ab 12\"'\\$()`;|&<>\n"))
def test_any_text_is_split_or_refused(text: str) -> None:
    """Whatever the text, there are words or an error, and every leaf stands in the text."""
    try:
        found = split(scalar(text), Journal())
    except MigrateError:
        return
    assert all(1 <= word.leaf.column <= len(text) for word in found)
