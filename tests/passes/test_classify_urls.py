"""The URL ledger."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.model import App, PublishedPort, Route, Target, Workload
from pass_migrate.passes.classify_urls import classify_urls
from tests.passes.building import application, found, listener, said, service, shell_check, variable


def rows(app: App) -> dict[str, tuple[str, str]]:
    """`variable address` -> (reach, target)."""
    return {f"{use.variable} {use.address}": (use.reach.value, use.target) for use in app.urls}


def published(target: int, number: str) -> PublishedPort:
    """A published port."""
    return PublishedPort(target=said(target), published=said(number), protocol=said("tcp"))


def holder(**values: str) -> Workload:
    """A workload with variables."""
    return service("app", environment=tuple(variable(name, value) for name, value in sorted(values.items())))


def classified(*workloads: Workload, **fields: Any) -> App:
    """The application after the pass."""
    return classify_urls(application(*workloads, **fields))


def test_t21_localhost_has_three_meanings() -> None:
    """The Docker host in a public address, the container itself in a check, nobody on an unpublished port."""
    core = service(
        "core", published=(published(8080, "9080"),), health=shell_check("curl http://localhost:8080/")
    )
    app = classified(
        core,
        holder(
            BASE="http://localhost:9080/app", HEALTH_URL="http://localhost:9080", GONE="http://localhost:4000"
        ),
    )
    assert rows(app) == {
        "BASE http://localhost:9080": ("public", "core"),
        "GONE http://localhost:4000": ("unanswered", ""),
        "HEALTH_URL http://localhost:9080": ("self", ""),
        "health check http://localhost:8080": ("self", ""),
    }


def test_names_are_internal_and_dots_are_the_world() -> None:
    """A bare name that is no service is unanswered."""
    app = classified(
        service("db"),
        holder(
            A="postgres://db/x", B="https://doi.org/10", C="http://ghost:80", D="db:5432", E="s3://bucket"
        ),
    )
    assert rows(app) == {
        "A postgres://db": ("internal", "db"),
        "B https://doi.org": ("external", ""),
        "C http://ghost:80": ("unanswered", ""),
        "D db:5432": ("internal", "db"),
    }


def test_the_public_host_is_public() -> None:
    """The one in the settings, and those of the routes."""
    route = Route(host=said("www.example.org"), path=said("/"), workload="core", port=said("http"))
    app = classified(
        service("core"),
        holder(A="https://www.example.org/x", B="https://shop.example.org"),
        routes=(route,),
        target=Target(ingress_host=said("shop.example.org")),
    )
    assert rows(app) == {
        "A https://www.example.org": ("public", "core"),
        "B https://shop.example.org": ("public", ""),
    }


def test_a_host_and_a_port_in_two_variables_are_one_row() -> None:
    """For localhost as for a service."""
    core = service("core", published=(published(8080, "9000"),))
    app = classified(core, holder(REST_HOST="localhost", REST_PORT="9000", DB_HOST="core", DB_PORT="8080"))
    assert rows(app) == {
        "REST_HOST localhost:9000": ("public", "core"),
        "DB_HOST core:8080": ("internal", "core"),
    }


def test_the_own_listener_on_localhost_is_the_container_itself() -> None:
    """A port that it listens on and nobody publishes."""
    app = classified(
        service("a", environment=(variable("U", "http://localhost:8081"),), listeners=(listener(8081),))
    )
    assert rows(app) == {"U http://localhost:8081": ("self", "")}


def test_one_row_for_one_address_however_many_services_have_it() -> None:
    """The row lists them, sorted."""
    app = classified(*(service(key, environment=(variable("U", "https://doi.org"),)) for key in "cab"))
    (use,) = app.urls
    assert use.workloads == ("a", "b", "c")


def test_public_addresses_on_the_docker_host_are_found_and_never_rewritten() -> None:
    """One finding for the service behind, with the variables and the public address to put there."""
    core = service("core", published=(published(8080, "8080"),))
    route = Route(host=said("www.example.org"), path=said("/"), workload="core", port=said("http"))
    before = holder(BASE="http://localhost:8080", LOGIN="http://localhost:8080/login")
    app = classified(core, before, routes=(route,))
    assert found(app) == ["public-url/core"]
    assert "BASE and LOGIN" in app.findings[0].message
    assert "http://www.example.org" in app.findings[0].remedy
    assert app.workloads[0] == before


def test_without_a_route_the_remedy_names_the_decision() -> None:
    """The service is not reached from outside yet."""
    core = service("core", published=(published(8080, "8080"),))
    (finding,) = classified(core, holder(BASE="http://localhost:8080")).findings
    assert "expose/core" in finding.remedy


ODD = st.text(alphabet=":/?#@%&!$;,.129-", max_size=6)


@given(ODD, ODD)
def test_no_credential_reaches_a_row(before: str, behind: str) -> None:
    """Whatever characters stand in it, it is not in what the ledger shows."""
    secret = f"{before}hunter{behind}"
    app = classified(service("db"), holder(U=f"postgres://app:{secret}@db.example.org:5432/x?token={secret}"))
    assert all("hunter" not in f"{use.address} {use.variable} {use.target}" for use in app.urls)
