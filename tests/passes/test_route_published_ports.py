"""How the outside reaches what is published."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import App, PublishedPort, Target, Workload
from pass_migrate.passes.keep_names_resolving import keep_names_resolving
from pass_migrate.passes.listen_on_container_ports import listen_on_container_ports
from pass_migrate.passes.route_published_ports import route_published_ports
from tests.passes.building import after, application, asked, dropped, said, service, variable


def publish(
    target: int, published: str | None, protocol: str = "tcp", host_ip: str | None = None
) -> PublishedPort:
    """A published port; the leaf of its number is called after it."""
    return PublishedPort(
        target=said(target, f"target {target}"),
        protocol=said(protocol),
        published=said(published, published) if published else None,
        host_ip=said(host_ip, f"ip {host_ip}") if host_ip is not None else None,
    )


def web(key: str, *ports: PublishedPort, image: str = "example/web:1", **more: Any) -> Workload:
    """A workload that publishes ports."""
    return service(key, image=said(image), published=ports, **more)


def routed(*workloads: Workload, **fields: Any) -> App:
    """The application after all passes that this one needs."""
    app = listen_on_container_ports(application(*workloads, **fields))
    return route_published_ports(keep_names_resolving(app))


def hosts(app: App) -> dict[str, str]:
    """`service port` -> host of every route."""
    return {f"{r.workload} {r.port.value}": r.host.value for r in app.routes if r.host is not None}


def test_a_web_service_is_reached_by_the_public_host() -> None:
    """The number on the Docker host is gone, decided until a person agrees."""
    app = routed(web("a", publish(8080, "9080")))
    assert hosts(app) == {"a http": "demo.example.com"}
    assert asked(app) == ["expose/a", "ingress-host/demo"]
    assert dropped(app) == {"9080": "ingress-port"}


def test_the_settings_know_the_public_host() -> None:
    """Then nobody is asked for it, and the host rests on the setting."""
    app = routed(web("a", publish(80, "80")), target=Target(ingress_host=said("www.example.org", "setting")))
    assert hosts(app) == {"a http": "www.example.org"}
    assert asked(app) == ["expose/a"]
    (route,) = app.routes
    assert route.host is not None
    assert [leaf.path for leaf in route.host.leaves] == ["setting"]


@pytest.mark.parametrize(
    ("ports", "image"),
    [
        ((publish(5432, "5432"),), "postgres:16"),
        ((publish(9200, "9200"),), "elasticsearch:8"),
        ((publish(22, "2222"),), "atmoz/sftp"),
        ((publish(443, "443"),), "example/web:1"),
        ((publish(80, None),), "example/web:1"),
        ((publish(53, "53", "udp"),), "example/web:1"),
    ],
)
def test_what_is_no_web_site_stays_inside(ports: tuple[PublishedPort, ...], image: str) -> None:
    """Databases (even with HTTP), other protocols, the container's own TLS, and random ports."""
    app = routed(web("a", *ports, image=image))
    assert app.routes == ()
    assert asked(app) == ["expose/a"]
    assert app.decisions[0].value == "cluster"


def test_a_job_is_not_routed() -> None:
    """It is gone before anybody comes."""
    assert routed(web("a", publish(80, "80"), kind=said("Job"))).routes == ()


def test_only_one_web_port_of_a_service_is_routed_by_itself() -> None:
    """The second is a question of its own; both under hosts of their own if it is answered so."""
    two = web("a", publish(8080, "8080"), publish(8081, "8081"))
    app = routed(two)
    assert hosts(app) == {"a http": "demo.example.com"}
    assert asked(app)[:2] == ["expose/a:8080", "expose/a:8081"]
    app = routed(two, answers={"expose/a:8081": "ingress"})
    assert hosts(app) == {"a http": "demo.example.com", "a http-8081": "a-8081.demo.example.com"}


def test_the_service_that_most_public_addresses_name_is_the_entry_point() -> None:
    """Addresses with its port on localhost count, once for each service that has them."""
    urls = (variable("BASE", "http://localhost:8080"), variable("LOGIN", "http://localhost:8080/login"))
    core = web("core", publish(8080, "8080"), environment=urls)
    admin = web("admin", publish(3000, "80"), environment=(variable("ADMIN", "http://localhost"),))
    app = routed(core, admin)
    assert hosts(app) == {"core http": "demo.example.com", "admin http": "admin.demo.example.com"}
    decision = next(item for item in app.decisions if item.id == "entry-point/demo")
    assert (decision.value, [item.answer for item in decision.alternatives]) == ("core", ["admin"])


def test_without_such_addresses_the_customary_port_is_the_entry_point() -> None:
    """80 or 443, else the lowest number."""
    low, customary = web("a", publish(3000, "3000")), web("b", publish(8080, "80"))
    assert hosts(routed(low, customary))["b http"] == "demo.example.com"
    assert hosts(routed(low, web("b", publish(8080, "8080"))))["a http"] == "demo.example.com"


def test_a_person_chooses_the_entry_point() -> None:
    """Only one of the services that are published can be it."""
    pair = (web("a", publish(80, "80")), web("b", publish(8080, "8080")))
    assert hosts(routed(*pair, answers={"entry-point/demo": "b"}))["b http"] == "demo.example.com"
    with pytest.raises(MigrateError, match="entry-point/demo"):
        routed(*pair, answers={"entry-point/demo": "c"})


