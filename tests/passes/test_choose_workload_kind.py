"""Which controller runs a service, and from what that is told."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fact
from pass_migrate.model import Lifecycle, Scheduling, Volume, Workload
from pass_migrate.passes.choose_workload_kind import choose_workload_kind
from tests.passes.building import (
    after,
    application,
    asked,
    depends,
    dropped,
    listener,
    said,
    service,
    shell_check,
    volume_mount,
    words,
)


def kind_of(key: str, *workloads: Workload, **fields: Any) -> str:
    """The kind of one workload of an application."""
    kind = after(choose_workload_kind(application(*workloads, **fields)), key).kind
    assert kind is not None
    return kind.value


def test_a_service_without_evidence_is_a_deployment_that_rests_on_nothing() -> None:
    """Nothing in the source decides that it is a Deployment."""
    kind = after(choose_workload_kind(application(service("web", image=said("web:1")))), "web").kind
    assert kind is not None
    assert (kind.value, kind.leaves) == ("Deployment", ())


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("global", "DaemonSet"), ("replicated", "Deployment"), ("replicated-job", "Job"), ("global-job", "Job")],
)
def test_deploy_mode_settles_the_kind_and_is_cited(mode: str, kind: str) -> None:
    """The kind follows `deploy.mode` and rests on it."""
    given = said(mode)
    found = after(
        choose_workload_kind(application(service("a", scheduling=Scheduling(mode=given)))), "a"
    ).kind
    assert found is not None
    assert (found.value, found.leaves) == (kind, given.leaves)


def test_a_daemon_set_has_no_number_of_pods() -> None:
    """The replicas of a global service end, because the nodes decide how many there are."""
    app = choose_workload_kind(
        application(service("a", scheduling=Scheduling(mode=said("global")), replicas=said(3, "replicas")))
    )
    assert after(app, "a").replicas is None
    assert dropped(app) == {"replicas": "node-count"}


def test_what_others_wait_for_to_complete_is_a_job() -> None:
    """A service that is waited for to end is a Job because of the one condition that says so."""
    wait = depends("certs", "service_completed_successfully")
    app = choose_workload_kind(application(service("certs"), service("idp", depends_on=(wait,))))
    kind = after(app, "certs").kind
    assert kind is not None
    assert (kind.value, kind.leaves) == ("Job", (*wait.condition.leaves, *wait.service.leaves))


def test_with_two_that_wait_no_single_condition_decides() -> None:
    """Each of two waits could go and the Job would stay, so it rests on neither."""
    waits = [depends("certs", "service_completed_successfully") for _ in range(2)]
    app = choose_workload_kind(
        application(
            service("certs"),
            *(service(key, depends_on=(wait,)) for key, wait in zip("ab", waits, strict=True)),
        )
    )
    assert after(app, "certs").kind == Fact("Job", (), after(app, "certs").kind.rule)  # type: ignore[union-attr]


def test_a_tool_image_is_a_job_unless_it_is_kept_running() -> None:
    """`curlimages/curl` ends by itself, but not if `restart: always` starts it again."""
    image = said("curlimages/curl:8.11.0")
    assert kind_of("loader", service("loader", image=image)) == "Job"
    always = Lifecycle(restart=said("always"))
    assert kind_of("loader", service("loader", image=image, lifecycle=always)) == "Deployment"


@pytest.mark.parametrize("restart", ["no", "on-failure", "on-failure:3"])
def test_a_quiet_service_that_may_end_is_asked_about_and_is_a_job_meanwhile(restart: str) -> None:
    """An explicit restart policy of a service that nobody calls raises the question whether it ends."""
    given = said(restart)
    app = choose_workload_kind(application(service("task", lifecycle=Lifecycle(restart=given))))
    kind = after(app, "task").kind
    assert asked(app) == ["workload-kind/task"]
    assert kind is not None
    assert (kind.value, kind.leaves) == ("Job", given.leaves)


def test_the_answer_deployment_makes_it_a_deployment() -> None:
    """The other answer to the question works."""
    task = service("task", lifecycle=Lifecycle(restart=said("no")))
    assert kind_of("task", task, answers={"workload-kind/task": "Deployment"}) == "Deployment"


def test_an_answer_that_is_none_of_the_choices_is_refused_at_its_own_place() -> None:
    """A typing error in an answer is an error at the line of the answer, with the choices named."""
    answer = said("CronJob", "answers.workload-kind/task")
    app = application(service("task", lifecycle=Lifecycle(restart=said("no"))))
    app.target.answers["workload-kind/task"] = answer  # type: ignore[index]
    with pytest.raises(MigrateError) as caught:
        choose_workload_kind(app)
    problem = caught.value.problems[0]
    assert problem.place == answer.leaves[0]
    assert "`Job`, `Deployment`" in problem.remedy


@pytest.mark.parametrize("evidence", ["listeners", "health", "exposed"])
def test_whoever_is_called_or_watched_does_not_end(evidence: str) -> None:
    """A port or a health check speaks against a Job, whatever the restart policy."""
    evidences: dict[str, dict[str, Any]] = {
        "listeners": {"listeners": (listener(80),)},
        "health": {"health": shell_check("true")},
        "exposed": {"exposed": (said("80"),)},
    }
    fields = evidences[evidence]
    assert kind_of("web", service("web", lifecycle=Lifecycle(restart=said("no")), **fields)) == "Deployment"


def test_a_script_in_a_bare_system_image_is_asked_about() -> None:
    """A shell script in an image that holds no program of its own is taken to end."""
    script = words("/bin/bash", "-c", "mkdir /out\ncp -r /in /out")
    app = choose_workload_kind(
        application(service("prepare", image=said("eclipse-temurin:17-jre"), command=script))
    )
    assert asked(app) == ["workload-kind/prepare"]


@pytest.mark.parametrize(
    "script", ["while true; do date; sleep 5; done", "setup\nexec java -jar a.jar", "tail -f /dev/null"]
)
def test_a_script_that_runs_on_is_not_asked_about(script: str) -> None:
    """A loop, a last `exec` or a `tail -f` shows that a script does not end."""
    app = choose_workload_kind(
        application(service("a", image=said("alpine"), command=words("sh", "-c", script)))
    )
    assert asked(app) == []
    assert after(app, "a").kind.value == "Deployment"  # type: ignore[union-attr]


def test_a_command_that_prints_help_is_a_job() -> None:
    """It ends at once, so nothing should start it again and again."""
    word = said("--help")
    kind = after(choose_workload_kind(application(service("cli", command=(word,)))), "cli").kind
    assert kind is not None
    assert (kind.value, kind.leaves) == ("Job", word.leaves)


def test_a_volume_of_its_own_makes_a_stateful_set_that_rests_on_it() -> None:
    """A named volume that one service alone writes to gives it an identity."""
    mount = volume_mount("db")
    app = choose_workload_kind(
        application(service("postgres", mounts=(mount,)), volumes=(Volume(key=said("db")),))
    )
    kind = after(app, "postgres").kind
    assert kind is not None
    assert mount.source is not None
    assert (kind.value, kind.leaves) == ("StatefulSet", mount.source.leaves)


@pytest.mark.parametrize("why", ["shared", "read-only", "external", "nfs", "lent"])
def test_other_volumes_make_no_stateful_set(why: str) -> None:
    """A volume that others use, that is only read, or that is not made here, gives no identity."""
    volume = Volume(
        key=said("v"),
        external=said(True) if why == "external" else None,
        driver_opts=((said("type"), said("nfs")),) if why == "nfs" else (),
    )
    others = {
        "shared": [service("b", mounts=(volume_mount("v"),))],
        "lent": [service("b", volumes_from=(said("a"),))],
    }.get(why, [])
    first = service("a", mounts=(volume_mount("v", read_only=why == "read-only"),))
    assert kind_of("a", first, *others, volumes=(volume,)) == "Deployment"


def test_replicas_that_share_a_volume_are_a_question() -> None:
    """Replicas share one volume under Docker, so they stay a Deployment until somebody says otherwise."""
    first = service("a", image=said("app:1"), mounts=(volume_mount("v"),), replicas=said(2))
    assert kind_of("a", first) == "Deployment"
    assert kind_of("a", first, answers={"workload-kind/a": "StatefulSet"}) == "StatefulSet"
    database = service("a", image=said("postgres:16"), mounts=(volume_mount("v"),), replicas=said(2))
    assert kind_of("a", database) == "StatefulSet"


def test_replicas_are_kept_and_default_to_one() -> None:
    """Zero is a number of replicas, and nothing written means one."""
    app = choose_workload_kind(application(service("a", replicas=said(0)), service("b")))
    assert [workload.replicas.value for workload in app.workloads if workload.replicas] == [0, 1]


def test_a_container_name_allows_one_pod() -> None:
    """A fixed name wins over a number of replicas, and both are cited."""
    app = choose_workload_kind(application(service("a", replicas=said(3, "n"), container_name=said("fixed"))))
    replicas = after(app, "a").replicas
    assert replicas is not None
    assert replicas.value == 1
    assert [leaf.path for leaf in replicas.leaves] == ["n", "fixed"]


def test_a_container_in_another_pod_has_no_replicas_of_its_own() -> None:
    """Who joins a pod is scaled with it."""
    app = choose_workload_kind(
        application(service("vpn"), service("app", pod_of=said("vpn"), replicas=said(2, "n")))
    )
    assert after(app, "app").replicas is None
    assert dropped(app) == {"n": "in-another-pod"}


def test_deciding_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    app = choose_workload_kind(
        application(
            service("a", scheduling=Scheduling(mode=said("global")), replicas=said(2)),
            service("b", mounts=(volume_mount("v"),)),
            service("c", lifecycle=Lifecycle(restart=said("no"))),
        )
    )
    assert choose_workload_kind(app).workloads == app.workloads
