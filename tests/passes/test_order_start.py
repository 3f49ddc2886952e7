"""Start order by init containers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pass_migrate.facts import Fact
from pass_migrate.model import InitStep, Target, Workload
from pass_migrate.passes.order_start import order_start
from pass_migrate.passes.probe_health import probe_health
from tests.passes.building import (
    after,
    application,
    asked,
    depends,
    dropped,
    found,
    listener,
    own_service,
    said,
    service,
    shell_check,
)


def database(**fields: Any) -> Workload:
    """A service that listens on 5432 under its own name."""
    return service(
        "db",
        **{
            "kind": said("StatefulSet"),
            "listeners": (listener(5432, "postgres"),),
            "service_names": (own_service("db"),),
            **fields,
        },
    )


def script(step: InitStep) -> str:
    """The last word of a step's command."""
    return step.command[-1].value


def test_a_healthy_dependency_is_waited_for_by_its_port() -> None:
    """`service_healthy` becomes an init container that dials the Service until somebody answers."""
    wait = depends("db", "service_healthy")
    app = order_start(application(database(), service("web", depends_on=(wait,))))
    [step] = after(app, "web").init
    assert (step.name.value, step.image.value) == ("wait-for-db", Target().helper_image)
    assert script(step) == "until nc -z -w 2 db 5432; do echo waiting for db:5432; sleep 2; done"


def test_the_wait_rests_on_the_condition_and_on_name_and_port_of_the_other() -> None:
    """Every field of the init container goes with the condition; its script also with name and port."""
    wait = depends("db", "service_healthy")
    db = database()
    [step] = after(order_start(application(db, service("web", depends_on=(wait,)))), "web").init
    assert all(wait.condition.leaves[0] in fact.leaves for fact in (step.name, step.image, *step.command))
    assert {*db.listeners[0].port.leaves, *db.service_names[0].name.leaves} <= set(step.command[-1].leaves)


def test_a_started_dependency_is_not_waited_for() -> None:
    """Compose does not wait either, and the leaf says so."""
    app = order_start(application(database(), service("web", depends_on=(depends("db"),))))
    assert after(app, "web").init == ()
    assert dropped(app) == {"db": "no-start-order", "service_started": "no-start-order"}
    assert asked(app) == []


def test_a_job_is_waited_for_by_its_completion() -> None:
    """`service_completed_successfully` becomes `kubectl wait` on the Job, which needs leave to read Jobs."""
    wait = depends("certs", "service_completed_successfully")
    app = order_start(application(service("certs", kind=said("Job")), service("idp", depends_on=(wait,))))
    [step] = after(app, "idp").init
    assert [word.value for word in step.command] == [
        "kubectl",
        "wait",
        "--for=create",
        "--for=condition=complete",
        "--timeout=-1s",
        "job/certs",
    ]
    assert step.job_reader
    assert step.image.value == Target().kubectl_image


def test_waits_stand_before_other_init_steps_and_only_once() -> None:
    """What was there stays behind the waits, and a second run adds nothing."""
    copy = InitStep(name=said("copy"), image=said("busybox"), command=(said("cp"),))
    web = service("web", depends_on=(depends("db", "service_healthy"),), init=(copy,))
    app = order_start(application(database(), web))
    assert [step.name.value for step in after(app, "web").init] == ["wait-for-db", "copy"]
    assert order_start(app).workloads == app.workloads


def test_the_answer_none_leaves_order_to_restarts() -> None:
    """One answer for the whole application takes all waits away."""
    web = service("web", depends_on=(depends("db", "service_healthy"),))
    app = order_start(application(database(), web, answers={"start-order/all": "none"}))
    assert after(app, "web").init == ()
    assert set(dropped(app).values()) == {"start-order-by-restarts"}


def test_without_a_port_there_is_a_finding_and_no_wait() -> None:
    """A dependency that listens nowhere cannot be waited for."""
    web = service("web", depends_on=(depends("worker", "service_healthy"),))
    app = order_start(application(service("worker", kind=said("Deployment")), web))
    assert after(app, "web").init == ()
    assert found(app) == ["start-order-not-kept/web"]
    assert set(dropped(app).values()) == {"no-wait"}


