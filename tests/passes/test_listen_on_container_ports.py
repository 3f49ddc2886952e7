"""On which ports a workload listens, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.model import App, Listener, PublishedPort
from pass_migrate.passes.listen_on_container_ports import listen_on_container_ports
from pass_migrate.passes.trace_references import trace_references
from tests.passes.building import (
    after,
    application,
    dropped,
    found,
    said,
    service,
    shell_check,
    variable,
    words,
)


def publish(target: int, published: str | None = None, protocol: str = "tcp", **more: Any) -> PublishedPort:
    """A published port; its leaves are called after what they are."""
    return PublishedPort(
        target=said(target, "target"),
        protocol=said(protocol, "protocol"),
        published=said(published, "published") if published else None,
        **more,
    )


def listen(app: App) -> App:
    """The pass, after the one that it builds on."""
    return listen_on_container_ports(trace_references(app))


def ports(app: App, key: str = "web") -> list[str]:
    """`number/protocol name` of every listener, `*` where HTTP is spoken."""
    return [_text(listener) for listener in after(app, key).listeners]


def _text(listener: Listener) -> str:
    return (
        f"{listener.port.value}/{listener.protocol.value} {listener.name.value}{'*' if listener.http else ''}"
    )


def test_t17_the_port_is_the_containers() -> None:
    """The number on the Docker host is nobody's listener."""
    app = listen(application(service("web", published=(publish(8080, "9080"),))))
    assert ports(app) == ["8080/TCP http*"]
    (listener,) = after(app, "web").listeners
    assert {leaf.path for leaf in listener.port.leaves} == {"target", "protocol"}
    assert {leaf.path for leaf in listener.protocol.leaves} == {"target", "protocol"}


def test_t18_ports_come_from_addresses_images_and_files() -> None:
    """Services without `ports` listen where they are called, or where their image does."""
    core = service("core", environment=(variable("UI", "http://ui:81/app"), variable("DB_HOST", "db")))
    app = listen(application(core, service("ui"), service("db", image=said("postgres:16", "image"))))
    assert ports(app, "ui") == ["81/TCP http*"]
    assert ports(app, "db") == ["5432/TCP postgres"]
    assert [leaf.path for leaf in after(app, "db").listeners[0].port.leaves] == ["image"]


def test_a_declared_port_rests_on_its_declarations_only() -> None:
    """Who dials it and which image it is decide nothing then."""
    web = service(
        "web", image=said("nginx:1"), published=(publish(80, "80"),), exposed=(said("80", "expose"),)
    )
    app = listen(application(web, service("a", environment=(variable("U", "http://web:80"),))))
    (listener,) = after(app, "web").listeners
    assert {leaf.path for leaf in listener.port.leaves} == {"target", "expose", "protocol"}
    assert listener.port.rule is None


def test_a_web_server_that_listens_elsewhere_has_left_its_usual_port() -> None:
    """A plain nginx on 8080 is not on 80 as well; gitea on 3000 still has its SSH port."""
    nginx = service("web", image=said("nginx:1"), published=(publish(8080, "80"),))
    gitea = service("git", image=said("gitea/gitea:1"), published=(publish(3000, "3000"),))
    app = listen(application(nginx, gitea))
    assert ports(app) == ["8080/TCP http*"]
    assert ports(app, "git") == ["22/TCP ssh", "3000/TCP http*"]


def test_an_images_own_variable_moves_its_port() -> None:
    """PASS_UI_PORT=81 moves pass-ui; the port rests on the variable's value."""
    value = variable("PASS_UI_PORT", "81")
    app = listen(
        application(service("web", image=said("ghcr.io/eclipse-pass/pass-ui:2"), environment=(value,)))
    )
    assert ports(app) == ["81/TCP http*"]
    assert value.value is not None
    assert after(app, "web").listeners[0].port.leaves == value.value.leaves


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("80", ["80/TCP http*"]),
        ("53/udp", ["53/UDP dns"]),
        ("7001-7002", ["7001/TCP tcp-7001", "7002/TCP tcp-7002"]),
        ("132/SCTP", ["132/SCTP sctp-132"]),
    ],
)
def test_expose_says_ports_ranges_and_protocols(entry: str, expected: list[str]) -> None:
    """Every form of an `expose` entry."""
    assert ports(listen(application(service("web", exposed=(said(entry),))))) == expected


def test_what_is_no_port_ends_with_a_reason() -> None:
    """A word, and a number that is too large."""
    app = listen(application(service("web", exposed=(said("http", "a"), said("70000", "b")))))
    assert ports(app) == []
    assert dropped(app) == {"a": "not-a-port", "b": "not-a-port"}


