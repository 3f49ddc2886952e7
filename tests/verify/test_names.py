"""Names, labels and keys."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "underscore": Mistake("Ingress/web metadata.name", "the_web", "name", at="Ingress/the_web metadata.name"),
    "service that begins with a digit": Mistake(
        "Service/web metadata.name", "1web", "name", at="Service/1web metadata.name", also=("unknown-object",)
    ),
    "workload with a dot": Mistake(
        "Job/seed metadata.name", "seed.all", "name", at="Job/seed.all metadata.name"
    ),
    "stateful set of 53 characters": Mistake(
        "StatefulSet/store metadata.name", "s" * 53, "name", at=f"StatefulSet/{'s' * 53} metadata.name"
    ),
    "container": Mistake(f"{WEB}.name", "Web", "name"),
    "container of 64 characters": Mistake(f"{WEB}.name", "x" * 64, "name"),
    "two containers of one name": Mistake(
        f"{POD}.initContainers.0.name", "web", "duplicate-name", at=f"{WEB}.name"
    ),
    "label value": Mistake("ConfigMap/web-env metadata.labels.app", "a b", "label"),
    "label value of 64 characters": Mistake("ConfigMap/web-env metadata.labels.app", "x" * 64, "label"),
    "label key of the pods": Mistake("Deployment/web spec.template.metadata.labels.-x", "", "label"),
    "annotation key": Mistake("ConfigMap/web-env metadata.annotations.a b", "", "label"),
    "key of data": Mistake("ConfigMap/web-env data.a/b", "", "data-key"),
    "key of a secret": Mistake("Secret/web-env stringData.a b", "", "data-key"),
    "two of one name": Mistake(
        "ConfigMap/web-files metadata.name",
        "web-env",
        "duplicate-object",
        at="ConfigMap/web-env metadata.name",
        also=("unknown-object",),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A name that Kubernetes does not allow is found, and so is one that is taken."""
    mistake.is_found()
