"""Roll-outs and placement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.facts import because
from pass_migrate.model import Claim, Lifecycle, Mount, Placement, Scheduling, Volume, Workload
from pass_migrate.passes.schedule_pods import schedule_pods
from pass_migrate.passes.update_safely import ROLLING, update_safely
from tests.passes.building import (
    SECOND,
    after,
    application,
    asked,
    dropped,
    found,
    said,
    service,
    volume_mount,
)


def strategy(life: Lifecycle) -> tuple[object, ...]:
    """Type, surge and unavailable."""
    return tuple(
        None if fact is None else fact.value for fact in (life.strategy, life.max_surge, life.max_unavailable)
    )


def updated(kind: str = "Deployment", **fields: Any) -> Lifecycle:
    """The life cycle of one workload after the pass."""
    return after(update_safely(application(service("a", kind=said(kind), **fields))), "a").lifecycle


def test_a_deployment_rolls_over_without_a_gap() -> None:
    """By default one new pod comes up before an old one goes, and nothing in the source is cited."""
    life = updated()
    assert strategy(life) == ("RollingUpdate", 1, 0)
    assert life.strategy == because("RollingUpdate", rule=ROLLING)


def placed(key: str) -> Mount:
    """A mount that became a claim."""
    return replace(volume_mount(key), place=Placement(kind=said("claim"), name=said(key)))


def claimed(key: str, mode: str, template_of: str = "") -> Volume:
    """A volume with its claim."""
    claim = Claim(name=said(key), size=said("1Gi"), access_mode=said(mode), template_of=template_of)
    return Volume(key=said(key), claim=claim)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("ReadWriteOnce", "Recreate"),
        ("ReadWriteOncePod", "Recreate"),
        ("ReadWriteMany", "RollingUpdate"),
    ],
)
def test_a_volume_of_one_node_makes_the_old_pod_go_first(mode: str, expected: str) -> None:
    """T32: two pods on two nodes would wait for one ReadWriteOnce volume for ever."""
    app = application(
        service("a", kind=said("Deployment"), mounts=(placed("v"),)), volumes=(claimed("v", mode),)
    )
    life = after(update_safely(app), "a").lifecycle
    assert life.strategy is not None
    assert life.strategy.value == expected


def test_a_volume_of_a_container_that_joined_counts_for_the_pod() -> None:
    """The claim of a sidecar holds the pod back as well."""
    member = service("b", kind=said("Deployment"), pod_of=said("a"), mounts=(placed("v"),))
    app = application(service("a", kind=said("Deployment")), member, volumes=(claimed("v", "ReadWriteOnce"),))
    life = after(update_safely(app), "a").lifecycle
    assert life.strategy is not None
    assert life.strategy.value == "Recreate"


def test_the_nodes_network_and_singletons_make_the_old_pod_go_first() -> None:
    """T26: deposit-services must not run twice, and two pods cannot take one port of a node."""
    image = said("ghcr.io/eclipse-pass/deposit-services-core:2.6.0")
    life = updated(image=image)
    assert life.strategy is not None
    assert life.strategy.value == "Recreate"
    assert life.strategy.leaves == image.leaves
    assert strategy(updated(host_network=said(True)))[0] == "Recreate"


@pytest.mark.parametrize(
    ("order", "parallelism", "expected"),
    [
        ("start-first", 2, ("RollingUpdate", 2, 0)),
        ("stop-first", 2, ("RollingUpdate", 0, 2)),
        (None, 3, ("RollingUpdate", 0, 3)),
        ("start-first", None, ("RollingUpdate", 1, 0)),
        ("stop-first", 0, ("RollingUpdate", 0, "100%")),
    ],
)
def test_update_config_sets_surge_and_unavailable(
    order: str | None, parallelism: int | None, expected: tuple[object, ...]
) -> None:
    """The order chooses which of the two, `parallelism` how many; zero means all at once."""
    scheduling = Scheduling(
        update_order=None if order is None else said(order),
        update_parallelism=None if parallelism is None else said(parallelism),
    )
    assert strategy(updated(scheduling=scheduling)) == expected


def test_the_delay_is_the_time_to_stay_ready() -> None:
    """A pause between batches becomes minReadySeconds."""
    ready = updated(scheduling=Scheduling(update_delay=said(5 * SECOND // 2))).min_ready_seconds
    assert ready is not None
    assert ready.value == 3


def test_what_has_no_counterpart_ends_with_a_reason() -> None:
    """Failure actions and monitor times end, each for its own reason."""
    for action, rule in (
        ("pause", "update-stalls"),
        ("continue", "update-never-goes-on"),
        ("rollback", "no-automatic-rollback"),
    ):
        scheduling = Scheduling(update_failure=said(action, "action"), update_monitor=said(SECOND, "monitor"))
        app = update_safely(application(service("a", kind=said("Deployment"), scheduling=scheduling)))
        assert dropped(app) == {"action": rule, "monitor": "update-monitor"}


def test_a_stateful_set_goes_one_by_one_and_a_job_not_at_all() -> None:
    """Their update settings end."""
    scheduling = Scheduling(
        update_parallelism=said(2, "parallelism"), update_order=said("start-first", "order")
    )
    for kind, rule in (("StatefulSet", "update-one-by-one"), ("Job", "update-not-rolled")):
        app = update_safely(application(service("a", kind=said(kind), scheduling=scheduling)))
        assert dropped(app) == {"parallelism": rule, "order": rule}


def scheduled(answers: dict[str, str] | None = None, **given: Any) -> Scheduling:
    """The scheduling after the pass."""
    app = schedule_pods(application(service("a", scheduling=Scheduling(**given)), answers=answers))
    assert schedule_pods(app).workloads == app.workloads
    return after(app, "a").scheduling


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux/amd64", {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}),
        ("linux/arm64/v8", {"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"}),
        ("linux/x86_64", {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}),
        ("linux", {"kubernetes.io/os": "linux"}),
        ("arm64", {"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"}),
        ("wasi/wasm", {}),
    ],
)
def test_a_platform_selects_nodes(platform: str, expected: dict[str, str]) -> None:
    """Operating system and architecture are labels of every node; a variant is lost."""
    assert {
        key.value: value.value for key, value in scheduled(platform=said(platform)).node_selector
    } == expected


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("node.labels.disk == ssd", ("disk", "In", "ssd")),
        ("node.labels.example.com/zone!=eu", ("example.com/zone", "NotIn", "eu")),
        ("node.hostname==Box-1", ("kubernetes.io/hostname", "In", "box-1")),
        ("node.platform.arch == x86_64", ("kubernetes.io/arch", "In", "amd64")),
        ("node.platform.os==linux", ("kubernetes.io/os", "In", "linux")),
    ],
)
def test_constraints_become_affinity(constraint: str, expected: tuple[str, str, str]) -> None:
    """What the cluster's nodes have labels for is carried."""
    [terms] = scheduled(constraints=(said(constraint),)).node_affinity
    assert tuple(word.value for word in terms) == expected


