"""A health check becomes a readiness probe, its start period a startup probe, with every number given."""

from __future__ import annotations

import shlex
from functools import partial
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import Alternative, App, Dependency, Health, Notes, Probe, Workload
from pass_migrate.passes.health_findings import report_check
from pass_migrate.passes.health_schedule import (
    DOCKER_DEFAULT,
    IMAGE_NUMBER,
    KNOWN_SLOW_START,
    STARTUP_BUDGET,
    ZERO_IS_DEFAULT,
    Schedule,
)
from pass_migrate.passes.own_names import localized
from pass_migrate.passes.seconds import WHOLE_SECONDS, in_seconds
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

READINESS = Rule(
    "health-is-readiness",
    Fate.APPROXIMATED,
    "Docker only records health; in Kubernetes a pod whose check fails gets no traffic. It is never "
    "restarted for it.",
)
OWN_NAME = Rule(
    "own-name-is-localhost",
    Fate.APPROXIMATED,
    "The check asked for the service by its own name, which leads nowhere until the pod is ready, so it "
    "could never become ready: it asks localhost instead.",
)
IMAGE_CHECK = Rule(
    "image-health-check",
    Fate.APPROXIMATED,
    "Kubernetes ignores the image's own health check, and another service waits for it: it is written out "
    "as a probe.",
)
DISABLED = Rule("health-check-off", Fate.CARRIED, "The health check is switched off, so there is no probe.")
NOT_SWITCHED_OFF = Rule(
    "health-check-on", Fate.CARRIED, "The health check is not switched off, which is the default."
)
NO_CHECK_KNOWN = Rule(
    "no-health-check-known",
    Fate.DECIDED,
    "The check itself stands in the image, which is not looked into: there is no probe until somebody "
    "writes it down.",
)
NOT_A_CHECK = Rule(
    "not-a-health-check",
    Fate.DROPPED,
    "Docker knows only `CMD`, `CMD-SHELL` and `NONE` here and ignores anything else.",
)
ENDS_BY_ITSELF = Rule(
    "jobs-are-not-probed", Fate.DROPPED, "A Job is judged by how it ends; nothing waits for it to be ready."
)
NO_START_PERIOD = Rule(
    "no-start-period", Fate.IRRELEVANT, "Without a start period Docker makes no use of it."
)
BUDGET_KNOWN = Rule(
    "longer-start-known", Fate.APPROXIMATED, "The image is known to need longer than this at its first start."
)

HEALTHY = "service_healthy"
RULES = [
    READINESS,
    OWN_NAME,
    IMAGE_CHECK,
    DISABLED,
    NOT_SWITCHED_OFF,
    NO_CHECK_KNOWN,
    NOT_A_CHECK,
    ENDS_BY_ITSELF,
    NO_START_PERIOD,
    BUDGET_KNOWN,
    DOCKER_DEFAULT,
    IMAGE_NUMBER,
    KNOWN_SLOW_START,
    STARTUP_BUDGET,
    ZERO_IS_DEFAULT,
    WHOLE_SECONDS,
]


@transform(
    reads=[
        "workloads.health",
        "workloads.image",
        "workloads.kind",
        "workloads.depends_on",
        "workloads.key",
        "workloads.container_name",
        "workloads.hostname",
        "workloads.aliases",
    ],
    writes=["workloads.readiness", "workloads.startup", "workloads.liveness"],
    rules=RULES,
)
def probe_health(app: App) -> App:
    """Probes from health checks.

    A check that changes something stays a readiness probe, so that what it sets up is set up; it never
    becomes a liveness probe.

    Sources: Compose specification (`healthcheck`), Dockerfile reference (HEALTHCHECK), Kubernetes
    documentation (Probes).
    """
    waits: dict[str, list[Dependency]] = {}
    for workload in app.workloads:
        for dependency in workload.depends_on:
            if dependency.condition.value == HEALTHY:
                waits.setdefault(dependency.service.value, []).append(dependency)
    return app.each(partial(_probed, waits=waits))


def _probed(workload: Workload, notes: Notes, waits: dict[str, list[Dependency]]) -> Workload:
    health = workload.health
    awaited = waits.get(workload.key.value, [])
    if health is None and not awaited:
        return workload
    given = health or Health()
    if workload.kind is not None and workload.kind.value == "Job":
        notes.drop(ENDS_BY_ITSELF, *_everything(given))
        return workload
    if (given.disable is not None and given.disable.value) or (given.test and given.test[0].value == "NONE"):
        notes.drop(DISABLED, *_everything(given))
        return workload
    notes.drop(NOT_SWITCHED_OFF, given.disable)
    image = image_of(workload.image.value) if workload.image is not None else None
    found = _test(workload, given, image, awaited, notes)
    if found is None:
        return workload
    words, because_of = found
    command = _asking_itself(workload, words)
    return _with_probes(workload, image, command, because_of, notes)


def _everything(health: Health) -> list[Fact[Any] | None]:
    return [
        *health.test,
        health.disable,
        health.interval,
        health.timeout,
        health.retries,
        health.start_period,
        health.start_interval,
    ]


