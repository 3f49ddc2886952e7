"""Patterns over paths name what they say they name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.paths import Paths, escape, join

PATTERNS = (
    "services",
    "services.*.ports[*].target",
    "services.*.ulimits.*",
    "services.*.ulimits.nofile.*",
    "a.*",
)
WORDS = st.sampled_from(
    ["services", "ports", "target", "ulimits", "nofile", "a", "*", "", "x.y", "[0]", "#", "\\", "no file"]
)


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Paths made of names and positions, most of them near a pattern."""
    path = ""
    for name in draw(st.lists(WORDS | st.text(max_size=3), max_size=5)):
        path = join(path, name) + draw(st.sampled_from(["", "", "[0]", "[12]", "#part"]))
    return path


def as_expression(pattern: str) -> re.Pattern[str]:
    """The same pattern as a regular expression: the definition that the table has to agree with."""
    text = re.escape(pattern).replace(r"\[\*\]", r"\[[0-9]+\]").replace(r"\*", r"(?:[^.\[#\\]|\\.)+")
    return re.compile(text, re.DOTALL)


@given(paths())
def test_a_path_is_found_by_the_first_pattern_that_fits(path: str) -> None:
    """The table finds what trying every pattern finds."""
    found = Paths((pattern, pattern) for pattern in PATTERNS).find(path)
    fitting = [pattern for pattern in PATTERNS if as_expression(pattern).fullmatch(path)]
    assert (found in fitting) if fitting else found is None


def test_a_name_never_passes_for_a_word() -> None:
    """A name with a dot is one step, and is not the word that it resembles."""
    table = Paths([("services.*.depends_on", True)])
    assert table.find("services.web.depends_on")
    assert table.find(f"services.{escape('a.b')}.depends_on")
    assert not table.find(f"services.web.{escape('depends.on')}")
