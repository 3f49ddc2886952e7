"""Ingresses."""

import pytest

from tests.verify.bundle import Mistake

MISTAKES = {
    "path twice": Mistake(
        "Ingress/web spec.rules.0.http.paths.1.path",
        "/",
        "duplicate-path",
        at="Ingress/web spec.rules.0.http.paths.1",
    ),
    "relative path": Mistake("Ingress/web spec.rules.0.http.paths.1.path", "admin", "path"),
    "address as host": Mistake("Ingress/web spec.rules.0.host", "10.0.0.1", "host"),
    "no route": Mistake("Ingress/web spec.rules", [], "no-route", at="Ingress/web spec"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A route that leads nowhere or to two places is found."""
    mistake.is_found()