def _numbers(health: Health) -> list[Fact[Any] | None]:
    return [health.interval, health.timeout, health.retries, health.start_period, health.start_interval]


def _test(
    workload: Workload, health: Health, image: Image | None, awaited: list[Dependency], notes: Notes
) -> tuple[tuple[Fact[str], ...], list[Fact[Any]]] | None:
    """The argv of the check, and what the probe exists for; None if there is no check to run."""
    if health.test:
        words = _argv(health.test)
        if not words:
            notes.drop(NOT_A_CHECK, *health.test, *_numbers(health))
            return None
        return words, []
    # With several that wait, no single one of them decides that there is a probe.
    reasons: list[Fact[Any]] = [awaited[0].condition, awaited[0].service] if len(awaited) == 1 else []
    if health.interval or health.timeout or health.retries or health.start_period or health.start_interval:
        reasons = []
    if image is not None and image.health and workload.image is not None:
        check = [because(word, workload.image, *reasons, rule=IMAGE_CHECK) for word in image.health]
        return _argv(tuple(check)), [workload.image, *reasons]
    return _asked_for(workload, health, reasons, notes)


def _argv(test: tuple[Fact[str], ...]) -> tuple[Fact[str], ...]:
    """A test as an argv; empty for a form that Docker does not know. The form decides on every word."""
    form, *words = test
    if form.value == "CMD":
        return tuple(word.also(form) for word in words)
    if form.value == "CMD-SHELL":
        return (form.map(lambda _: "/bin/sh"), form.map(lambda _: "-c"), *(word.also(form) for word in words))
    return ()


def _asked_for(
    workload: Workload, health: Health, reasons: list[Fact[Any]], notes: Notes
) -> tuple[tuple[Fact[str], ...], list[Fact[Any]]] | None:
    """Somebody waits for a check that only the image knows: ask for the command."""
    key = workload.key.value
    rests_on = [fact for fact in (*_numbers(health), *reasons) if fact is not None]
    answer = notes.ask(
        f"health-check/{key}",
        subject=key,
        question=f"What does the health check run that the image of `{key}` brings along?",
        default="none",
        consequence="There is no probe: a pod counts as ready as soon as its process runs.",
        alternatives=[
            Alternative(
                answer="<shell command>",
                consequence="It becomes the readiness probe; exit status 0 means ready.",
            )
        ],
        rule=NO_CHECK_KNOWN,
        rests_on=rests_on,
    )
    if answer.value == "none":
        notes.drop(NO_CHECK_KNOWN, *_numbers(health))
        return None
    return (answer.map(lambda _: "/bin/sh"), answer.map(lambda _: "-c"), answer), reasons


def _asking_itself(workload: Workload, words: tuple[Fact[str], ...]) -> tuple[Fact[str], ...]:
    """The check with the container's own names replaced by localhost."""
    own: dict[str, list[Fact[str]]] = {}
    for fact in (workload.key, workload.container_name, workload.hostname, *workload.aliases):
        if fact is not None and fact.value != "localhost":
            own.setdefault(fact.value, []).append(fact)
    changed, found = localized([word.value for word in words], own)
    # A name that is written in two places would still be its own if one of them changed.
    names = [own[name][0] for name in sorted(found) if len(own[name]) == 1]
    return tuple(
        old if old.value == new else because(new, old, *names, rule=OWN_NAME)
        for old, new in zip(words, changed, strict=True)
    )


def _with_probes(
    workload: Workload,
    image: Image | None,
    command: tuple[Fact[str], ...],
    because_of: list[Fact[Any]],
    notes: Notes,
) -> Workload:
    health = workload.health or Health()
    schedule = Schedule.of(health, image)
    in_shell = command[0].value == "/bin/sh"
    text = command[-1].value if in_shell else shlex.join(word.value for word in command)
    restartable = report_check(workload, command, text, notes)
    command = tuple(word if word.rule is not None else word.by(READINESS) for word in command)
    readiness = Probe(
        command=command,
        period=in_seconds(schedule.interval).also(*because_of),
        timeout=in_seconds(schedule.timeout).also(*because_of),
        failures=schedule.retries.also(*because_of),
    )
    slow = image.startup_seconds if image is not None else 0
    live = notes.target.liveness and restartable
    startup = None
    if schedule.start_period.value > 0 or slow or live:
        attempts, known = schedule.startup_attempts(slow)
        if known and workload.image is not None:
            notes.drop(BUDGET_KNOWN, health.start_period)
            because_of = [*because_of, workload.image]
        startup = Probe(
            command=tuple(word.also(*because_of) for word in command),
            period=in_seconds(schedule.start_interval).also(*because_of),
            timeout=readiness.timeout.also(*because_of),
            failures=attempts.also(*because_of),
        )
    else:
        notes.drop(NO_START_PERIOD, health.start_period, health.start_interval)
    return replace(workload, readiness=readiness, startup=startup, liveness=readiness if live else None)
