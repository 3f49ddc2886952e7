"""Restarts and replacements."""

import pytest

from tests.verify.bundle import POD, Mistake

MISTAKES = {
    "deployment that does not restart": Mistake(f"{POD}.restartPolicy", "Never", "restart-policy"),
    "job that restarts for ever": Mistake(
        "Job/seed spec.template.spec.restartPolicy", None, "restart-policy", at="Job/seed spec.template.spec"
    ),
    "cron job that restarts for ever": Mistake(
        "CronJob/tidy spec.jobTemplate.spec.template.spec.restartPolicy", "Always", "restart-policy"
    ),
    "negative time to end": Mistake(f"{POD}.terminationGracePeriodSeconds", -1, "grace-period"),
    "no container": Mistake(
        "Job/seed spec.template.spec.containers", [], "no-container", at="Job/seed spec.template.spec"
    ),
    "rolling what is stopped first": Mistake(
        "Deployment/web spec.strategy.rollingUpdate", {"maxSurge": 1}, "strategy"
    ),
    "no pod more and no pod less": Mistake(
        "Deployment/web spec.strategy",
        {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}},
        "strategy",
        at="Deployment/web spec.strategy.rollingUpdate",
    ),
    "two writers of one volume": Mistake(
        "Deployment/web spec.strategy", {"type": "RollingUpdate"}, "single-writer", at=f"{POD}.volumes.1"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A pod that cannot restart, end or be replaced as it should is found."""
    mistake.is_found()
