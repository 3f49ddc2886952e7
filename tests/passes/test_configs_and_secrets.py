"""Compose configs and secrets, environment contracts, and the secrets ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pass_migrate.facts import Fact
from pass_migrate.model import App, ConfigObject, FileEntry, Mount, SecretUse, Security, Variable
from pass_migrate.passes.check_environment_contract import check_environment_contract
from pass_migrate.passes.list_secrets import list_secrets
from pass_migrate.passes.mount_configs_and_secrets import mount_configs_and_secrets
from tests.passes.building import (
    after,
    application,
    asked,
    dropped,
    found,
    said,
    service,
    told,
    variable,
    words,
)


def granted(kind: str, source: str, target: str = "", **fields: Any) -> Mount:
    """A config or secret that a service is granted."""
    return Mount(type=said(kind), source=said(source), target=said(target or f"/{source}"), **fields)


def held(key: str, content: str | None, *, secret: bool, **fields: Any) -> ConfigObject:
    """A top-level config or secret."""
    name: Fact[str] = said(key)
    entries = () if content is None else (FileEntry(key=name, path=name, content=said(content.encode())),)
    return ConfigObject(key=name, name=name, secret=Fact(secret), entries=entries, **fields)


def mounted(*mounts: Mount, configs: tuple[ConfigObject, ...], **fields: Any) -> App:
    """One service after the pass; a second run changes nothing."""
    app = mount_configs_and_secrets(application(service("web", mounts=mounts, **fields), configs=configs))
    again = mount_configs_and_secrets(app)
    assert (again.workloads, again.configs) == (app.workloads, app.configs)
    return app


def test_modes() -> None:
    """Compose's default is readable by all, and a given mode is kept."""
    configs = (held("a", "1", secret=True), held("b", "2", secret=False))
    app = mounted(granted("secret", "a"), granted("config", "b", mode=said(0o400)), configs=configs)
    modes = [mount.place.mode for mount in after(app, "web").mounts if mount.place is not None]
    assert [oct(mode.value) for mode in modes if mode is not None] == ["0o444", "0o400"]


def test_a_file_that_the_user_cannot_read_is_reported() -> None:
    """Root's file without a bit for others is of no use to another user."""
    app = mounted(
        granted("secret", "a", mode=said(0o400), uid=said("1000")),
        configs=(held("a", "1", secret=True),),
        security=Security(user=said("1000")),
    )
    assert found(app) == ["unreadable-file/web"]
    assert dropped(app)["1000"] == "file-owner"


def test_two_kinds_of_one_name() -> None:
    """A config and a secret called alike are two objects with two names."""
    app = mounted(
        granted("config", "app"),
        granted("secret", "app", "/run/secrets/app"),
        configs=(held("app", "public", secret=False), held("app", "private", secret=True)),
    )
    keys = [mount.place.name.value for mount in after(app, "web").mounts if mount.place and mount.place.name]
    objects = {config.key.value: config for config in app.configs}
    assert [objects[key].secret.value for key in keys] == [False, True]
    assert len({config.name.value for config in app.configs}) == 2


def test_a_missing_secret_keeps_its_place() -> None:
    """The pod waits for an object of that name; the finding's command has no path of this machine."""
    config = held("token", None, secret=True, origin=said("/home/alice/project/token.txt"))
    app = mounted(granted("secret", "token"), configs=(config,))
    assert found(app) == ["missing-secret/token"]
    assert "kubectl create secret generic token --from-file=token=PATH" in app.findings[0].remedy
    assert "alice" not in told(app)
    assert app.configs[0].external is not None


def with_secret(name: str, value: str) -> Variable:
    """A variable that is secret already."""
    return replace(variable(name, value), secret=said(True))


def checked(image: str, *environment: Variable, answers: dict[str, str] | None = None, **fields: Any) -> App:
    """One service of an image, after the contract was checked."""
    return check_environment_contract(
        application(service("web", image=said(image), environment=environment, **fields), answers=answers)
    )


DEPOSIT = "ghcr.io/eclipse-pass/deposit-services-core:2.6.0"


def test_what_another_variable_makes_necessary() -> None:
    """DSPACE_USER_AGENT is needed once DSPACE_API_URL has a value, and only then."""
    config = variable("PASS_DEPOSIT_REPOSITORY_CONFIGURATION", "file:/x")
    url = variable("DSPACE_API_URL", "https://dspace")
    assert found(checked(DEPOSIT, config)) == []
    assert found(checked(DEPOSIT, config, variable("DSPACE_API_URL", ""))) == []
    assert found(checked(DEPOSIT, config, url)) == ["missing-variable/web.DSPACE_USER_AGENT"]
    assert found(checked(DEPOSIT, config, url, variable("DSPACE_USER_AGENT", "PASS"))) == []


