"""Probes and hooks."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "two handlers": Mistake(
        f"{WEB}.readinessProbe.tcpSocket", {"port": 8080}, "handler", at=f"{WEB}.readinessProbe"
    ),
    "no handler": Mistake(f"{WEB}.startupProbe.exec", None, "handler", at=f"{WEB}.startupProbe"),
    "no command": Mistake(f"{WEB}.startupProbe.exec.command", [], "handler", at=f"{WEB}.startupProbe.exec"),
    "port that is not there": Mistake(f"{WEB}.readinessProbe.httpGet.port", "www", "handler"),
    "no time": Mistake(f"{WEB}.startupProbe.timeoutSeconds", 0, "probe"),
    "started twice": Mistake(f"{WEB}.startupProbe.successThreshold", 2, "probe"),
    "of an init container": Mistake(
        f"{POD}.initContainers.0.readinessProbe", {"tcpSocket": {"port": 1}}, "probe"
    ),
    "hook with nothing to do": Mistake(f"{WEB}.lifecycle.preStop", {}, "handler"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A probe that does nothing, too much or the impossible is found."""
    mistake.is_found()
