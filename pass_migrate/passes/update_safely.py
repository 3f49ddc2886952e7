"""A change is rolled out pod by pod, unless two pods must not run at once: then the old one ends first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import image_of
from pass_migrate.model import App, Lifecycle, Notes, Workload
from pass_migrate.passes.seconds import WHOLE_SECONDS, in_seconds
from pass_migrate.passes.transform import transform
from pass_migrate.passes.wait_deadlocks import pod_of
from pass_migrate.records import replace

ROLLING = Rule(
    "rolling-update",
    Fate.CARRIED,
    "The new pod is ready before the old one ends; Compose ends the old container first.",
)
NODE_BY_NODE = Rule(
    "node-by-node",
    Fate.CARRIED,
    "On each node the old pod ends before the new one starts, as Compose does it, one node after the other.",
)
ONE_NODE_VOLUME = Rule(
    "recreate-for-volume",
    Fate.APPROXIMATED,
    "Its volume can be mounted on one node only, so the old pod ends before the new one starts.",
)
NODE_PORT = Rule(
    "recreate-for-port",
    Fate.APPROXIMATED,
    "It takes ports of the node, so the old pod ends before the new one starts.",
)
SINGLETON = Rule(
    "recreate-singleton",
    Fate.APPROXIMATED,
    "Two of this program must not run at once, so the old pod ends before the new one starts.",
)
START_FIRST = Rule(
    "update-start-first", Fate.CARRIED, "As many new pods as `parallelism` says start before old ones end."
)
STOP_FIRST = Rule(
    "update-stop-first",
    Fate.APPROXIMATED,
    "As many old pods as `parallelism` says end before new ones start: a moving window, not batches.",
)
AT_LEAST_READY = Rule(
    "update-delay",
    Fate.APPROXIMATED,
    "The pause between batches becomes the time that each new pod has to stay ready.",
)
NOT_ROLLED = Rule(
    "update-not-rolled", Fate.DROPPED, "Nothing is rolled out in steps here, so there is nothing to tune."
)
ONE_BY_ONE = Rule(
    "update-one-by-one",
    Fate.APPROXIMATED,
    "A StatefulSet changes its pods one by one: the old one ends, then the new one starts.",
)
STALLS = Rule(
    "update-stalls",
    Fate.APPROXIMATED,
    "A roll-out whose new pods do not become ready stops by itself; it is marked as failed after ten "
    "minutes.",
)
NEVER_GOES_ON = Rule(
    "update-never-goes-on", Fate.DROPPED, "A roll-out never goes on past pods that do not become ready."
)
NO_ROLLBACK = Rule(
    "no-automatic-rollback",
    Fate.DROPPED,
    "Kubernetes does not go back by itself: `kubectl rollout undo`, Helm or Argo Rollouts do.",
)
MONITORED = Rule(
    "update-monitor",
    Fate.APPROXIMATED,
    "New pods are watched by their readiness, not for a time of their own.",
)

ACTIONS = {"pause": STALLS, "continue": NEVER_GOES_ON, "rollback": NO_ROLLBACK}


@transform(
    reads=[
        "workloads.kind",
        "workloads.mounts",
        "workloads.host_network",
        "workloads.image",
        "workloads.scheduling",
        "workloads.pod_of",
        "volumes.claim",
    ],
    writes=["workloads.lifecycle"],
    rules=[
        ROLLING,
        NODE_BY_NODE,
        ONE_NODE_VOLUME,
        NODE_PORT,
        SINGLETON,
        START_FIRST,
        STOP_FIRST,
        AT_LEAST_READY,
        NOT_ROLLED,
        ONE_BY_ONE,
        STALLS,
        NEVER_GOES_ON,
        NO_ROLLBACK,
        MONITORED,
        WHOLE_SECONDS,
    ],
)
def update_safely(app: App) -> App:
    """Update strategy of every controller.

    Sources: Compose specification (`deploy.update_config`), Kubernetes documentation (Deployments,
    StatefulSets).
    """
    pods: dict[str, list[Workload]] = {}
    for workload in app.workloads:
        pods.setdefault(pod_of(workload), []).append(workload)
    claims = {
        volume.key.value: volume.claim.access_mode
        for volume in app.volumes
        if volume.claim is not None and not volume.claim.template_of
    }
    return app.each(partial(_updated, pods=pods, claims=claims))


def _updated(
    workload: Workload, notes: Notes, pods: Mapping[str, list[Workload]], claims: Mapping[str, Fact[str]]
) -> Workload:
    _drop_actions(workload, notes)
    kind = workload.kind.value if workload.kind is not None else ""
    life = workload.lifecycle
    if workload.pod_of is not None or kind not in ("Deployment", "DaemonSet", "StatefulSet"):
        _drop_config(workload, NOT_ROLLED, notes)
        return workload
    delay = workload.scheduling.update_delay
    if delay is not None and delay.value > 0:
        seconds = in_seconds(delay)
        life = replace(life, min_ready_seconds=seconds if seconds.rule else seconds.by(AT_LEAST_READY))
    else:
        notes.drop(NOT_ROLLED, delay)
    if kind == "StatefulSet":
        notes.drop(ONE_BY_ONE, workload.scheduling.update_parallelism, workload.scheduling.update_order)
        return replace(workload, lifecycle=life)
    alone = next(
        (found for member in pods[pod_of(workload)] if (found := _alone(member, claims)) is not None), None
    )
    if alone is not None and kind == "Deployment":
        notes.drop(NOT_ROLLED, workload.scheduling.update_parallelism, workload.scheduling.update_order)
        return replace(workload, lifecycle=replace(life, strategy=alone))
    return replace(workload, lifecycle=_rolling(workload, life, stop_first=kind == "DaemonSet"))


def _alone(workload: Workload, claims: Mapping[str, Fact[str]]) -> Fact[str] | None:
    """`Recreate`, if two pods of it must not run at once; None if they may."""
    image = image_of(workload.image.value) if workload.image is not None else None
    if workload.image is not None and image is not None and image.singleton:
        return because("Recreate", workload.image, rule=SINGLETON)
    host = workload.host_network
    if host is not None and host.value:
        return because("Recreate", host, rule=NODE_PORT)
    for mount in workload.mounts:
        place = mount.place
        if place is None or place.kind.value != "claim" or place.name is None:
            continue
        mode = claims.get(place.name.value)
        if mode is not None and mode.value in ("ReadWriteOnce", "ReadWriteOncePod"):
            return because("Recreate", place.name, mode, rule=ONE_NODE_VOLUME)
    return None


def _rolling(workload: Workload, life: Lifecycle, *, stop_first: bool) -> Lifecycle:
    """How many pods at a time; `stop_first` is what holds where nothing is written."""
    given = workload.scheduling
    order, parallelism = given.update_order, given.update_parallelism
    if order is None and parallelism is None:
        usual = NODE_BY_NODE if stop_first else ROLLING
        return replace(
            life,
            strategy=because("RollingUpdate", rule=usual),
            max_surge=because(0 if stop_first else 1, rule=usual),
            max_unavailable=because(1 if stop_first else 0, rule=usual),
        )
    at_once: int | str = 1 if parallelism is None else parallelism.value or "100%"
    facts: list[Fact[Any]] = [fact for fact in (order, parallelism) if fact is not None]
    ordered = [order] if order is not None else []
    first = order is not None and order.value == "start-first"
    rule = START_FIRST if first else STOP_FIRST
    many: Fact[int | str] = because(at_once, *facts, rule=rule)
    none: Fact[int | str] = because(0, *ordered, rule=rule)
    strategy = because("RollingUpdate", rule=ROLLING)
    return replace(
        life, strategy=strategy, max_surge=many if first else none, max_unavailable=none if first else many
    )


def _drop_config(workload: Workload, rule: Rule, notes: Notes) -> None:
    given = workload.scheduling
    notes.drop(rule, given.update_parallelism, given.update_delay, given.update_order)


def _drop_actions(workload: Workload, notes: Notes) -> None:
    """What has no field of its own whatever the strategy."""
    given = workload.scheduling
    notes.drop(MONITORED, given.update_monitor)
    if given.update_failure is not None:
        notes.drop(ACTIONS.get(given.update_failure.value, NO_ROLLBACK), given.update_failure)
