"""Which Services there are, and under which names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pass_migrate.model import App, PublishedPort, Scheduling, Workload
from pass_migrate.passes.join_pods import join_pods
from pass_migrate.passes.keep_names_resolving import keep_names_resolving
from pass_migrate.passes.listen_on_container_ports import listen_on_container_ports
from pass_migrate.passes.name_for_kubernetes import name_for_kubernetes
from pass_migrate.passes.trace_references import trace_references
from tests.passes.building import (
    after,
    application,
    depends,
    dropped,
    found,
    said,
    service,
    shell_check,
    variable,
)


def resolved(*workloads: Workload, **fields: Any) -> App:
    """The application after all passes up to this one."""
    app = join_pods(name_for_kubernetes(application(*workloads, **fields)))
    return keep_names_resolving(listen_on_container_ports(trace_references(app)))


def names(app: App, key: str) -> list[str]:
    """Names of the workload's Services, the own one in front, `*` where it resolves to the pods."""
    return [
        name.name.value + ("*" if name.headless is not None and name.headless.value else "")
        for name in after(app, key).service_names
    ]


def caller(*urls: str) -> Workload:
    """A workload with addresses in variables V0, V1 ..."""
    return service("caller", environment=tuple(variable(f"V{i}", url) for i, url in enumerate(urls)))


def test_who_is_published_or_exposed_has_a_service() -> None:
    """It rests on nothing but the key."""
    port = PublishedPort(target=said(80), protocol=said("tcp"))
    app = resolved(service("a", published=(port,)), service("b", exposed=(said("81"),)))
    assert (names(app, "a"), names(app, "b")) == (["a"], ["b"])
    assert after(app, "a").service_names[0].name == after(app, "a").key


def test_who_is_called_has_a_service_because_of_the_caller() -> None:
    """The name rests on the address that uses it."""
    app = resolved(caller("http://ui:81"), service("ui"))
    (name,) = after(app, "ui").service_names
    value = after(app, "caller").environment[0].value
    assert value is not None
    assert set(value.leaves) <= set(name.name.leaves)
    assert name.name.rule is not None
    assert name.name.rule.id == "called-by-name"


def test_who_listens_nowhere_and_is_named_by_nobody_has_none() -> None:
    """A worker that only calls others cannot be called."""
    assert names(resolved(caller("http://ui:81"), service("ui")), "caller") == []


def test_a_database_has_a_service_though_nobody_is_seen_to_call_it() -> None:
    """The caller's address may be in its code."""
    assert names(resolved(service("db", image=said("postgres:16"))), "db") == ["db"]


def test_an_awaited_service_resolves_to_its_pods_where_no_port_is_known() -> None:
    """Any port can be dialled then; one that is only waited for to end needs no name."""
    web = service("web", depends_on=(depends("api"), depends("setup", "service_completed_successfully")))
    app = resolved(web, service("api"), service("setup"))
    assert (names(app, "api"), names(app, "setup")) == (["api*"], [])


def test_names_are_aliases_if_somebody_uses_them() -> None:
    """A container name and a host name that nobody uses end; the host name lives on in the pod."""
    db = service(
        "db", image=said("postgres:16"), container_name=said("shop-db", "cn"), hostname=said("dbhost", "hn")
    )
    unused = resolved(db)
    assert names(unused, "db") == ["db"]
    assert dropped(unused) == {"cn": "nobody-asks"}
    used = resolved(db, caller("postgres://shop-db/x", "postgres://dbhost/x"))
    assert names(used, "db") == ["db", "dbhost", "shop-db"]
    assert dropped(used) == {}


def test_explicit_aliases_are_kept() -> None:
    """Network aliases and link aliases were asked for; DNS does not tell upper from lower case."""
    db = service("db", image=said("postgres:16"), aliases=(said("Store"), said("db", "same")))
    web = service("web", links=((said("db"), said("linked")), (said("db", "plain"), said("db", "plain"))))
    app = resolved(db, web)
    assert names(app, "db") == ["db", "linked", "store"]
    assert dropped(app) == {"same": "own-name", "plain": "own-name"}


def test_an_alias_gives_a_service_to_one_that_nobody_calls() -> None:
    """The own name comes with it."""
    assert names(resolved(service("job", aliases=(said("batch"),))), "job") == ["job*", "batch*"]


def test_one_alias_leads_to_one_service() -> None:
    """The second claim ends with a finding, as does a claim on another service's own name."""
    a = service("a", image=said("redis:7"), aliases=(said("store"),))
    b = service("b", image=said("redis:7"), aliases=(said("store", "taken"), said("a", "own")))
    app = resolved(a, b)
    assert names(app, "a") == ["a", "store"]
    assert names(app, "b") == ["b"]
    assert dropped(app) == {"taken": "name-in-use", "own": "name-in-use"}
    assert found(app) == ["alias-taken/b", "alias-taken/b"]


