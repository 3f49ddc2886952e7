"""Ports of containers and Services."""

import pytest

from tests.verify.bundle import WEB, Mistake

MISTAKES = {
    "beyond 65535": Mistake(f"{WEB}.ports.1.containerPort", 70000, "port-number", also=("target-port",)),
    "name of 16 characters": Mistake(f"{WEB}.ports.1.name", "sixteen-letters2", "port-name"),
    "name of digits": Mistake(f"{WEB}.ports.1.name", "9000", "port-name"),
    "listened on twice": Mistake(
        f"{WEB}.ports.2",
        {"name": "again", "containerPort": 8080},
        "duplicate-port",
        at=f"{WEB}.ports.2.containerPort",
    ),
    "name used twice": Mistake(f"{WEB}.ports.1.name", "http", "duplicate-port"),
    "service port twice": Mistake(
        "Service/web spec.ports.1.port", 8080, "duplicate-port", also=("unknown-key",)
    ),
    "one of two without name": Mistake(
        "Service/web spec.ports.1.name", None, "port-name", at="Service/web spec.ports"
    ),
    "no port": Mistake("Service/web spec.ports", [], "no-port", also=("unknown-key",)),
    "target by a name that is not there": Mistake(
        "Service/web spec.ports.0.targetPort", "www", "target-port"
    ),
    "target by a number that is not there": Mistake(
        "Service/web spec.ports.1.targetPort", 9001, "target-port"
    ),
    "target of another protocol": Mistake(
        "Service/web spec.ports.1.protocol", "UDP", "target-port", at="Service/web spec.ports.1.targetPort"
    ),
    "the same number on both sides, that is not there": Mistake(
        "Service/store spec.ports.0.port", 5433, "target-port"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A port that cannot be, is taken or leads nowhere is found."""
    mistake.is_found()
