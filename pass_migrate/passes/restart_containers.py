"""Pods of a Deployment are always started again; a Job is tried again as often as Compose would."""

from __future__ import annotations

import re

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import App, Notes, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

ALWAYS = Rule("restart-always", Fate.CARRIED, "The container is started again whenever it ends.")
UNSET_LONG = Rule(
    "restart-unset",
    Fate.APPROXIMATED,
    "Compose leaves a container that ended alone; a Deployment, StatefulSet or DaemonSet always starts it "
    "again.",
)
ENDS_LONG = Rule(
    "restart-not-always",
    Fate.APPROXIMATED,
    "Only Jobs may end: a service that runs on is started again whenever it ends, whatever its restart "
    "policy says.",
)
JOB_AS_GIVEN = Rule("job-restart", Fate.CARRIED, "A Job tries again as the restart policy says.")
JOB_ONCE = Rule(
    "job-once",
    Fate.CARRIED,
    "It is not said that it may run twice, so it runs once: a failed pod is not replaced.",
)
JOB_NOT_FOREVER = Rule(
    "job-ends",
    Fate.APPROXIMATED,
    "A Job starts its container again only when it fails: one that ends well is done.",
)
JOB_TRIES = Rule(
    "job-tries",
    Fate.APPROXIMATED,
    "Docker tries again without end; the Job gives up after six tries, each later than the one before.",
)
UNLIMITED_ANYWAY = Rule(
    "endless-retries",
    Fate.APPROXIMATED,
    "Only Jobs count attempts: other pods are started again without end.",
)
OTHER_POLICY_WINS = Rule("deploy-restart-wins", Fate.IRRELEVANT, "`deploy.restart_policy` takes its place.")
POD_POLICY = Rule(
    "pod-restart",
    Fate.APPROXIMATED,
    "The container shares a pod, and the pod's restart policy holds for all in it.",
)

_POLICY = re.compile(r"no|always|unless-stopped|on-failure(:\d+)?|")
_CONDITION = re.compile(r"none|on-failure|any|")
TRIES = 6
"""`backoffLimit` by default (Kubernetes API reference, JobSpec)."""


@transform(
    reads=["workloads.kind", "workloads.lifecycle", "workloads.pod_of"],
    writes=["workloads.lifecycle"],
    rules=[
        ALWAYS,
        UNSET_LONG,
        ENDS_LONG,
        JOB_AS_GIVEN,
        JOB_ONCE,
        JOB_NOT_FOREVER,
        JOB_TRIES,
        UNLIMITED_ANYWAY,
        OTHER_POLICY_WINS,
        POD_POLICY,
    ],
)
def restart_containers(app: App) -> App:
    """The pod's restart policy, and for a Job how often it is tried.

    Sources: Compose specification (`restart`, `deploy.restart_policy`), Kubernetes documentation (Pod
    Lifecycle, Jobs). Raises `MigrateError` for a policy that Docker refuses.
    """
    return app.each(_restarted)


def _restarted(workload: Workload, notes: Notes) -> Workload:
    life = workload.lifecycle
    _check(life.restart, _POLICY, "`no`, `always`, `unless-stopped`, `on-failure` and `on-failure:<times>`")
    _check(life.restart_condition, _CONDITION, "`none`, `on-failure` and `any`")
    given = life.restart
    if life.restart_condition is not None:
        notes.drop(OTHER_POLICY_WINS, given)
        given = life.restart_condition
    if workload.pod_of is not None:
        notes.drop(POD_POLICY, given, life.max_attempts)
        return workload
    if workload.kind is not None and workload.kind.value == "Job":
        policy, tries = _job(given, life.max_attempts, notes)
        return replace(workload, lifecycle=replace(life, restart_policy=policy, backoff_limit=tries))
    notes.drop(UNLIMITED_ANYWAY, life.max_attempts)
    return replace(workload, lifecycle=replace(life, restart_policy=_long_running(given)))


def _check(policy: Fact[str] | None, known: re.Pattern[str], choices: str) -> None:
    if policy is not None and known.fullmatch(policy.value) is None:
        place = policy.leaves[0] if policy.leaves else None
        raise MigrateError(
            [Problem(f"`{policy.value}` is no restart policy.", place, f"Docker knows {choices}.")]
        )


def _long_running(given: Fact[str] | None) -> Fact[str]:
    if given is None:
        return because("Always", rule=UNSET_LONG)
    rule = ALWAYS if given.value in ("always", "unless-stopped", "any") else ENDS_LONG
    return because("Always", given, rule=rule)


def _job(given: Fact[str] | None, attempts: Fact[int] | None, notes: Notes) -> tuple[Fact[str], Fact[int]]:
    """Restart policy and back-off limit of a Job."""
    condition, _, count = given.value.partition(":") if given is not None else ("", "", "")
    if given is None or condition in ("", "no", "none"):
        notes.drop(JOB_ONCE, attempts)
        reason = [given] if given is not None else []
        return because("Never", *reason, rule=JOB_ONCE), because(0, *reason, rule=JOB_ONCE)
    policy = because("OnFailure", given, rule=JOB_AS_GIVEN if condition == "on-failure" else JOB_NOT_FOREVER)
    if attempts is not None:
        return policy, because(attempts.value, attempts, given, rule=JOB_AS_GIVEN)
    if count.isdigit():
        return policy, because(int(count), given, rule=JOB_AS_GIVEN)
    return policy, because(TRIES, given, rule=JOB_TRIES)
