"""What the schema of the API server does not know is found."""

import pytest

from tests.verify.bundle import WEB, Mistake

MISTAKES = {
    "unknown field": Mistake(f"{WEB}.imag", "example/web:1.0", "schema", at=WEB),
    "wrong type": Mistake("Deployment/web spec.replicas", "1", "schema"),
    "wrong type of environment value": Mistake(f"{WEB}.env.0.value", 1, "schema"),
    "wrong type of label": Mistake("Deployment/web spec.template.metadata.labels.tier", 1, "schema"),
    "missing field": Mistake("Deployment/web spec.selector", None, "schema", at="Deployment/web spec"),
    "wrong word": Mistake(f"{WEB}.imagePullPolicy", "always", "schema"),
    "field of the wrong kind": Mistake("Service/web data", {}, "schema", at="Service/web"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """An object that the API server would not even decode is found, with the field."""
    mistake.is_found()