def test_udp_cannot_be_dialled() -> None:
    """Only TCP ports are waited for."""
    dns = service("dns", listeners=(listener(53, protocol="UDP"),), service_names=(own_service("dns"),))
    app = order_start(application(dns, service("web", depends_on=(depends("dns", "service_healthy"),))))
    assert found(app) == ["start-order-not-kept/web"]


def test_what_does_not_run_is_not_waited_for() -> None:
    """Zero replicas, or a service that is left out, would be waited for in vain."""
    web = service("web", depends_on=(depends("db", "service_healthy"), depends("gone", "service_healthy")))
    app = order_start(application(database(replicas=said(0)), web))
    assert after(app, "web").init == ()
    assert set(dropped(app).values()) == {"dependency-not-there"}


def test_containers_of_one_pod_do_not_wait_for_each_other() -> None:
    """An init container cannot wait for a container of its own pod."""
    app = order_start(
        application(
            database(),
            service("web", pod_of=said("db"), depends_on=(depends("db", "service_healthy"),)),
        )
    )
    assert after(app, "web").init == ()
    assert set(dropped(app).values()) == {"same-pod"}


def test_a_pod_waits_for_a_thing_once() -> None:
    """Two containers of a pod that wait for the same share one init container, whose name must be unique."""
    waits = (depends("db", "service_healthy"),)
    app = order_start(
        application(
            database(), service("app", depends_on=waits), service("log", pod_of=said("app"), depends_on=waits)
        )
    )
    assert [len(after(app, key).init) for key in ("app", "log")] == [1, 0]
    assert set(dropped(app).values()) == {"same-wait"}


def test_pods_do_not_wait_in_a_circle() -> None:
    """If the pod that is waited for waits for this one, the wait of the shared pod goes."""
    api = service(
        "api",
        listeners=(listener(80),),
        service_names=(own_service("api"),),
        depends_on=(depends("db", "service_healthy"),),
    )
    sidecar = service("sidecar", pod_of=said("db"), depends_on=(depends("api", "service_healthy"),))
    app = order_start(application(api, database(), sidecar))
    assert [step.name.value for step in after(app, "api").init] == ["wait-for-db"]
    assert after(app, "sidecar").init == ()
    assert found(app) == ["start-order-not-kept/sidecar"]


def test_a_service_that_is_no_job_has_no_end_to_wait_for() -> None:
    """An answer may have made it a Deployment: then there is a finding instead of a wait for ever."""
    web = service("web", depends_on=(depends("db", "service_completed_successfully"),))
    assert found(order_start(application(database(), web))) == ["start-order-not-kept/web"]


def test_the_port_of_the_health_check_is_dialled() -> None:
    """Of several ports, the one that the dependency's own check asks is the one that is surely open."""
    ports = (listener(4510), listener(4511), listener(8443), listener(9000))
    api = service(
        "api",
        listeners=ports,
        service_names=(own_service("api"),),
        health=shell_check("curl -f http://localhost:9000/"),
    )
    app = order_start(
        probe_health(application(api, service("web", depends_on=(depends("api", "service_healthy"),))))
    )
    assert "api 9000;" in script(after(app, "web").init[0])


def test_a_port_that_is_only_part_of_a_range_comes_last() -> None:
    """A range of ports is mostly opened on demand; the port that is written alone is dialled."""
    whole = said(4510, "4510-4512")
    ports = tuple(replace(listener(number), port=Fact(number, whole.leaves)) for number in (4510, 4511, 4512))
    stack = service(
        "stack",
        image=said("private/stack:1"),
        listeners=(*ports, listener(4566)),
        service_names=(own_service("stack"),),
    )
    app = order_start(application(stack, service("web", depends_on=(depends("stack", "service_healthy"),))))
    assert "stack 4566;" in script(after(app, "web").init[0])
