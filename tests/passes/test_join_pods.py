"""Namespaces that containers share, with each other or with the host."""

from __future__ import annotations

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import HostAlias
from pass_migrate.passes.join_pods import join_pods
from tests.passes.building import after, application, asked, dropped, found, said, service


def test_joining_follows_the_chain_to_its_root() -> None:
    """All are in the pod of a where c joins b and b joins a; c rests on both links."""
    b = service("b", network_mode=said("service:a", "b.mode"))
    c = service("c", network_mode=said("service:b", "c.mode"))
    app = join_pods(application(service("a"), b, c))
    pod = after(app, "c").pod_of
    assert pod is not None
    assert pod.value == "a"
    assert {leaf.path for leaf in pod.leaves} == {"b.mode", "c.mode"}
    assert after(app, "a").pod_of is None


def test_who_joins_itself_in_a_circle_joins_nobody() -> None:
    """A circle has no root: a finding for each, and no endless loop."""
    app = join_pods(application(service("a", ipc=said("service:b")), service("b", ipc=said("service:a"))))
    assert found(app) == ["unknown-namespace/a", "unknown-namespace/b"]
    assert all(workload.pod_of is None for workload in app.workloads)


def test_a_missing_service_cannot_be_joined() -> None:
    """The leaf ends with a reason."""
    app = join_pods(application(service("a", pid=said("service:ghost", "pid"))))
    assert dropped(app) == {"pid": "unknown-namespace"}
    assert found(app) == ["unknown-namespace/a"]


def test_containers_are_found_by_their_docker_name() -> None:
    """`container:demo-vpn-1` is the first container of the service vpn of project demo."""
    app = join_pods(application(service("app", network_mode=said("container:demo-vpn-1")), service("vpn")))
    pod = after(app, "app").pod_of
    assert pod is not None
    assert pod.value == "vpn"


def test_shared_processes_are_a_property_of_the_owners_pod() -> None:
    """The pod's owner carries it, because of the joiner's `pid`."""
    app = join_pods(application(service("app"), service("debug", pid=said("service:app", "pid"))))
    shared = after(app, "app").share_processes
    assert shared is not None
    assert [leaf.path for leaf in shared.leaves] == ["pid"]
    assert after(app, "debug").share_processes is None
    assert found(app) == ["shared-network/debug"]


def test_a_joiners_extra_hosts_move_to_the_pod() -> None:
    """A pod has one hosts file: the owner's gets the joiner's lines, each once."""
    line = HostAlias(host=said("db.internal"), address=said("10.0.0.5"))
    app = application(
        service("a", host_aliases=(line,)), service("b", ipc=said("service:a"), host_aliases=(line,))
    )
    app = join_pods(app)
    assert after(app, "a").host_aliases == (line,)
    assert after(app, "b").host_aliases == ()


def test_a_joining_container_is_named_because_it_joins() -> None:
    """That the container stands in another's pod rests on what made it join."""
    app = join_pods(application(service("a"), service("b", network_mode=said("service:a", "mode"))))
    name = after(app, "b").name
    assert name is not None
    assert "mode" in {leaf.path for leaf in name.leaves}
    assert name.rule is not None
    assert name.rule.id == "joins-pod"


def test_two_pods_are_one_too_many() -> None:
    """The network's pod counts; the other namespace ends with a finding."""
    c = service("c", network_mode=said("service:a", "mode"), ipc=said("service:b", "ipc"))
    app = join_pods(application(service("a"), service("b"), c))
    pod = after(app, "c").pod_of
    assert pod is not None
    assert pod.value == "a"
    assert dropped(app) == {"ipc": "two-pods"}
    assert found(app) == ["two-pods/c"]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("network_mode", "bridge", "default-bridge"),
        ("network_mode", "none", "no-network"),
        ("network_mode", "lan", "foreign-network"),
        ("ipc", "private", "private-namespace"),
        ("ipc", "shareable", "pod-ipc"),
        ("pid", "", "private-namespace"),
        ("uts", "host", "no-host-uts"),
    ],
)
def test_namespaces_without_counterpart_end_with_a_reason(field: str, value: str, rule: str) -> None:
    """Each value that nothing in a pod says is accounted for."""
    app = join_pods(application(service("a", **{field: said(value, "leaf")})))
    assert dropped(app) == {"leaf": rule}


@pytest.mark.parametrize(
    ("field", "to"),
    [("network_mode", "host_network"), ("ipc", "host_ipc"), ("pid", "host_pid"), ("userns", "host_users")],
)
def test_the_hosts_namespace_is_the_nodes(field: str, to: str) -> None:
    """The pod's field rests on the value."""
    app = join_pods(application(service("a", **{field: said("host", "leaf")})))
    fact = getattr(after(app, "a"), to)
    assert fact.value is True
    assert [leaf.path for leaf in fact.leaves] == ["leaf"]


def test_user_namespaces_are_asked_about() -> None:
    """Without an answer the pod has the node's users; an answer decides; another word is refused."""
    remapped = service("a", userns=said("private"))
    app = join_pods(application(remapped))
    assert asked(app) == ["user-namespace/a"]
    users = after(app, "a").host_users
    assert users is not None
    assert users.value is True
    users = after(join_pods(application(remapped, answers={"user-namespace/a": "pod"})), "a").host_users
    assert users is not None
    assert users.value is False
    with pytest.raises(MigrateError, match="user-namespace/a"):
        join_pods(application(remapped, answers={"user-namespace/a": "maybe"}))


def test_joining_twice_changes_nothing() -> None:
    """The pass is idempotent, apart from what it notes."""
    line = HostAlias(host=said("db.internal"), address=said("10.0.0.5"))
    app = application(service("a"), service("b", pid=said("service:a"), host_aliases=(line,)))
    once = join_pods(app)
    assert join_pods(once).workloads == once.workloads


@pytest.mark.parametrize("field", ["pid", "ipc", "userns"])
def test_a_container_that_joins_does_not_bring_the_nodes_namespace(field: str) -> None:
    """What it asks for ends with a finding: the pod is that of another service."""
    member = service("b", network_mode=said("service:a"), **{field: said("host", field)})
    app = join_pods(application(service("a"), member))
    assert dropped(app) == {field: "namespaces-of-owner"}
    assert found(app) == ["namespaces-of-owner/b"]
    assert after(app, "a").host_pid is None
