"""Raw env files are taken at their word."""

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.kvfile import parse
from pass_migrate.load.journal import Journal
from tests.load.places import variables, written

SHELL = variables({"SHELL": "from shell"})


def test_values_are_verbatim() -> None:
    """Quotes, dollars, comments and trailing blanks belong to a value; a bare name is looked up."""
    text = '# c\n  A="x" # y \nB=$SHELL=1\r\n\nSHELL\nNONE\nC=\n'
    journal = Journal()
    found = parse(text, "raw.env", journal, SHELL)
    assert {name: entry.value.value for name, entry in found.items()} == {
        "A": '"x" # y ',
        "B": "$SHELL=1",
        "SHELL": "from shell",
        "C": "",
    }
    assert written(text.replace("\r", ""), journal.leaves) == {
        "A#name": 'A="x" # y ',
        "A": '"x" # y ',
        "B#name": "B=$SHELL=1",
        "B": "$SHELL=1",
        "SHELL#name": "SHELL",
        "NONE#name": "NONE",
        "C#name": "C=",
        "C": "",
    }
    assert [leaf.path for leaf in journal.void] == ["NONE#name"]


def test_an_earlier_line_loses_to_a_later_one() -> None:
    """Of two lines of one name the last wins and the first is overridden."""
    journal = Journal()
    assert parse("A=1\nA=2", "raw.env", journal, {})["A"].value.value == "2"
    assert {loser.line for loser in journal.overridden} == {1}


def test_bad_lines_come_at_once() -> None:
    """A missing name, a blank in a name and `export` are errors, all told in one go."""
    with pytest.raises(MigrateError) as caught:
        parse("=x\nA B=1\nexport C=1\nD=" + "x" * 70_000, "raw.env", Journal(), {})
    assert [problem.place and problem.place.place for problem in caught.value.problems] == [  # type: ignore[attr-defined]
        "raw.env:1:1",
        "raw.env:2:1",
        "raw.env:3:1",
        "raw.env:4:1",
    ]
