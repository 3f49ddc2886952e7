"""Quantities and claims."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "docker's unit": Mistake(f"{WEB}.resources.limits.memory", "512 MB", "quantity"),
    "negative": Mistake(f"{WEB}.resources.requests.cpu", "-1", "quantity"),
    "request above limit": Mistake(f"{WEB}.resources.requests.memory", "1Gi", "request"),
    "device without limit": Mistake(
        f"{WEB}.resources.requests",
        {"example.org/gpu": "1"},
        "request",
        at=f"{WEB}.resources.requests.example.org/gpu",
    ),
    "size of a volume in memory": Mistake(f"{POD}.volumes.2.emptyDir.sizeLimit", "64mb", "quantity"),
    "size of a claim": Mistake(
        "PersistentVolumeClaim/uploads spec.resources.requests.storage", "ten", "quantity", also=("claim",)
    ),
    "claim without size": Mistake("PersistentVolumeClaim/uploads spec.resources", None, "claim"),
    "claim template without access mode": Mistake(
        "StatefulSet/store spec.volumeClaimTemplates.0.spec.accessModes",
        [],
        "claim",
        at="StatefulSet/store spec.volumeClaimTemplates.0.spec",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """What is no quantity, too much or too little is found."""
    mistake.is_found()
