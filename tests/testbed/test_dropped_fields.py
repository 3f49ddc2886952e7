"""What a server throws away is found, and what it merely writes differently is not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.testbed.dropped_fields import dropped_fields

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)


@given(OBJECTS, OBJECTS)
def test_what_is_kept_is_not_reported(sent: dict[str, Any], added: dict[str, Any]) -> None:
    """An answer that has all that was sent, and more beside it, has dropped nothing."""
    assert dropped_fields(sent, added | sent) == []


@given(OBJECTS, st.sampled_from([1, True, "x", [1], {"x": 1}]))
def test_what_is_missing_is_reported(sent: dict[str, Any], value: object) -> None:
    """A field with a value in it that is not in the answer is reported by its path."""
    deep = {"spec": {"list": [sent, sent | {"gated": value}]}}
    answered = {"spec": {"list": [sent, {key: sent[key] for key in sent if key != "gated"}]}}
    assert dropped_fields(deep, answered) == ["spec.list[1].gated"]


def test_empty_values_may_go_missing() -> None:
    """Leaving out what says nothing is no loss."""
    sent = {"spec": {"hostNetwork": False, "affinity": {}, "replicas": 0, "args": [], "strategy": {"x": {}}}}
    assert dropped_fields(sent, {"spec": {}}) == []


def test_shorter_list_is_reported() -> None:
    """An item that is missing at the end of a list is reported with its index."""
    assert dropped_fields({"items": ["a", "b"]}, {"items": ["a"]}) == ["items[1]"]


def test_written_text_of_a_secret_is_no_loss() -> None:
    """A Secret's stringData comes back as data by design; no other kind may lose a field of that name."""
    assert dropped_fields({"kind": "Secret", "stringData": {"a": "b"}}, {"kind": "Secret"}) == []
    assert dropped_fields({"kind": "Other", "stringData": {"a": "b"}}, {"kind": "Other"}) == ["stringData"]
