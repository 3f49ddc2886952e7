"""YAML is read as Docker Compose reads it, and every leaf knows where it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.load import yaml_graph
from pass_migrate.load.compose.names import names
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Scalar, Seq, plain
from pass_migrate.load.yaml_tree import parse
from tests.load.places import written
from tests.load.yaml_texts import problems, read, value

EVERY_STYLE = """\
services:
  web:
    image: nginx:1.27   # the image
    command: ["nginx", '-g', "daemon\\toff;"]
    environment:
      PLAIN: a b
      "QUOTED": "c d"
      EMPTY:
      BLOCK: |
        one
        two
      ANCHORED: &x e
      TAGGED: !!str 5
      FOLDED: f
        g
    labels: {}
    ports: []
  größe:
    image: x
"""


def test_a_leaf_stands_at_the_first_character_of_its_value() -> None:
    """A leaf stands at its value: behind an opening quote, an anchor and a tag, at the sign of a block."""
    _, journal = read(EVERY_STYLE)
    assert written(EVERY_STYLE, journal.leaves) == {
        "services.web#name": "web:",
        "services.web.image": "nginx:1.27   # the image",
        "services.web.command[0]": 'nginx", \'-g\', "daemon\\toff;"]',
        "services.web.command[1]": '-g\', "daemon\\toff;"]',
        "services.web.command[2]": 'daemon\\toff;"]',
        "services.web.environment.PLAIN#name": "PLAIN: a b",
        "services.web.environment.PLAIN": "a b",
        "services.web.environment.QUOTED#name": 'QUOTED": "c d"',
        "services.web.environment.QUOTED": 'c d"',
        "services.web.environment.EMPTY#name": "EMPTY:",
        "services.web.environment.EMPTY": "",
        "services.web.environment.BLOCK#name": "BLOCK: |",
        "services.web.environment.BLOCK": "|",
        "services.web.environment.ANCHORED#name": "ANCHORED: &x e",
        "services.web.environment.ANCHORED": "e",
        "services.web.environment.TAGGED#name": "TAGGED: !!str 5",
        "services.web.environment.TAGGED": "5",
        "services.web.environment.FOLDED#name": "FOLDED: f",
        "services.web.environment.FOLDED": "f",
        "services.web.labels": "{}",
        "services.web.ports": "[]",
        "services.größe#name": "größe:",
        "services.größe.image": "x",
    }


@pytest.mark.parametrize("breaks", ["\r\n", "\r"])
def test_line_breaks_do_not_move_leaves(breaks: str) -> None:
    """The leaves of a file with other line breaks, or a byte order mark, stand where they stood."""
    _, journal = read(EVERY_STYLE)
    other = Journal()
    parse("\ufeff" + EVERY_STYLE.replace("\n", breaks), "compose.yaml", other, names=names)
    assert list(other.leaves) == list(journal.leaves)


def test_parts_of_a_value_that_is_not_one_to_one_stand_where_it_begins() -> None:
    """Behind an escape or a line break columns are not counted on: parts stand where the value begins."""
    document, _ = read(EVERY_STYLE)
    assert isinstance(document, Map)
    command = document.items["services"].items["web"].items["command"]  # type: ignore[union-attr, call-overload]
    assert isinstance(command, Seq)
    escaped = command.items[2]
    assert isinstance(escaped, Scalar)
    assert escaped.value == "daemon\toff;"
    assert escaped.part(7, 10, "word").leaf.column == escaped.leaf.column
    exact = command.items[0]
    assert isinstance(exact, Scalar)
    assert exact.part(2, 5, "word").leaf.column == exact.leaf.column + 2


class TestBadInput:
    """What is wrong is named, with its place."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "a: 1\nb:\n  c: 2\na: 3",
                "4:1: the key 'a' is given twice in one mapping; first at compose.yaml:1:1",
            ),
            ("a: 1\n'a': 3", "2:2: the key 'a' is given twice in one mapping; first at compose.yaml:1:1"),
            (
                "{<<: {}, <<: {}}",
                "1:10: the key '<<' is given twice in one mapping; first at compose.yaml:1:2",
            ),
            ("a: {1: x}", "1:5: a mapping key must be a string, and 1 is not"),
            ("a: {true: x}", "1:5: a mapping key must be a string, and true is not"),
            ("a: {2001-01-01: x}", "1:5: a mapping key must be a string, and 2001-01-01 is not"),
            ("a: {? : x}", "1:7: a mapping key must be a string, and an empty key is not"),
            ("a: {? [b] : x}", "1:7: a mapping key must be a string"),
            ("a:\n\tb: 1", "2:1: not valid YAML: found a tab, where only spaces may be"),
            ("a: b: c", "1:5: not valid YAML: mapping values are not allowed in this context"),
            ("a: [1", "2:1: not valid YAML: did not find expected ',' or ']'"),
            ("a: 'x", "2:1: not valid YAML: found unexpected end of stream"),
            ("a: @x", "1:4: not valid YAML: found character that cannot start any token"),
            ("a: 1\nb: x\0y", "2:5: character U+0000 is not allowed in YAML"),
            ("a: 1\n\ufeffb: 1", "2:1: character U+FEFF is not allowed in YAML"),
            ("%YAML 1.2\n---\na: 1", "1:1: Docker Compose reads no YAML that says it is version 1.2"),
        ],
    )
    def test_a_problem_is_placed(self, text: str, expected: str) -> None:
        """Each kind of bad YAML is an error at its line and column."""
        (problem,) = problems(text + "\n")
        assert problem.startswith(expected)

    def test_all_problems_of_a_file_come_at_once(self) -> None:
        """What is wrong in several places is told in one go."""
        assert [
            problem.partition(": ")[0] for problem in problems("a: 1\na: 2\nb: {1: x}\nc: !!int y\n")
        ] == [
            "2:1",
            "3:5",
            "4:10",
        ]

    @pytest.mark.parametrize("text", ["x: " + "[" * 500 + "]" * 500, "x: " + "[" * 100_000, "- " * 300 + "x"])
    def test_deep_nesting_is_an_error(self, text: str) -> None:
        """Nesting beyond a hundred levels is an error with a place, whether it closes or not."""
        (problem,) = problems(text)
        assert "nested deeper than 100 levels" in problem

    def test_deep_nesting_through_aliases_is_an_error(self) -> None:
        """Nesting counts through aliases."""
        text = "x0: &x0 [1]\n" + "".join(f"x{n}: &x{n} [[[[*x{n - 1}]]]]\n" for n in range(1, 60))
        (problem,) = problems(text)
        assert "nested deeper than 100 levels" in problem

    def test_nesting_of_ninety_levels_is_read(self) -> None:
        """Ninety levels are accepted."""
        assert value("x-a: " + "[" * 90 + "]" * 90)["x-a"][0][0] is not None


