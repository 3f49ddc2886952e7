"""Health checks as probes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.model import Health, Probe, Target, Workload
from pass_migrate.passes.probe_health import probe_health
from tests.passes.building import (
    SECOND,
    after,
    application,
    asked,
    depends,
    dropped,
    found,
    said,
    service,
    shell_check,
    words,
)


def probed(health: Health | None, **fields: Any) -> Workload:
    """The workload `web` after the pass."""
    return after(probe_health(application(service("web", health=health, **fields))), "web")


def numbers(probe: Probe | None) -> tuple[int, int, int] | None:
    """Period, timeout and failures of a probe."""
    return None if probe is None else (probe.period.value, probe.timeout.value, probe.failures.value)


def command(probe: Probe | None) -> list[str]:
    """The argv of a probe."""
    assert probe is not None
    return [word.value for word in probe.command]


def test_docker_defaults_are_written_out() -> None:
    """A check without numbers runs every 30 s, for at most 30 s, and fails at the third time."""
    web = probed(shell_check("true-ish"))
    assert numbers(web.readiness) == (30, 30, 3)
    assert (web.startup, web.liveness) == (None, None)


def test_zero_stands_for_the_default() -> None:
    """Docker reads a zero as its default, and the probe rests on the zero."""
    web = probed(shell_check("check", interval=0, retries=0))
    assert numbers(web.readiness) == (30, 30, 3)
    assert web.readiness is not None
    assert web.readiness.failures.leaves != ()


def test_durations_are_rounded_up_to_whole_seconds() -> None:
    """1.5 s becomes 2 s and 0.2 s becomes 1 s, with the reason given."""
    health = replace(shell_check("check"), interval=said(3 * SECOND // 2), timeout=said(SECOND // 5))
    web = probed(health)
    assert web.readiness is not None
    assert (web.readiness.period.value, web.readiness.timeout.value) == (2, 1)
    assert web.readiness.period.rule is not None
    assert web.readiness.period.rule.id == "whole-seconds"


def test_a_start_period_gives_as_many_attempts_as_docker_makes() -> None:
    """60 s at every 5 s, then 3 retries at every 30 s, are 12 + 18 attempts at the start interval."""
    web = probed(shell_check("check", start_period=60))
    assert numbers(web.startup) == (5, 30, 30)


def test_the_start_interval_paces_the_startup_probe() -> None:
    """The startup probe runs at the start interval, and its budget is counted in it."""
    web = probed(shell_check("check", start_period=20, start_interval=2, interval=10, retries=1))
    assert numbers(web.startup) == (2, 30, 15)


def test_a_start_interval_without_a_start_period_has_no_use() -> None:
    """Docker ignores it, so it ends."""
    app = probe_health(application(service("web", health=shell_check("check", start_interval=2))))
    assert set(dropped(app).values()) == {"no-start-period"}


def test_the_shell_form_goes_through_a_shell_and_the_exec_form_does_not() -> None:
    """A text is run by /bin/sh, an argv as it is."""
    assert command(probed(shell_check("a && b")).readiness) == ["/bin/sh", "-c", "a && b"]
    assert command(probed(Health(test=words("CMD", "curl", "-f", "x"))).readiness) == ["curl", "-f", "x"]


def test_the_form_decides_on_every_word() -> None:
    """Each word of the probe rests on `CMD-SHELL` too: without it there would be no shell before it."""
    test = words("CMD-SHELL", "check me")
    probe = probed(Health(test=test)).readiness
    assert probe is not None
    assert all(test[0].leaves[0] in word.leaves for word in probe.command)


@pytest.mark.parametrize(
    "health",
    [
        Health(test=words("NONE")),
        Health(disable=said(True), test=words("CMD", "x"), interval=said(SECOND)),
    ],
)
def test_a_check_that_is_off_leaves_nothing_but_its_account(health: Health) -> None:
    """`NONE` and `disable` mean no probe, and every leaf of the check ends for that reason."""
    app = probe_health(application(service("web", health=health)))
    assert after(app, "web").readiness is None
    assert set(dropped(app).values()) == {"health-check-off"}


def test_none_as_a_shell_text_is_a_command() -> None:
    """The string "NONE" is run, not obeyed."""
    assert command(probed(shell_check("NONE")).readiness)[-1] == "NONE"


def test_a_form_that_docker_does_not_know_is_no_probe() -> None:
    """Docker ignores a list that begins with anything else."""
    app = probe_health(application(service("web", health=Health(test=words("curl", "-f", "x")))))
    assert after(app, "web").readiness is None
    assert set(dropped(app).values()) == {"not-a-health-check"}


def test_a_job_is_not_probed() -> None:
    """What ends has no readiness; the leaves of its check end too."""
    app = probe_health(application(service("web", kind=said("Job"), health=shell_check("check", interval=5))))
    assert after(app, "web").readiness is None
    assert set(dropped(app).values()) == {"jobs-are-not-probed"}


def test_a_check_by_its_own_name_asks_localhost_and_rests_on_the_name() -> None:
    """T10: the readiness probe cannot go through the Service that it opens."""
    check = shell_check('curl -u "$USER:$PW" -f http://web:8080/data || exit 1')
    app = application(service("web", health=check))
    probe = after(probe_health(app), "web").readiness
    assert command(probe)[-1] == 'curl -u "$USER:$PW" -f http://localhost:8080/data || exit 1'
    assert probe is not None
    assert probe.command[-1].rule is not None
    assert probe.command[-1].rule.id == "own-name-is-localhost"
    assert app.workloads[0].key.leaves[0] in probe.command[-1].leaves


def test_a_name_written_twice_is_not_cited() -> None:
    """With the container called like the service, neither name alone decides."""
    name = said("web")
    probe = probed(shell_check("curl -f http://web/"), container_name=name).readiness
    assert command(probe)[-1] == "curl -f http://localhost/"
    assert probe is not None
    assert name.leaves[0] not in probe.command[-1].leaves


def test_the_check_of_a_known_image_becomes_a_probe_if_somebody_waits_for_it() -> None:
    """LocalStack brings its own check; who waits for it makes it a probe with the image's numbers."""
    wait = depends("localstack", "service_healthy")
    stack = service("localstack", image=said("localstack/localstack:3.8.1"))
    alone = probe_health(application(stack))
    assert after(alone, "localstack").readiness is None
    app = probe_health(application(stack, service("core", depends_on=(wait,))))
    probe = after(app, "localstack").readiness
    assert command(probe)[1:3] == ["status", "services"]
    assert numbers(probe) == (10, 10, 5)
    assert probe is not None
    rests_on = [word.leaves for word in probe.command]
    rests_on += [probe.period.leaves, probe.timeout.leaves, probe.failures.leaves]
    assert all(wait.condition.leaves[0] in leaves for leaves in rests_on)