def test_empty_is_not_missing_where_it_may_be_empty() -> None:
    """INVENIORDM_API_TOKEN has to exist and may be empty; the repository configuration may not."""
    config = variable("PASS_DEPOSIT_REPOSITORY_CONFIGURATION", "file:/x")
    url = variable("INVENIORDM_API_BASE_URL", "https://rdm")
    assert found(checked(DEPOSIT, config, url)) == ["missing-variable/web.INVENIORDM_API_TOKEN"]
    assert found(checked(DEPOSIT, config, url, variable("INVENIORDM_API_TOKEN", ""))) == []
    empty = checked(DEPOSIT, variable("PASS_DEPOSIT_REPOSITORY_CONFIGURATION", ""))
    assert found(empty) == ["missing-variable/web.PASS_DEPOSIT_REPOSITORY_CONFIGURATION"]


def test_an_unknown_image_is_left_alone() -> None:
    """Without a contract nothing is asked and nothing is told."""
    app = checked("example/app", with_secret("SOMEBODYS_PASSWORD", "x"))
    assert (found(app), asked(app)) == ([], [])


def test_unread_variables_go_when_a_person_says_so() -> None:
    """For all services or for one; what a command names is read."""
    environment = (
        with_secret("ALICE_PASSWORD", "x"),
        variable("COLOUR", "blue"),
        variable("POSTGRES_DB", "a"),
    )
    keep = checked("postgres:16", *environment)
    assert asked(keep) == ["unread-variables/all"]
    assert [item.name.value for item in after(keep, "web").environment] == [
        "ALICE_PASSWORD",
        "COLOUR",
        "POSTGRES_DB",
    ]
    for answers in ({"unread-variables/all": "drop"}, {"unread-variables/web": "drop"}):
        app = checked("postgres:16", *environment, answers=answers)
        assert [item.name.value for item in after(app, "web").environment] == ["POSTGRES_DB"]
        assert dropped(app)["COLOUR"] == "unread-variable"
    mixed = {"unread-variables/all": "drop", "unread-variables/web": "keep"}
    assert len(after(checked("postgres:16", *environment, answers=mixed), "web").environment) == 3
    named = checked("postgres:16", *environment, answers=answers, command=words("sh", "-c", "echo $COLOUR"))
    assert [item.name.value for item in after(named, "web").environment] == ["COLOUR", "POSTGRES_DB"]


def uses(app: App) -> dict[str, SecretUse]:
    """The ledger by name."""
    once = list_secrets(app)
    assert list_secrets(once).secrets == once.secrets
    return {use.name: use for use in once.secrets}


def test_the_ledger_has_names_consumers_and_targets() -> None:
    """A variable of two services is one row with both, and where each will find it."""
    environment = (with_secret("DB_PASSWORD", "q8TzU2pp"),)
    app = application(service("b", environment=environment), service("a", environment=environment))
    use = uses(app)["DB_PASSWORD"]
    assert use.consumers == ("a", "b")
    assert use.target == ("Secret/a-env DB_PASSWORD", "Secret/b-env DB_PASSWORD")
    assert (use.kind, use.default, use.same_as) == ("password", False, ())
    assert "q8TzU2pp" not in repr([replace(use, leaves=()) for use in uses(app).values()])


def test_one_value_under_several_names_is_one_secret() -> None:
    """Also inside a URL; user names are not compared."""
    app = application(
        service(
            "a",
            environment=(
                with_secret("BROKER", "amqp://app:q8TzU2pp@mq"),
                with_secret("MQ_PASSWORD", "q8TzU2pp"),
                with_secret("MQ_USER", "q8TzU2pp"),
                with_secret("OTHER_PASSWORD", "different1"),
            ),
        )
    )
    ledger = uses(app)
    assert ledger["MQ_PASSWORD"].same_as == ("BROKER",)
    assert ledger["OTHER_PASSWORD"].same_as == ledger["MQ_USER"].same_as == ()
    assert "one-secret-several-names/BROKER" in found(list_secrets(app))


def test_defaults_are_told_by_name() -> None:
    """Well-known passwords, and those that equal the user's name, are named in one finding; no value is."""
    app = list_secrets(
        application(
            service(
                "a",
                environment=(
                    with_secret("A_PASSWORD", "changeme"),
                    with_secret("B_PASSWORD", "zebedee"),
                    with_secret("B_USER", "zebedee"),
                ),
            )
        )
    )
    (finding,) = (item for item in app.findings if item.id == "development-default")
    assert "A_PASSWORD, B_PASSWORD" in finding.message
    assert "zebedee" not in told(app)
    assert "changeme" not in told(app)
