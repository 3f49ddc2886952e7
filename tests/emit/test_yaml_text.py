"""YAML is written as PyYAML would write it, and reads back as what was written."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pass_migrate.emit.yaml_text import dump, slow_dump

TEXT = (
    st.text(max_size=20)
    | st.text("aAyYnN01579.:-_/ #'\"{}[],&*!|>%@`=~?+eExX\n\t", max_size=12)
    | st.sampled_from(
        [
            "yes",
            "No",
            "TRUE",
            "null",
            "~",
            "0o17",
            "017",
            "1e3",
            "0x1f",
            ".inf",
            "2024-01-01",
            "1:30",
            "=",
            "<<",
        ]
    )
    | st.integers().map(str)
    | st.floats().map(str)
)
SCALAR = TEXT | st.booleans() | st.integers() | st.none() | st.floats(allow_nan=False)
TREE = st.recursive(
    SCALAR,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT, below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, TREE, min_size=1, max_size=5))
@example({"a": [[["b", {"c": []}], {}], {"d": {"e": [1]}}]})
@example({"a" * 127: 1, "b" * 128: 2, "c": "d" * 200, "e": "f g " * 100})
@example({"spec": {"ports": [{"name": "http", "port": 80}], "empty": {}, "none": None}})
def test_the_bytes_are_those_of_pyyaml(data: dict[str, Any]) -> None:
    """The quick way makes no difference that anybody can see."""
    assert dump(data) == slow_dump(data)


@given(st.dictionaries(st.text(max_size=9), TREE, max_size=5))
def test_what_is_written_reads_back(data: dict[str, Any]) -> None:
    """Parsing the text gives the data."""
    assert yaml.safe_load(dump(data)) == data


@pytest.mark.parametrize("word", ["yes", "Off", "NULL", "true", "n", "5432", "0755", "1_000", "1.5", ""])
def test_texts_that_look_like_something_else_stay_texts(word: str) -> None:
    """A text is a text when it is read again, as a key as well."""
    assert yaml.safe_load(dump({word: [word]})) == {word: [word]}