def test_an_unknown_check_that_somebody_waits_for_is_asked_for() -> None:
    """Nobody but the image knows the check: it is a question, and the answer becomes the probe."""
    other = service("core", depends_on=(depends("web", "service_healthy"),))
    web = service("web", image=said("private/web:1"))
    assert asked(probe_health(application(web, other))) == ["health-check/web"]
    answered = probe_health(application(web, other, answers={"health-check/web": "test -f /ready"}))
    assert command(after(answered, "web").readiness) == ["/bin/sh", "-c", "test -f /ready"]


def test_numbers_without_a_check_end_with_the_question() -> None:
    """The numbers of a check that is not known have nothing to act on."""
    app = probe_health(application(service("web", health=Health(interval=said(SECOND, "interval")))))
    assert dropped(app) == {"interval": "no-health-check-known"}
    assert asked(app) == ["health-check/web"]


def test_an_image_that_migrates_its_schema_gets_a_long_start() -> None:
    """T24: killing PASS Core in a migration leaves a lock, so its start may take ten minutes."""
    app = probe_health(
        application(
            service(
                "core",
                image=said("ghcr.io/eclipse-pass/pass-core-main:2"),
                health=shell_check("check", start_period=60),
            ),
        )
    )
    assert numbers(after(app, "core").startup) == (5, 30, 120)
    assert "longer-start-known" in dropped(app).values()


@pytest.mark.parametrize(
    "text",
    [
        "(dsconf localhost backend create; ldapsearch -x || ldapadd -f /pass.ldif) || exit 1",
        "curl -X POST http://localhost/_cluster",
        'psql -c "create table if not exists t (i int)"',
        "date > /tmp/alive",
        "mongosh --eval 'rs.initiate()'",
        "redis-cli set alive 1",
    ],
)
def test_a_check_that_changes_something_is_reported_and_never_restarts(text: str) -> None:
    """T11: it stays the readiness probe, which sets things up, and is no liveness probe even on request."""
    app = probe_health(application(service("ldap", health=shell_check(text)), target=Target(liveness=True)))
    assert found(app) == ["mutating-health-check/ldap"]
    ldap = after(app, "ldap")
    assert ldap.readiness is not None
    assert ldap.liveness is None


@pytest.mark.parametrize(
    "text",
    [
        "pg_isready > /dev/null 2>&1",
        "redis-cli ping | grep PONG",
        "curl -f http://localhost/ || exit 1",
        'psql -c "select 1"',
        "[ $(ls | wc -l) -gt 3 ]",
        "ldapsearch -x",
        "curl -sf -o /dev/null http://localhost/",
    ],
)
def test_a_check_that_only_looks_is_not_reported(text: str) -> None:
    """Reading checks give no finding."""
    assert found(probe_health(application(service("web", health=shell_check(text))))) == []


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("curl -f http://localhost/ || exit 0", "health-check-always-passes"),
        ("check; true", "health-check-always-passes"),
        ("curl http://localhost/", "health-check-proves-little"),
        ("ps aux | grep java", "health-check-proves-little"),
        ('curl -s -w "%{http_code}" http://localhost | grep -qv "^000$"', "health-check-proves-little"),
    ],
)
def test_a_check_that_proves_nothing_is_reported(text: str, id: str) -> None:
    """A check that cannot fail, or that passes on errors, is named."""
    assert found(probe_health(application(service("web", health=shell_check(text))))) == [f"{id}/web"]


def test_liveness_is_only_on_request_and_starts_after_the_startup_probe() -> None:
    """Docker restarts nothing for its health; on request Kubernetes does, once the start is over."""
    web = after(
        probe_health(
            application(service("web", health=shell_check("check", retries=2)), target=Target(liveness=True))
        ),
        "web",
    )
    assert numbers(web.liveness) == (30, 30, 2)
    assert numbers(web.startup) == (5, 30, 12)


def test_probing_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    app = probe_health(
        application(service("web", health=shell_check("curl http://web/", start_period=9, interval=1)))
    )
    assert probe_health(app).workloads == app.workloads
