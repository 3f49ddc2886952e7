"""What has to be there first is waited for by an init container: a service by its port, a Job by its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Dependency, Finding, InitStep, Notes, Severity, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.dial import Address, address_of
from pass_migrate.passes.kind_evidence import COMPLETED
from pass_migrate.passes.kubernetes_names import label
from pass_migrate.passes.transform import transform
from pass_migrate.passes.wait_deadlocks import WAITED_FOR, deadlocks, pod_of
from pass_migrate.records import dataclass, replace

WAIT_HEALTHY = Rule(
    "wait-until-healthy",
    Fate.APPROXIMATED,
    "Kubernetes has no start order: an init container waits until the other service accepts connections, "
    "which it does once its pod is ready. It waits at every start of a pod, not only at the first.",
    aside=True,
)
WAIT_COMPLETED = Rule(
    "wait-until-completed",
    Fate.APPROXIMATED,
    "Kubernetes has no start order: an init container waits until the Job is complete. Should the Job "
    "fail, it goes on waiting, where Docker Compose gives up.",
    aside=True,
)
STARTED_ONLY = Rule(
    "no-start-order",
    Fate.APPROXIMATED,
    "Compose only starts the other container first and does not wait for it; Kubernetes starts all at "
    "once, and what fails for want of another is started again.",
)
LEFT_TO_RESTARTS = Rule(
    "start-order-by-restarts",
    Fate.DROPPED,
    "Nothing waits, as decided: what fails for want of another service is started again until that is there.",
)
WAITING = Rule("start-order", Fate.DECIDED, "Start order is kept by init containers that wait.")
SAME_POD = Rule("same-pod", Fate.APPROXIMATED, "Both run in one pod, whose containers start together.")
SAME_WAIT = Rule(
    "same-wait", Fate.APPROXIMATED, "Another container of the pod waits for it, and so the whole pod does."
)
NOT_THERE = Rule(
    "dependency-not-there", Fate.IRRELEVANT, "Nothing runs for the other service, so nothing waits for it."
)
NO_WAIT = Rule(
    "no-wait", Fate.DROPPED, "There is nothing in the cluster that an init container could wait for."
)
REQUIRED = Rule(
    "required-dependency",
    Fate.IRRELEVANT,
    "The other service is deployed, so it does not matter whether it may be missing.",
)


@transform(
    reads=[
        "workloads.depends_on",
        "workloads.listeners",
        "workloads.service_names",
        "workloads.kind",
        "workloads.replicas",
        "workloads.name",
        "workloads.pod_of",
        "workloads.readiness",
        "workloads.image",
        "workloads.init",
    ],
    writes=["workloads.init"],
    rules=[
        WAIT_HEALTHY,
        WAIT_COMPLETED,
        STARTED_ONLY,
        LEFT_TO_RESTARTS,
        WAITING,
        SAME_POD,
        SAME_WAIT,
        NOT_THERE,
        NO_WAIT,
        REQUIRED,
    ],
)
def order_start(app: App) -> App:
    """Init containers that wait, in the order of the services' names, before any other init step.

    Sources: Compose specification (`depends_on`), Kubernetes documentation (Init Containers), `kubectl wait`.
    """
    by_key = app.by_key()
    waits = [
        dependency
        for workload in app.workloads
        for dependency in workload.depends_on
        if dependency.condition.value in WAITED_FOR and dependency.service.value in by_key
    ]
    if not any(workload.depends_on for workload in app.workloads):
        return app
    notes = Notes(app.target)
    order = _Order(by_key, deadlocks(app), _asked(notes) if waits else None, notes, set())
    after = tuple(order.keep(workload) for workload in app.workloads)
    same = all(new is old for new, old in zip(after, app.workloads, strict=True))
    return notes.into(app if same else replace(app, workloads=after))


def _asked(notes: Notes) -> Fact[str]:
    """One question for the whole application."""
    answer = notes.ask(
        "start-order/all",
        subject="all",
        question="Do services wait for each other, or are they left to fail and start again until the "
        "others are there?",
        default="wait",
        consequence="Init containers keep the order of `depends_on`; a pod waits whenever it starts, so a "
        "service that is down also keeps those that depend on it from starting anew.",
        alternatives=[
            Alternative(
                answer="none",
                consequence="Everything starts at once; services cope with others that are not there yet.",
            )
        ],
        rule=WAITING,
    )
    return accepted(answer, "start-order/all", ["wait", "none"])


@dataclass(frozen=True, slots=True)
class _Order:
    """The waits of one application."""

    by_key: Mapping[str, Workload]
    deadlocks: frozenset[tuple[str, str]]
    answer: Fact[str] | None
    notes: Notes
    waiting: set[tuple[str, str]]
    """(pod, name of the step) of the waits so far: a pod waits for a thing once."""

    def keep(self, workload: Workload) -> Workload:
        """The workload with a step for each thing that it waits for."""
        if not workload.depends_on:
            return workload
        found = (self._once(workload, dependency) for dependency in workload.depends_on)
        steps = tuple(step for step in found if step is not None)
        names = {step.name.value for step in steps}
        others = tuple(step for step in workload.init if step.name.value not in names)
        return replace(workload, init=(*steps, *others)) if steps else workload

    def _once(self, workload: Workload, dependency: Dependency) -> InitStep | None:
        step = self._step(workload, dependency)
        if step is None:
            return None
        wait = (pod_of(workload), step.name.value)
        if wait in self.waiting:
            return self._none(SAME_WAIT, dependency)
        self.waiting.add(wait)
        return step

    def _step(self, workload: Workload, dependency: Dependency) -> InitStep | None:
        other = self.by_key.get(dependency.service.value)
        self.notes.drop(REQUIRED, dependency.required)
        if other is None or (other.replicas is not None and other.replicas.value == 0):
            return self._none(NOT_THERE, dependency)
        if pod_of(other) == pod_of(workload):
            return self._none(SAME_POD, dependency)
        if dependency.condition.value not in WAITED_FOR:
            return self._none(STARTED_ONLY, dependency)
        if self.answer is not None and self.answer.value == "none":
            return self._none(LEFT_TO_RESTARTS, dependency)
        if (workload.key.value, other.key.value) in self.deadlocks:
            return self._unkept(
                workload, dependency, "the two would wait for each other, because one shares a pod"
            )
        if dependency.condition.value == COMPLETED:
            return self._until_completed(workload, dependency, other)
        return self._until_healthy(workload, dependency, other)

    def _none(self, rule: Rule, dependency: Dependency) -> InitStep | None:
        self.notes.drop(rule, dependency.service, dependency.condition)
        return None

    def _unkept(self, workload: Workload, dependency: Dependency, why: str) -> InitStep | None:
        self._none(NO_WAIT, dependency)
        self.notes.find(
            Finding(
                id="start-order-not-kept",
                severity=Severity.WARNING,
                subject=workload.key.value,
                leaves=dependency.condition.leaves,
                message=f"`{workload.key.value}` does not wait for `{dependency.service.value}`: {why}.",
                remedy="Make sure that it copes with the other one not being there yet: it fails and is "
                "started again until then.",
            )
        )
        return None

    def _until_completed(self, workload: Workload, dependency: Dependency, job: Workload) -> InitStep | None:
        if job.kind is None or job.kind.value != "Job" or job.name is None:
            return self._unkept(
                workload, dependency, f"`{job.key.value}` is no Job, so it has no end to wait for"
            )
        # `--for=create` comes first: a release that knows only one `--for` takes the last one.
        words = ["kubectl", "wait", "--for=create", "--for=condition=complete", "--timeout=-1s"]
        because_of = self._because(dependency)
        return InitStep(
            name=because(label(f"wait-for-{job.name.value}"), job.name, *because_of, rule=WAIT_COMPLETED),
            image=because(self.notes.target.kubectl_image, *because_of, rule=WAIT_COMPLETED),
            command=(
                *(because(word, *because_of, rule=WAIT_COMPLETED) for word in words),
                because(f"job/{job.name.value}", job.name, *because_of, rule=WAIT_COMPLETED),
            ),
            job_reader=True,
        )

    def _until_healthy(self, workload: Workload, dependency: Dependency, other: Workload) -> InitStep | None:
        if other.kind is not None and other.kind.value == "Job":
            return self._unkept(
                workload, dependency, f"`{other.key.value}` is a Job, which does not become healthy"
            )
        address = address_of(other)
        if address is None:
            return self._unkept(workload, dependency, f"`{other.key.value}` listens on no port that is known")
        because_of = [*self._because(dependency), *([address.port] if address.only else [])]
        return InitStep(
            name=because(
                label(f"wait-for-{other.display_name}"), address.name, *because_of, rule=WAIT_HEALTHY
            ),
            image=because(self.notes.target.helper_image, *because_of, rule=WAIT_HEALTHY),
            command=(
                because("sh", *because_of, rule=WAIT_HEALTHY),
                because("-c", *because_of, rule=WAIT_HEALTHY),
                _dial_until_open(address, because_of),
            ),
        )

    def _because(self, dependency: Dependency) -> list[Fact[Any]]:
        answer = [self.answer] if self.answer is not None and self.answer.leaves else []
        return [dependency.condition, dependency.service, *answer]


def _dial_until_open(address: Address, because_of: list[Fact[Any]]) -> Fact[str]:
    host, port = address.name.value, address.port.value
    script = f"until nc -z -w 2 {host} {port}; do echo waiting for {host}:{port}; sleep 2; done"
    return because(script, address.name, address.port, *because_of, rule=WAIT_HEALTHY)