def test_a_wildcard_gives_every_service_its_own_host() -> None:
    """Nobody is the entry point then."""
    pair = (web("a", publish(80, "80")), web("b", publish(8080, "8080")))
    app = routed(*pair, target=Target(ingress_host=said("*.example.org")))
    assert hosts(app) == {"a http": "a.example.org", "b http": "b.example.org"}
    assert "entry-point/demo" not in asked(app)


def test_a_load_balancer_keeps_the_published_number() -> None:
    """A Service of its own, so that the other ports stay inside."""
    db = web("db", publish(5432, "15432"), image="postgres:16")
    app = routed(db, answers={"expose/db": "load-balancer"})
    main, opened = after(app, "db").service_names
    assert (main.type, main.ports) == (None, ())
    assert opened.type is not None
    assert (opened.name.value, opened.type.value) == ("db-lb", "LoadBalancer")
    (port,) = opened.ports
    assert (port.listener.value, port.port.value, port.node_port) == ("postgres", 15432, None)
    assert "15432" in {leaf.path for leaf in port.port.leaves}
    assert dropped(app) == {}


def test_a_node_port_keeps_a_number_in_its_range_only() -> None:
    """The cluster chooses another one otherwise."""
    app = routed(
        web("a", publish(22, "30022")),
        web("b", publish(22, "2222")),
        answers={"expose/a": "node-port", "expose/b": "node-port"},
    )
    inside, outside = (after(app, key).service_names[-1].ports[0] for key in "ab")
    assert inside.node_port is not None
    assert (inside.port.value, inside.node_port.value) == (22, 30022)
    assert (outside.port.value, outside.node_port) == (22, None)
    assert dropped(app) == {"2222": "node-port-range"}


def test_an_opening_service_takes_no_name_of_another() -> None:
    """A service that is called `db-lb` already keeps its name."""
    app = routed(
        web("db", publish(1, "1")),
        service("db-lb", exposed=(said("80"),)),
        answers={"expose/db": "load-balancer"},
    )
    name = after(app, "db").service_names[-1].name.value
    assert name.startswith("db-lb-")


def test_neighbouring_ports_are_one_question() -> None:
    """Three or more under neighbouring numbers; a load balancer passes all of them."""
    ftp = web("ftp", *(publish(n, str(n)) for n in range(30000, 30004)), publish(21, "21"))
    app = routed(ftp, answers={"expose/ftp:30000-30003": "load-balancer"})
    assert asked(app) == ["expose/ftp:21", "expose/ftp:30000-30003"]
    opened = after(app, "ftp").service_names[-1]
    assert [port.port.value for port in opened.ports] == [30000, 30001, 30002, 30003]


def test_loopback_is_for_the_docker_host_alone() -> None:
    """Neither a question nor a route."""
    app = routed(web("a", publish(80, "80", host_ip="127.0.0.1"), publish(81, "81", host_ip="::1")))
    assert asked(app) == []
    assert dropped(app) == {
        "80": "port-on-loopback",
        "81": "port-on-loopback",
        "ip 127.0.0.1": "published-on-loopback",
        "ip ::1": "published-on-loopback",
    }


def test_addresses_of_the_docker_host_end() -> None:
    """One address is lost, all addresses are nothing new."""
    app = routed(
        web("a", publish(80, "80", host_ip="192.168.1.5")), web("b", publish(80, "81", host_ip="0.0.0.0"))
    )
    assert (dropped(app)["ip 192.168.1.5"], dropped(app)["ip 0.0.0.0"]) == ("one-address", "any-address")


def test_on_the_nodes_network_docker_publishes_nothing() -> None:
    """The process is on the node anyway."""
    app = routed(web("a", publish(80, "80"), host_network=said(True)))
    assert (asked(app), dropped(app)) == ([], {"80": "node-network-ports"})


def test_what_a_joined_container_publishes_is_the_pods() -> None:
    """The route leads to the workload whose pod it is."""
    app = routed(
        service("vpn"),
        web("client", publish(8080, "8080"), pod_of=said("vpn"), network_mode=said("service:vpn")),
    )
    assert hosts(app) == {"vpn http": "demo.example.com"}


@pytest.mark.parametrize(
    ("decision", "answer"), [("expose/a", "everywhere"), ("ingress-host/demo", "no host!")]
)
def test_other_answers_are_refused(decision: str, answer: str) -> None:
    """The error names the decision."""
    with pytest.raises(MigrateError, match=decision):
        routed(web("a", publish(80, "80")), answers={decision: answer})


def test_tls_and_udp_cannot_go_through_an_ingress() -> None:
    """That answer is not offered."""
    app = routed(web("a", publish(443, "443")), web("b", publish(53, "53", "udp")))
    assert all("ingress" not in {item.answer for item in decision.alternatives} for decision in app.decisions)


@pytest.mark.parametrize("answer", ["ingress", "cluster", "node-port", "load-balancer"])
def test_routing_twice_changes_nothing(answer: str) -> None:
    """The pass is idempotent, apart from what it notes."""
    once = routed(web("a", publish(80, "80")), answers={"expose/a": answer})
    again = route_published_ports(once)
    assert (again.workloads, again.routes) == (once.workloads, once.routes)