def test_t19_names_that_no_service_can_have_are_errors_where_they_are_used() -> None:
    """The finding names the variable that must change and the name to put there."""
    app = resolved(caller("postgres://my_db:5432/x"), service("my_db"))
    assert names(app, "my_db") == ["my-db"]
    (finding,) = app.findings
    assert (finding.id, finding.subject, finding.severity.value) == ("unresolvable-name", "my_db", "error")
    assert "variable V0 (caller)" in finding.message
    assert "`my-db`" in finding.remedy


def test_upper_case_alone_breaks_nothing() -> None:
    """DNS finds `DB` under `db`."""
    app = resolved(caller("postgres://DB:5432/x"), service("DB"))
    assert names(app, "DB") == ["db"]
    assert found(app) == []


def test_an_alias_that_is_no_name_ends() -> None:
    """With a dot it cannot be a Service; it is an error only if somebody is seen to use it."""
    db = service("db", image=said("redis:7"), aliases=(said("db.internal", "dotted"),))
    unused = resolved(db)
    assert dropped(unused) == {"dotted": "not-a-service-name"}
    assert unused.findings[0].severity.value == "warning"
    used = resolved(db, caller("redis://db.internal:6379"))
    assert used.findings[0].severity.value == "error"


def test_the_own_health_check_is_no_caller() -> None:
    """A container that asks itself needs no Service; one that tells others its own address does."""
    checked = service("web", health=shell_check("true http://web:1"))
    assert [r.place for r in resolved(checked).references] == ["health check"]
    advertised = service("kafka", environment=(variable("ADVERTISED", "PLAINTEXT://kafka:9092"),))
    app = resolved(advertised)
    assert names(app, "kafka") == ["kafka"]
    assert after(app, "kafka").service_names[0].name.rule is not None


def test_endpoint_mode_decides_on_the_address() -> None:
    """dnsrr: the pods; vip: one address, which is the default."""
    a = service("a", exposed=(said("80"),), scheduling=Scheduling(endpoint_mode=said("dnsrr", "rr")))
    b = service("b", exposed=(said("80"),), scheduling=Scheduling(endpoint_mode=said("vip", "vip")))
    app = resolved(a, b)
    assert (names(app, "a"), names(app, "b")) == (["a*"], ["b"])
    kind = after(app, "b").service_names[0].type
    assert kind is not None
    assert (kind.value, kind.rule.id if kind.rule else "") == ("ClusterIP", "virtual-ip")


def test_names_in_another_pod_lead_to_that_pod() -> None:
    """Whoever joins only IPC keeps its name, in front of the shared pod; in another network there is none."""
    root = service("root", image=said("redis:7"))
    ipc = service("side", ipc=said("service:root"), exposed=(said("81"),))
    net = service("inner", network_mode=said("service:root"), container_name=said("shop-inner", "cn"))
    app = resolved(root, ipc, net, caller("http://side:81"))
    assert names(app, "root") == ["root", "side"]
    assert [name.main for name in after(app, "root").service_names] == [True, False]
    assert (names(app, "side"), names(app, "inner")) == ([], [])
    assert dropped(app) == {"cn": "no-name-of-its-own"}


def test_a_provided_service_has_no_names() -> None:
    """Nothing runs for it."""
    assert names(resolved(service("x", provider=said("model"), aliases=(said("y"),))), "x") == []


def test_deciding_twice_changes_nothing() -> None:
    """The pass is idempotent, and keeps the Services that other passes added."""
    once = resolved(
        caller("redis://shop-db:6379"), service("db", image=said("redis:7"), container_name=said("shop-db"))
    )
    assert keep_names_resolving(once).workloads == once.workloads
    opened = replace(
        once.workloads[1].service_names[0], name=said("db-lb"), main=False, external=said("x.example")
    )
    workloads = tuple(
        replace(w, service_names=(*w.service_names, opened)) if w.key.value == "db" else w
        for w in once.workloads
    )
    assert names(keep_names_resolving(replace(once, workloads=workloads)), "db") == ["db", "shop-db", "db-lb"]


def test_a_long_name_keeps_resolving_though_the_workload_has_a_shorter_one() -> None:
    """A Service may be called by 63 characters, what controllers name after a workload leaves it 52."""
    key = "a" * 60
    app = resolved(service(key, exposed=(said("80"),)))
    name = after(app, key).name
    assert name is not None
    assert len(name.value) <= 52
    assert names(app, key) == [key]
