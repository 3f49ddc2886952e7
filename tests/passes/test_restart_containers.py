"""Restart policies."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import Lifecycle, Workload
from pass_migrate.passes.restart_containers import restart_containers
from tests.passes.building import after, application, dropped, said, service


def restarted(kind: str, **life: Any) -> Workload:
    """The workload `a` of a kind, after the pass."""
    return after(
        restart_containers(application(service("a", kind=said(kind), lifecycle=Lifecycle(**life)))), "a"
    )


@pytest.mark.parametrize(
    ("restart", "rule"),
    [
        ("always", "restart-always"),
        ("unless-stopped", "restart-always"),
        ("no", "restart-not-always"),
        ("on-failure", "restart-not-always"),
        ("on-failure:3", "restart-not-always"),
    ],
)
def test_what_runs_on_is_always_started_again(restart: str, rule: str) -> None:
    """Every form of `restart` of a Deployment becomes Always, and says what differs."""
    given = said(restart)
    policy = restarted("Deployment", restart=given).lifecycle.restart_policy
    assert policy is not None
    assert policy.rule is not None
    assert (policy.value, policy.rule.id, policy.leaves) == ("Always", rule, given.leaves)


def test_an_unset_policy_of_what_runs_on_is_a_stated_difference() -> None:
    """Compose would leave a dead container alone; nothing in the source is cited."""
    policy = restarted("StatefulSet").lifecycle.restart_policy
    assert policy is not None
    assert policy.rule is not None
    assert (policy.value, policy.rule.id, policy.leaves) == ("Always", "restart-unset", ())


@pytest.mark.parametrize(
    ("life", "policy", "tries"),
    [
        ({}, "Never", 0),
        ({"restart": "no"}, "Never", 0),
        ({"restart": "on-failure:4"}, "OnFailure", 4),
        ({"restart": "on-failure"}, "OnFailure", 6),
        ({"restart": "always"}, "OnFailure", 6),
        ({"restart_condition": "none"}, "Never", 0),
        ({"restart_condition": "on-failure", "max_attempts": 2}, "OnFailure", 2),
        ({"restart_condition": "any"}, "OnFailure", 6),
    ],
)
def test_a_job_tries_as_often_as_compose_would(life: dict[str, Any], policy: str, tries: int) -> None:
    """Restart policy and back-off limit follow what is written; without anything a Job runs once."""
    found = restarted("Job", **{key: said(value) for key, value in life.items()}).lifecycle
    assert found.restart_policy is not None
    assert found.backoff_limit is not None
    assert (found.restart_policy.value, found.backoff_limit.value) == (policy, tries)


def test_the_deploy_policy_takes_the_place_of_restart() -> None:
    """`restart` ends where `deploy.restart_policy` speaks, as in Docker Compose."""
    life = Lifecycle(restart=said("always", "restart"), restart_condition=said("on-failure", "condition"))
    app = restart_containers(application(service("a", kind=said("Job"), lifecycle=life)))
    policy = after(app, "a").lifecycle.restart_policy
    assert policy is not None
    assert [leaf.path for leaf in policy.leaves] == ["condition"]
    assert dropped(app) == {"restart": "deploy-restart-wins"}


def test_attempts_count_for_jobs_only() -> None:
    """A Deployment tries without end."""
    app = restart_containers(
        application(
            service("a", kind=said("Deployment"), lifecycle=Lifecycle(max_attempts=said(3, "attempts")))
        )
    )
    assert dropped(app) == {"attempts": "endless-retries"}


def test_a_container_in_another_pod_follows_that_pod() -> None:
    """Its own policy ends."""
    app = restart_containers(
        application(
            service("b", kind=said("Deployment")),
            service(
                "a",
                kind=said("Deployment"),
                pod_of=said("b"),
                lifecycle=Lifecycle(restart=said("no", "restart")),
            ),
        )
    )
    assert after(app, "a").lifecycle.restart_policy is None
    assert dropped(app) == {"restart": "pod-restart"}


def test_a_policy_that_docker_refuses_is_an_error_at_its_place() -> None:
    """Docker would not start the container either."""
    given = said("allways")
    with pytest.raises(MigrateError, match="no restart policy") as caught:
        restarted("Deployment", restart=given)
    assert caught.value.problems[0].place == given.leaves[0]
