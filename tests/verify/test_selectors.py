"""Selectors and the pods that they find."""

import pytest

from tests.verify.bundle import Mistake

MISTAKES = {
    "misses its own pods": Mistake(
        "Deployment/web spec.selector.matchLabels.tier", "back", "selector", at="Deployment/web spec.selector"
    ),
    "finds another's pods": Mistake(
        "Job/seed spec.template.metadata.labels",
        {"app.kubernetes.io/name": "web"},
        "selector",
        at="Deployment/web spec.selector",
    ),
    "selects all": Mistake("Deployment/web spec.selector", {"matchLabels": {}}, "selector"),
    "service without pods": Mistake(
        "Service/web spec.selector.tier", "back", "selects-nothing", at="Service/web spec.selector"
    ),
    "budget without pods": Mistake(
        "PodDisruptionBudget/web spec.selector.matchLabels.tier",
        "back",
        "selects-nothing",
        at="PodDisruptionBudget/web spec.selector",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A selector that finds too much, too little or nothing is found."""
    mistake.is_found()
