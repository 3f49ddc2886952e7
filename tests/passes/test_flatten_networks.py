"""What becomes of a project's networks."""

from __future__ import annotations

import pytest

from pass_migrate.model import App, Network, Workload
from pass_migrate.passes.flatten_networks import flatten_networks
from tests.passes.building import application, dropped, found, said, service, variable, words


def network(key: str, subnet: str = "", *, internal: bool = False, external: bool = False) -> Network:
    """A network whose leaves are called after what they are."""
    return Network(
        key=said(key, f"{key} key"),
        internal=said(True, f"{key} internal") if internal else None,
        external=said(True, f"{key} external") if external else None,
        subnets=(said(subnet, f"{key} subnet"),) if subnet else (),
    )


def member(key: str, *networks: str) -> Workload:
    """A workload on networks."""
    return service(key, networks=tuple(said(name, f"{key} on {name}") for name in networks))


def flattened(*parts: Workload | Network) -> App:
    """The application of these workloads and networks after the pass."""
    workloads = [part for part in parts if isinstance(part, Workload)]
    networks = tuple(part for part in parts if isinstance(part, Network))
    return flatten_networks(application(*workloads, networks=networks))


def test_one_network_for_all_is_nothing_new() -> None:
    """No finding, and nothing is lost."""
    app = flattened(member("a", "back"), member("b", "back"), network("back"))
    assert found(app) == []
    assert set(dropped(app).values()) == {"pod-network"}


def test_a_separation_is_lost() -> None:
    """One finding for the project; every membership ends with that reason."""
    app = flattened(member("a", "front"), member("b", "back"), network("front"), network("back"))
    assert found(app) == ["networks-merged/demo"]
    assert set(dropped(app).values()) == {"flat-network"}


def test_an_internal_network_is_a_separation_from_the_world() -> None:
    """Even if it is the only one."""
    app = flattened(member("a", "back"), network("back", internal=True))
    assert found(app) == ["networks-merged/demo"]
    assert "let nobody out" in app.findings[0].message


def test_another_projects_network_is_found() -> None:
    """Its containers do not come along; the own network is still the only one."""
    app = flattened(member("a", "back", "theirs"), network("back"), network("theirs", external=True))
    assert found(app) == ["external-network/theirs"]
    assert dropped(app) == {
        "back key": "pod-network",
        "theirs key": "other-projects-network",
        "theirs external": "other-projects-network",
        "a on back": "pod-network",
        "a on theirs": "other-projects-network",
    }


@pytest.mark.parametrize(
    "value", ["172.23.0", "172.23.5.9", "http://172.23.0.2:80", "172.23.0.2#5054;1.1.1.1", "172.23.4.0/24"]
)
def test_t33_addresses_of_the_docker_network_are_errors(value: str) -> None:
    """Whole addresses, beginnings of addresses and ranges within the subnet."""
    holder = service("a", environment=(variable("TRUSTED", value),), networks=(said("back"),))
    app = flattened(holder, network("back", "172.23.0.0/16"))
    assert found(app) == ["subnet-literal/a"]
    assert "variable TRUSTED (a)" in app.findings[0].message
    assert dropped(app)["back subnet"] == "docker-subnet"


@pytest.mark.parametrize(
    "value", ["172.24.0.1", "10.0.0.0/8", "1.2.3", "v1.172.23.0.beta", "999.1.2.3", "0.0.0.0/0"]
)
def test_other_addresses_and_versions_are_not(value: str) -> None:
    """What does not lie in the subnet is not about the Docker network."""
    holder = service("a", environment=(variable("X", value),), command=words(value), networks=(said("back"),))
    assert found(flattened(holder, network("back", "172.23.0.0/16"))) == []


def test_an_unreadable_subnet_hides_nothing() -> None:
    """It ends with its reason; values are not compared with it."""
    app = flattened(member("a", "back"), network("back", "auto"))
    assert dropped(app)["back subnet"] == "docker-subnet"
