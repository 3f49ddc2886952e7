"""Containers outside the project that services link to."""

from __future__ import annotations

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.passes.link_external_services import link_external_services
from tests.passes.building import after, application, asked, dropped, found, said, service


def test_an_address_is_asked_for_once() -> None:
    """Two services that link to one container raise one question."""
    a, b = (service(key, external_links=(said("old_db_1:mysql", key),)) for key in "ab")
    app = link_external_services(application(a, b))
    assert asked(app) == ["external-link/mysql"]
    assert dropped(app) == {"a": "external-link", "b": "external-link"}


def test_an_answer_becomes_an_external_name() -> None:
    """The name rests on the link, the address on the answer."""
    answers = {"external-link/mysql": "db.example.org"}
    app = link_external_services(
        application(service("a", external_links=(said("old:mysql"),)), answers=answers)
    )
    (name,) = after(app, "a").service_names
    assert name.external is not None
    assert (name.name.value, name.external.value) == ("mysql", "db.example.org")


@pytest.mark.parametrize("answer", ["10.0.0.5", "not a name", "under_score.example"])
def test_an_external_name_is_a_dns_name(answer: str) -> None:
    """Addresses and other texts are refused."""
    app = application(
        service("a", external_links=(said("old:mysql"),)), answers={"external-link/mysql": answer}
    )
    with pytest.raises(MigrateError, match="external-link/mysql"):
        link_external_services(app)


def test_a_name_that_no_service_can_have_is_found() -> None:
    """There is nothing to point at the address with."""
    app = application(
        service("a", external_links=(said("old_db_1", "link"),)),
        answers={"external-link/old_db_1": "x.example"},
    )
    app = link_external_services(app)
    assert found(app) == ["unresolvable-name/a"]
    assert dropped(app) == {"link": "external-link-left-out"}


def test_names_inside_the_project_need_nothing() -> None:
    """A service of that name answers."""
    app = link_external_services(
        application(service("a", external_links=(said("old:db", "link"),)), service("db"))
    )
    assert dropped(app) == {"link": "link-inside"}
    assert asked(app) == []


def test_linking_twice_changes_nothing() -> None:
    """The pass is idempotent, apart from what it notes."""
    app = application(
        service("a", external_links=(said("old:mysql"),)), answers={"external-link/mysql": "x.example"}
    )
    once = link_external_services(app)
    assert link_external_services(once).workloads == once.workloads
