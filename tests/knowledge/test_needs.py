"""The short cut before a secret's pattern overlooks no secret."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pass_migrate.knowledge.data import read

DATA = read("secret-values")
SHAPES = [entry for section in ("shapes", "commands") for entry in DATA[section] if "needs" in entry]


@pytest.mark.parametrize("entry", SHAPES, ids=lambda entry: str(entry["pattern"])[:20])
@settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_what_a_pattern_fits_holds_what_it_needs(entry: dict[str, str], data: st.DataObject) -> None:
    """Every text that a pattern fits contains one of the texts that the entry says it needs."""
    text = data.draw(st.from_regex(re.compile(entry["pattern"])))
    assert any(word in text.lower() for word in entry["needs"])
