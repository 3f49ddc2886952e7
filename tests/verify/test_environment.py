"""Variables."""

import pytest

from tests.verify.bundle import WEB, Mistake

MISTAKES = {
    "variable twice": Mistake(f"{WEB}.env.1.name", "COLOUR", "duplicate-variable"),
    "variable from two objects": Mistake(
        "Secret/web-env stringData.MODE", "off", "duplicate-variable", at=f"{WEB}.envFrom.1"
    ),
    "name of a variable": Mistake(f"{WEB}.env.0.name", "A=B", "variable-name"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A variable that is set twice or has an impossible name is found."""
    mistake.is_found()