@pytest.mark.parametrize(
    ("text", "documents"),
    [("", []), ("# x\n", []), ("---\n", [None]), ("a: 1\n---\n", [{"a": 1}, None])],
)
def test_a_file_has_as_many_trees_as_documents(text: str, documents: list[object]) -> None:
    """Each document is a tree of its own, an empty one is null, and an empty file has none."""
    assert [plain(node) for node in parse(text, "compose.yaml", Journal())] == documents


def test_without_libyaml_the_places_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml, the same leaves come out."""
    _, journal = read(EVERY_STYLE)
    monkeypatch.setattr(yaml_graph, "_LIBYAML", yaml_graph._PurePythonParser)
    _, other = read(EVERY_STYLE)
    assert list(other.leaves) == list(journal.leaves)


@given(
    st.dictionaries(
        st.text("abcdefg", min_size=1),
        st.one_of(
            st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.booleans(), st.integers(0, 99)
        ),
        min_size=1,
    )
)
def test_every_value_of_a_json_file_stands_where_its_leaf_says(data: dict[str, str | bool | int]) -> None:
    """In a file of one line each value is found at its leaf: a string without escapes is the text there."""
    text = json.dumps(data)
    document = parse(text, "compose.yaml", Journal())[0]
    assert isinstance(document, Map)
    assert plain(document) == data
    for node in document.items.values():
        assert isinstance(node, Scalar)
        there = text[node.leaf.column - 1 :]
        assert there.startswith(json.dumps(node.value).strip('"'))
