"""Name servers, search domains and hosts files."""

from __future__ import annotations

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import HostAlias
from pass_migrate.passes.configure_resolver import configure_resolver
from tests.passes.building import after, application, asked, dropped, found, said, service


def alias(host: str, address: str) -> HostAlias:
    """A line of the hosts file, with leaves called after what they are."""
    return HostAlias(host=said(host, f"{host}#host"), address=said(address, f"{host}#address"))


def test_name_servers_are_asked_about() -> None:
    """By default the cluster's DNS resolves all names, and the servers end decided."""
    app = configure_resolver(application(service("a", dns=(said("10.0.0.2", "dns"),))))
    assert asked(app) == ["dns/a"]
    assert after(app, "a").dns == ()
    assert dropped(app) == {"dns": "dns-servers"}


@pytest.mark.parametrize(
    ("answer", "policy", "servers"), [("append", "ClusterFirst", 2), ("replace", "None", 3)]
)
def test_answers_are_acted_on(answer: str, policy: str, servers: int) -> None:
    """A pod has three name servers at most, the cluster's included."""
    dns = tuple(said(f"10.0.0.{n}", f"dns{n}") for n in range(4))
    app = configure_resolver(application(service("a", dns=dns), answers={"dns/a": answer}))
    a = after(app, "a")
    assert a.dns_policy is not None
    assert (a.dns_policy.value, len(a.dns)) == (policy, servers)
    assert dropped(app) == {f"dns{n}": "cluster-dns" for n in range(servers, 4)}
    assert not {f"dns{n}" for n in range(servers, 4)} & {leaf.path for leaf in a.dns_policy.leaves}


def test_the_clusters_dns_as_decided() -> None:
    """An answer that repeats the default drops the servers for good."""
    app = configure_resolver(
        application(service("a", dns=(said("10.0.0.2", "dns"),)), answers={"dns/a": "cluster"})
    )
    assert dropped(app) == {"dns": "cluster-dns"}


def test_another_word_is_refused() -> None:
    """The error says which words there are."""
    with pytest.raises(MigrateError, match="append"):
        configure_resolver(application(service("a", dns=(said("10.0.0.2"),)), answers={"dns/a": "google"}))


def test_on_the_nodes_network_services_still_resolve() -> None:
    """The policy ClusterFirstWithHostNet rests on the network mode."""
    policy = after(
        configure_resolver(application(service("a", host_network=said(True, "mode")))), "a"
    ).dns_policy
    assert policy is not None
    assert policy.value == "ClusterFirstWithHostNet"
    assert [leaf.path for leaf in policy.leaves] == ["mode"]


def test_search_domains_and_options_are_added() -> None:
    """A search domain that is none ends; the rest stays with a reason."""
    a = service("a", dns_search=(said("example.org"), said(".", "dot")), dns_opt=(said("ndots:2"),))
    app = configure_resolver(application(a))
    assert [fact.value for fact in after(app, "a").dns_search] == ["example.org"]
    assert [(fact.value, fact.rule and fact.rule.id) for fact in after(app, "a").dns_opt] == [
        ("ndots:2", "resolver-option")
    ]
    assert dropped(app) == {"dot": "no-search-domain"}


def test_hosts_files_hold_names_and_addresses() -> None:
    """Upper case is lowered; the Docker host and what is no entry end with a reason."""
    lines = (
        alias("DB.internal", "10.0.0.5"),
        alias("gw", "host-gateway"),
        alias("my_db", "10.0.0.6"),
        alias("x", "nope"),
    )
    app = configure_resolver(application(service("a", host_aliases=lines)))
    assert [line.host.value for line in after(app, "a").host_aliases] == ["db.internal"]
    assert dropped(app) == {
        "gw#host": "docker-host",
        "gw#address": "docker-host",
        "my_db#host": "not-a-host-entry",
        "my_db#address": "not-a-host-entry",
        "x#host": "not-a-host-entry",
        "x#address": "not-a-host-entry",
    }
    assert found(app) == ["not-a-host-entry/a", "not-a-host-entry/a"]


def test_a_joined_container_has_the_pods_resolver() -> None:
    """All its own settings end."""
    a = service("a", pod_of=said("b"), dns=(said("10.0.0.2", "dns"),), dns_opt=(said("rotate", "opt"),))
    app = configure_resolver(application(a, service("b")))
    assert dropped(app) == {"dns": "resolver-of-pod", "opt": "resolver-of-pod"}
    assert asked(app) == []


@pytest.mark.parametrize("answers", [{}, {"dns/a": "append"}, {"dns/a": "replace"}])
def test_configuring_twice_changes_nothing(answers: dict[str, str]) -> None:
    """The pass is idempotent, apart from what it notes."""
    lines = (alias("DB.internal", "10.0.0.5"), alias("gw", "host-gateway"))
    a = service("a", dns=(said("10.0.0.2"), said("10.0.0.3"), said("10.0.0.4")), host_aliases=lines)
    once = configure_resolver(application(a, answers=answers))
    assert configure_resolver(once).workloads == once.workloads
