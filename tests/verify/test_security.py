"""Rights."""

import pytest

from pass_migrate.verify import verify
from tests.verify.bundle import POD, WEB, Mistake, edited, put

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


@pytest.mark.parametrize("namespace", ["hostPID", "shareProcessNamespace"])
@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("kill -s INT 1; while kill -0 1; do sleep 1; done", True),
        ("kill 1", True),
        ("kill -0 1", False),
        ("kill -1 17", False),
    ],
)
def test_a_hook_may_signal_process_1_only_where_it_is_the_containers_own(
    namespace: str, command: str, *, wrong: bool
) -> None:
    """In the node's namespace it is the node's init, in a shared one the process that holds the pod."""
    hook = put(f"{WEB}.lifecycle", {"preStop": {"exec": {"command": ["/bin/sh", "-c", command]}}})
    assert verify(edited(hook)) == ()
    found = verify(edited(hook, put(f"{POD}.{namespace}", True)))
    assert [violation.rule for violation in found] == (["signals-first-process"] if wrong else [])


def test_two_process_namespaces_rule_each_other_out() -> None:
    """The API server refuses `hostPID` together with `shareProcessNamespace`."""
    found = verify(edited(put(f"{POD}.hostPID", True), put(f"{POD}.shareProcessNamespace", True)))
    assert [violation.rule for violation in found] == ["process-namespace"]
