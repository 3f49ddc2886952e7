"""Which variables are secret, what is asked, and what is told."""

from __future__ import annotations

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import App, Target
from pass_migrate.passes.split_secrets import split_secrets
from tests.passes.building import after, application, asked, dropped, found, service, told, variable


def split(*pairs: tuple[str, str | None], answers: dict[str, str] | None = None) -> App:
    """One service with these variables, after the pass; a second run changes nothing."""
    environment = tuple(variable(name, value) for name, value in sorted(pairs))
    app = split_secrets(application(service("web", environment=environment), answers=answers))
    assert split_secrets(app).workloads == app.workloads
    return app


def secrets(app: App) -> dict[str, str]:
    """Name of every secret variable -> id of the rule that says so."""
    return {
        item.name.value: item.secret.rule.id
        for item in after(app, "web").environment
        if item.secret is not None and item.secret.value and item.secret.rule is not None
    }


def test_each_reason_has_its_rule() -> None:
    """By name, by value, and as the user name of a login."""
    app = split(
        ("DB_PASSWORD", "x"),
        ("DB_USER", "app"),
        ("BROKER", "amqp://a:b@c/"),
        ("RUN_AS_USER", "app"),
        ("PORT", "1"),
    )
    assert secrets(app) == {"DB_PASSWORD": "secret-name", "DB_USER": "login-pair", "BROKER": "secret-shape"}


def test_a_login_rests_on_its_password() -> None:
    """The user name is secret because of the password beside it, and says so."""
    web = after(split(("DB_PASSWORD", "x"), ("DB_USER", "app")), "web")
    password, user = web.environment
    assert user.secret is not None
    assert set(password.name.leaves) <= set(user.secret.leaves)


def test_the_path_of_a_password_makes_no_login() -> None:
    """Where the password is a file elsewhere, the user name stays public."""
    assert secrets(split(("DB_PASSWORD", "/run/secrets/db"), ("DB_USER", "app"))) == {}


def test_an_ambiguous_name_is_asked_about_only_if_the_value_is_telling() -> None:
    """KEY with a generated value is asked about; with a word it is public without a question."""
    app = split(("SITE_KEY_SALT", "9f86d081884c7d659a2f"), ("SORT_KEY", "created_at"))
    assert secrets(app) == {"SITE_KEY_SALT": "maybe-secret"}
    assert asked(app) == ["secret/SITE_KEY_SALT"]


def test_answers_win_over_names_and_values() -> None:
    """A person may call anything secret or public, for one service or for all."""
    app = split(
        ("DB_PASSWORD", "x"),
        ("COLOUR", "blue"),
        answers={"secret/DB_PASSWORD": "public", "secret/web.COLOUR": "secret"},
    )
    assert secrets(app) == {"COLOUR": "answered"}
    with pytest.raises(MigrateError, match="secret/DB_PASSWORD"):
        split(("DB_PASSWORD", "x"), answers={"secret/DB_PASSWORD": "maybe"})


def test_unset_and_unnamable_variables_end() -> None:
    """Both leave the environment with a reason; only the second is an error."""
    app = split(("UNSET", None), ("Ä", "1"), ("A\tB", "1"), ("OK", "1"))
    assert [item.name.value for item in after(app, "web").environment] == ["OK"]
    assert dropped(app) | {"Ä": "variable-name"} == dropped(app)
    assert dropped(app)["UNSET"] == "unset-variable"
    assert found(app) == ["variable-name/web"] * 2


def test_any_printable_name_stays_from_the_release_that_takes_it() -> None:
    """Kubernetes 1.34 takes every printable ASCII name without `=`; an older release gets a finding."""
    names = ["..", "0K", "A(B)", "a b"]
    environment = tuple(variable(name, "1") for name in names)
    for version, kept in (("1.34", names), ("1.33", [])):
        app = split_secrets(
            application(service("web", environment=environment), target=Target(kubernetes_version=version))
        )
        assert [item.name.value for item in after(app, "web").environment] == kept
        assert found(app) == ([] if kept else ["variable-name/web"] * 4)


def test_names_with_dots_and_hyphens_stay() -> None:
    """Elasticsearch and the like are configured by such names, and `envFrom` takes them."""
    app = split(("discovery.type", "single-node"), ("x-y", "1"))
    assert [item.name.value for item in after(app, "web").environment] == ["discovery.type", "x-y"]
    assert found(app) == []


def test_no_value_is_told() -> None:
    """Findings and decisions hold names only."""
    app = split(
        ("AWS_SECRET_ACCESS_KEY", "hunter77"), ("SITE_SALT", "9f86d081884c7d659a2f"), ("Ä", "hunter77")
    )
    text = told(app)
    assert "hunter77" not in text
    assert "9f86d081884c7d659a2f" not in text
