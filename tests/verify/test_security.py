"""Rights."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "root and not root": Mistake(
        f"{WEB}.securityContext.runAsUser", 0, "security", at=f"{WEB}.securityContext"
    ),
    "privileged without escalation": Mistake(
        f"{WEB}.securityContext.privileged",
        True,
        "security",
        at=f"{WEB}.securityContext.allowPrivilegeEscalation",
    ),
    "administrator without escalation": Mistake(
        f"{WEB}.securityContext.capabilities",
        {"add": ["SYS_ADMIN"]},
        "security",
        at=f"{WEB}.securityContext.allowPrivilegeEscalation",
    ),
    "medium": Mistake(f"{POD}.volumes.2.emptyDir.medium", "RAM", "medium"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """Rights that contradict each other are found."""
    mistake.is_found()