def test_the_health_check_says_where_the_container_listens() -> None:
    """A check of `localhost` asks the container itself."""
    app = listen(application(service("web", health=shell_check("curl -f http://localhost:8123/ || exit 1"))))
    assert ports(app) == ["8123/TCP http*"]


def test_bind_addresses_count_only_where_all_else_is_silent() -> None:
    """`-b 0.0.0.0:8000` tells where nothing else does, and PORT only after that."""
    silent = service(
        "web", command=words("gunicorn", "-b", "0.0.0.0:8000"), environment=(variable("PORT", "1234"),)
    )
    assert ports(listen(application(silent))) == ["8000/TCP http*"]
    assert ports(listen(application(service("web", environment=(variable("PORT", "1234"),))))) == [
        "1234/TCP tcp-1234"
    ]
    told = service("web", command=words("x", "0.0.0.0:8000"), exposed=(said("7000"),))
    assert ports(listen(application(told))) == ["7000/TCP cassandra"]


def test_written_names_win_and_are_made_to_fit() -> None:
    """A name that is written keeps the customary one from nobody."""
    named = publish(8081, name=said("http"))
    odd = publish(9999, name=said("My_Long_Port_Name_X", "name"))
    app = listen(application(service("web", published=(publish(80), named, odd))))
    assert ports(app) == ["80/TCP http-80*", "8081/TCP http*", "9999/TCP my-long-port-na"]
    assert after(app, "web").listeners[2].name.rule is not None


def test_names_are_different_and_short() -> None:
    """Two web ports, and one number with two protocols."""
    web = service("web", published=(publish(80), publish(8080), publish(53), publish(53, protocol="udp")))
    assert ports(listen(application(web))) == [
        "53/TCP dns",
        "53/UDP dns-53",
        "80/TCP http*",
        "8080/TCP http-8080*",
    ]


def test_protocols_of_the_application_are_called_as_kubernetes_calls_them() -> None:
    """h2c and websockets have names of their own; others stay as written."""
    ports_ = tuple(
        publish(n, app_protocol=said(text)) for n, text in ((1, "h2c"), (2, "ws"), (3, "example.com/x"))
    )
    listeners = after(listen(application(service("web", published=ports_))), "web").listeners
    wanted = ["kubernetes.io/h2c", "kubernetes.io/ws", "example.com/x"]
    assert [item.app_protocol and item.app_protocol.value for item in listeners] == wanted


def test_tls_in_the_container_is_https_and_not_http() -> None:
    """443 is TLS by custom."""
    (listener,) = after(listen(application(service("web", published=(publish(443),)))), "web").listeners
    assert (listener.name.value, listener.http) == ("https", False)
    assert listener.app_protocol is not None
    assert listener.app_protocol.value == "https"


def test_a_database_on_a_web_port_is_no_web_server() -> None:
    """The number says nothing where the image is known to speak something else."""
    app = listen(application(service("web", image=said("redis:7"), published=(publish(8080),))))
    assert ports(app) == ["6379/TCP redis", "8080/TCP tcp-8080"]


def test_ports_of_joined_containers_are_the_pods() -> None:
    """The owner of the pod listens for all; the joiner has no listeners of its own."""
    vpn = service("vpn", published=(publish(8080, "8080"),))
    client = service("client", pod_of=said("vpn"), exposed=(said("9999"),), network_mode=said("service:vpn"))
    app = listen(application(vpn, client))
    assert ports(app, "vpn") == ["8080/TCP http*", "9999/TCP tcp-9999"]
    assert ports(app, "client") == []


def test_without_a_network_nothing_listens() -> None:
    """Docker publishes nothing then."""
    app = listen(application(service("web", network_mode=said("none"), published=(publish(80),))))
    assert ports(app) == []
    assert dropped(app) == {"target": "no-ports-without-network", "protocol": "no-ports-without-network"}


def test_hundreds_of_ports_are_no_listeners_but_a_finding() -> None:
    """Only those that more than the range speaks of stay."""
    web = service("web", exposed=(said("10000-10400", "range"),))
    app = listen(application(web, service("a", environment=(variable("U", "http://web:10005"),))))
    assert ports(app) == ["10005/TCP http" + "*"]
    assert found(app) == ["wide-port-range/web"]
    assert dropped(app) == {"range": "wide-port-range"}


def test_an_address_is_satisfied_by_a_udp_port() -> None:
    """`statsd:8125` dials the UDP port that is declared; no TCP port is made up."""
    web = service("web", exposed=(said("8125/udp"),))
    app = listen(application(web, service("a", environment=(variable("STATSD", "web:8125"),))))
    assert ports(app) == ["8125/UDP statsd"]


def test_listening_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    web = service("web", image=said("nginx:1"), published=(publish(8080, "80"), publish(53, protocol="udp")))
    once = listen(application(web))
    assert listen_on_container_ports(once) == once