@pytest.mark.parametrize(
    ("constraint", "rule", "reported"),
    [
        ("node.role==manager", "swarm-manager", True),
        ("node.role!=worker", "swarm-manager", True),
        ("node.role==worker", "swarm-worker", False),
        ("node.id==2ivku8v2gvtg4", "no-such-node", True),
        ("engine.labels.operatingsystem==ubuntu", "no-such-node", True),
        ("node.labels.a==has space", "no-such-node", True),
    ],
)
def test_constraints_that_nodes_cannot_meet_are_left_out(constraint: str, rule: str, reported: bool) -> None:
    """A pod that no node may take would wait for ever, so the constraint ends with a finding."""
    app = schedule_pods(
        application(service("a", scheduling=Scheduling(constraints=(said(constraint, "c"),))))
    )
    assert after(app, "a").scheduling.node_affinity == ()
    assert dropped(app) == {"c": rule}
    assert found(app) == (["placement-not-kept/a"] if reported else [])


def test_spread_and_pods_per_node() -> None:
    """Preferences become topology keys, a limit of one is exact, and zero is no limit."""
    labels = [said(f"node.labels.{name}") for name in ("rack", "zone", "region")]
    found_spread = scheduled(spread=tuple(labels), max_per_node=said(1))
    assert [key.value for key in found_spread.spread] == [
        "rack",
        "topology.kubernetes.io/zone",
        "topology.kubernetes.io/region",
    ]
    assert found_spread.max_per_node is not None
    assert found_spread.max_per_node.rule is not None
    assert found_spread.max_per_node.rule.id == "one-per-node"
    assert scheduled(max_per_node=said(0)).max_per_node is None


def test_another_runtime_is_asked_for_by_its_class() -> None:
    """Only the cluster knows its RuntimeClasses; the usual runtime needs none."""
    workload: Workload = service("a", scheduling=Scheduling(runtime=said("io.containerd.wasmedge.v1")))
    assert asked(schedule_pods(application(workload))) == ["runtime-class/a"]
    named = scheduled(runtime=said("kata"), answers={"runtime-class/a": "kata-qemu"}).runtime_class
    assert named is not None
    assert named.value == "kata-qemu"
    assert scheduled(runtime=said("runc")).runtime_class is None
    with pytest.raises(MigrateError, match="runtime-class/a"):
        scheduled(runtime=said("kata"), answers={"runtime-class/a": "Kata QEMU"})
