"""Names of namespaces, workloads and config objects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.model import ConfigObject, Target
from pass_migrate.passes import kubernetes_names as names
from pass_migrate.passes.name_for_kubernetes import name_for_kubernetes
from tests.passes.building import after, application, said, service

KEYS = st.text(alphabet="abzABZ019_.-", min_size=1, max_size=80)


def config(name: str, *, external: bool = False) -> ConfigObject:
    """A config object without files."""
    flag = said(True) if external else None
    return ConfigObject(key=said(name), name=said(name), secret=said(False), entries=(), external=flag)


@given(KEYS)
def test_whatever_compose_calls_a_service_a_service_can_be_called(key: str) -> None:
    """The fitted name is a valid one within its limit, and fitting it again changes nothing."""
    fitted = names.service_name(key, names.WORKLOAD_LIMIT)
    assert names.is_service_name(fitted)
    assert len(fitted) <= names.WORKLOAD_LIMIT
    assert names.service_name(fitted, names.WORKLOAD_LIMIT) == fitted


@given(st.sets(KEYS, min_size=1, max_size=12))
def test_different_services_have_different_names(keys: set[str]) -> None:
    """No two workloads share a name, and those whose key fits keep it."""
    app = name_for_kubernetes(application(*(service(key, name=None) for key in keys)))
    given_names = {w.key.value: w.name.value for w in app.workloads if w.name is not None}
    assert len(set(given_names.values())) == len(keys)
    for key, name in given_names.items():
        if names.service_name(key, names.WORKLOAD_LIMIT) == key:
            assert name == key


@given(KEYS)
def test_objects_have_subdomain_names(key: str) -> None:
    """A fitted object name is an RFC 1123 subdomain and stays as it is when fitted again."""
    fitted = names.subdomain(key)
    assert names.is_subdomain(fitted)
    assert names.subdomain(fitted) == fitted


def test_a_fitting_key_is_the_name_itself() -> None:
    """Nothing is decided, so no rule explains it."""
    web = after(name_for_kubernetes(application(service("web", name=None))), "web")
    assert web.name == web.key


def test_a_renamed_service_rests_on_its_key() -> None:
    """Digits first, upper case and dots are made to fit."""
    app = name_for_kubernetes(application(service("3Proxy.v2", name=None)))
    name = app.workloads[0].name
    assert name is not None
    assert name.value == "s-3proxy-v2"
    assert name.leaves == app.workloads[0].key.leaves
    assert name.rule is not None
    assert name.rule.id == "renamed"


def test_a_collision_rests_on_both_names() -> None:
    """The one that has to step back does so because of the other."""
    app = name_for_kubernetes(application(service("a_b", name=None), service("a-b", name=None)))
    name = after(app, "a_b").name
    assert name is not None
    assert set(name.leaves) == {*after(app, "a_b").key.leaves, *after(app, "a-b").key.leaves}


def test_the_namespace_is_the_project_made_fit() -> None:
    """An underscore becomes a dash; a reserved prefix gets another in front."""
    fitted = name_for_kubernetes(replace(application(), name=said("my_shop"))).namespace
    assert fitted is not None
    assert (fitted.value, fitted.rule and fitted.rule.id) == ("my-shop", "namespace-fitted")
    reserved = name_for_kubernetes(replace(application(), name=said("kube-system"))).namespace
    assert reserved is not None
    assert reserved.value == "app-kube-system"


def test_a_given_namespace_holds_and_must_be_one() -> None:
    """The settings' namespace is taken as it is, or refused at its place."""
    app = name_for_kubernetes(application(target=Target(namespace=said("prod"))))
    assert app.namespace is not None
    assert app.namespace.value == "prod"
    with pytest.raises(MigrateError, match="cannot be a namespace"):
        name_for_kubernetes(application(target=Target(namespace=said("Prod!"))))


def test_a_config_never_has_the_name_of_a_workloads_variables() -> None:
    """`web-env` is the ConfigMap with the variables of `web`."""
    app = name_for_kubernetes(application(service("web"), configs=(config("web-env"), config("My_Conf"))))
    assert app.configs[0].name.value.startswith("web-env-")
    assert app.configs[1].name.value == "my-conf"


def test_an_existing_object_keeps_a_name_that_it_can_have() -> None:
    """External objects are referred to, not renamed, as long as that is possible."""
    app = name_for_kubernetes(
        application(configs=(config("web-env", external=True), config("Team_X", external=True)))
    )
    assert [item.name.value for item in app.configs] == ["web-env", "team-x"]


def test_naming_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    once = name_for_kubernetes(
        application(service("a_b"), service("a-b"), configs=(config("X_y"), config("x-y")))
    )
    assert name_for_kubernetes(once) == once
