"""Env files mean what they mean to Docker Compose, oddities included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.load.compose.dotenv import EnvEntry, parse
from pass_migrate.load.journal import Journal
from tests.load.places import text_at, variables, written

SHELL = variables({"SHELL": "from shell", "A": "shell A", "EMPTY": ""})


def entries(text: str, journal: Journal | None = None) -> dict[str, EnvEntry]:
    """The variables of an env file."""
    return parse(text, ".env", journal or Journal(), SHELL)


def values(text: str) -> dict[str, object]:
    """Name and value of each variable of an env file."""
    return {name: entry.value.value for name, entry in entries(text).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # separators, blanks, export
        ("K=v", {"K": "v"}),
        ("K: v", {"K": "v"}),
        ("K = v\nexport L=w\n", {"K": "v", "L": "w"}),
        ("export\nK=v", {"K": "v"}),
        ("  K=v  \n\n\tL=w", {"K": "v", "L": "w"}),
        ("K=", {"K": ""}),
        ("K=\nL=w", {"K": "", "L": "w"}),
        ("=1", {"": "1"}),
        ("K.a-b[0]=v\nGröße=x\n", {"K.a-b[0]": "v", "Größe": "x"}),
        ("K=v\r\nL=w\r\n", {"K": "v", "L": "w"}),
        # comments
        ("# c\nK=v # c\n#\n", {"K": "v"}),
        ("K=a#b\nL=#x\nM= #y", {"K": "a#b", "L": "#x", "M": "#y"}),
        ('K="x" # c\nL="y"#c\nM=z', {"K": "x", "L": "y", "M": "z"}),
        # bare names
        ("SHELL\nNONE\nK=v", {"SHELL": "from shell", "K": "v"}),
        ("K", {"": "K"}),
        ("SHELL\nK", {"SHELL": "from shell", "": "K"}),
        # double quotes
        (r'K="a\nb\tc\\d\"e"', {"K": 'a\nb\tc\\d"e'}),
        (r'K="\x\q"', {"K": r"\x\q"}),
        (r'K="\0101\012\0"', {"K": "A\\12\\"}),
        (r'K="\$A $$A $A"', {"K": "$A $A shell A"}),
        ('K="a\nb"\nL=w', {"K": "a\nb", "L": "w"}),
        # single quotes
        (r"K='a\nb$A\'c'", {"K": r"a\nb$A'c"}),
        ("K='a\nb'\nL=w", {"K": "a\nb", "L": "w"}),
        # what follows a closing quote is a statement
        ('I="a" b=c', {"I": "a", "b": "c"}),
        # interpolation: the shell first, then what stands above
        ("B=b\nK=$B-$A-${NONE:-d}-$EMPTY", {"B": "b", "K": "b-shell A-d-"}),
        ("A=file\nK=$A", {"A": "file", "K": "shell A"}),
        (r"K=\$A", {"K": r"\shell A"}),
        ("K=$K1\nK1=x", {"K": "", "K1": "x"}),
        # the last of several wins
        ("K=1\nK=2", {"K": "2"}),
    ],
)
def test_an_env_file_gives_these_variables(text: str, expected: dict[str, object]) -> None:
    """Each rule of the grammar, as compose-go has it."""
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("K=v\nA B=1", "2:1", "a variable name cannot contain a space"),
        ("K=v\n  K+=1", "2:4", "a variable name cannot contain the character '+'"),
        ("'K'=1", "1:1", "a variable name cannot contain a quote"),
        ('K="x', "1:3", "this quote is never closed"),
        ("K=v\nL='x\ny", "2:3", "this quote is never closed"),
        ("K=${", "1:3", "`${` does not begin a valid expression"),
        ('K="a\\tb ${X"', "1:9", "`${` does not begin a valid expression"),
        ("K=${X:?it is missing}", "1:3", "the required variable X has no value: it is missing"),
        ("export ", "1:7", "nothing is exported here"),
    ],
)
def test_a_problem_is_placed(text: str, place: str, message: str) -> None:
    """What is wrong is an error at its line and column."""
    with pytest.raises(MigrateError) as caught:
        entries(text)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert problem.message == message
    assert problem.remedy


def test_all_problems_of_a_file_come_at_once() -> None:
    """Several bad lines are told in one go."""
    with pytest.raises(MigrateError) as caught:
        entries("A B=1\nK=v\nL=${\nM N=2\n")
    assert [problem.place and problem.place.line for problem in caught.value.problems] == [1, 3, 4]


def test_no_secret_is_in_a_message() -> None:
    """A problem with a value does not quote it."""
    with pytest.raises(MigrateError) as caught:
        entries("PASSWORD='hunter2\nX Y=hunter2\n")
    assert "hunter2" not in str(caught.value)


def test_name_and_value_are_two_leaves() -> None:
    """The name and the value of a line are leaves of their own, each where it stands."""
    text = "K=v\nexport L = \"w\" # c\nM: 'x'\nSHELL\nE=\n"
    journal = Journal()
    entries(text, journal)
    assert written(text, journal.leaves) == {
        "K#name": "K=v",
        "K": "v",
        "L#name": 'L = "w" # c',
        "L": 'w" # c',
        "M#name": "M: 'x'",
        "M": "x'",
        "SHELL#name": "SHELL",
        "E#name": "E=",
        "E": "",
    }


def test_a_value_knows_its_variables() -> None:
    """An interpolated value names the variables in it, and its stretches stand where they are written."""
    text = 'B=b\nK="a\\t$B-${SHELL}"\n'
    found = entries(text)
    value, base = found["K"].value, found["B"].value
    assert value.value == "a\tb-from shell"
    assert value.via == (base.leaf, SHELL["SHELL"].leaf)
    assert text_at(text, value.part(3, 4, "dash").leaf) == '-${SHELL}"'
    assert text_at(text, value.part(4, 8, "from").leaf) == '${SHELL}"'


def test_a_bare_name_has_the_leaf_of_what_it_stands_for() -> None:
    """A bare name takes value and leaf from the shell; one that is set nowhere is idle."""
    journal = Journal()
    found = entries("SHELL\nNONE\n", journal)
    assert found["SHELL"].value is SHELL["SHELL"]
    assert [leaf.path for leaf in journal.void] == ["NONE#name"]


def test_an_earlier_line_loses_to_a_later_one() -> None:
    """Of two lines of one name the first is overridden, name and value, by the last."""
    journal = Journal()
    entries("K=1\nK=2\n", journal)
    assert {loser.place: winner.place for loser, winner in journal.overridden.items()} == {
        ".env:1:1": ".env:2:1",
        ".env:1:3": ".env:2:3",
    }


def test_earlier_files_are_looked_at_last() -> None:
    """A variable is looked for in the shell, then above in the file, then in earlier files."""
    earlier = variables({"A": "early A", "B": "early B", "C": "early C"})
    found = parse("B=b\nK=$A $B $C\nC\n", ".env", Journal(), SHELL, earlier=earlier)
    assert found["K"].value.value == "shell A b early C"
    assert "C" not in found


def test_unset_variables_are_warnings() -> None:
    """A variable without a value is a warning where it is used."""
    warnings: list[Problem] = []
    parse("K=x $NONE\n", ".env", Journal(), SHELL, warn=warnings.append)
    assert [str(problem).split(": ")[0] for problem in warnings] == [".env:1:5"]


NAMES = st.text("ABCXYZ_09", min_size=1)
PLAIN = (
    st.text("abc XYZ/:=,.@%&*()[]{}<>|;~^", max_size=20)
    .map(str.strip)
    .filter(lambda text: text and " #" not in text)
)


@given(
    st.dictionaries(NAMES, PLAIN),
    st.sampled_from(["{}={}", "{}={} # note", "export {}={}", '{}="{}"', "{}='{}'"]),
)
def test_what_is_written_is_read(wanted: dict[str, str], form: str) -> None:
    """A value without quotes, dollars and backslashes reads back in every form, and stands at its leaf."""
    text = "".join(form.format(name, value) + "\n" for name, value in wanted.items())
    found = entries(text)
    assert {name: entry.value.value for name, entry in found.items()} == wanted
    for name, entry in found.items():
        assert text_at(text, entry.name.leaf).startswith(name)
        assert text_at(text, entry.value.leaf).startswith(wanted[name])
