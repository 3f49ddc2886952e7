"""StatefulSets, their Services and their claims."""

import pytest

from tests.verify.bundle import Mistake

MISTAKES = {
    "governing service of others": Mistake("StatefulSet/store spec.serviceName", "web", "governing-service"),
    "claim template that a volume hides": Mistake(
        "StatefulSet/store spec.template.spec.volumes",
        [{"name": "data", "emptyDir": {}}],
        "duplicate-name",
        at="StatefulSet/store spec.volumeClaimTemplates.0.metadata.name",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A StatefulSet whose Service or claim is not its own is found."""
    mistake.is_found()
