"""Patterns over names fit as the standard library says they do."""

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.knowledge.patterns import fits

TEXT = st.text("ab/:*?[]-!", max_size=8)


@given(TEXT, TEXT)
def test_a_pattern_fits_what_fnmatch_says(name: str, pattern: str) -> None:
    """The short cuts change no answer."""
    assert fits(name, pattern) == fnmatchcase(name, pattern)


@given(TEXT)
def test_a_pattern_without_brackets_fits_itself(name: str) -> None:
    """Stars and question marks stand for themselves too."""
    assert fits(name, name.replace("[", "*").replace("]", "?"))
