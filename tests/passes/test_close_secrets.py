"""A secret value is followed to every place where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.facts import Fact
from pass_migrate.model import App, ConfigObject, FileEntry, Variable
from pass_migrate.model.app import ANSWERED
from pass_migrate.passes.close_secrets import close_secrets
from tests.passes.building import after, application, dropped, found, said, service, variable

VALUE = "correct-horse-battery"


def judged(name: str, value: str, *, secret: bool) -> Variable:
    """A variable that was judged already."""
    return replace(variable(name, value), secret=Fact(True) if secret else Fact(False))


def closed(*variables: Variable, configs: tuple[ConfigObject, ...] = (), **fields: Any) -> App:
    """One service after the pass; a second run changes nothing."""
    app = close_secrets(application(service("web", environment=variables, **fields), configs=configs))
    again = close_secrets(app)
    assert (again.workloads, again.configs) == (app.workloads, app.configs)
    return app


def secrets(app: App) -> list[str]:
    """Names of the secret variables."""
    return [item.name.value for item in after(app, "web").environment if item.secret and item.secret.value]


def config(content: bytes, *, secret: bool) -> ConfigObject:
    """An object with one file."""
    entry = FileEntry(key=said("f"), path=said("f"), content=said(content, "content"))
    return ConfigObject(key=said("c"), name=said("c"), secret=Fact(secret), entries=(entry,))


def test_a_variable_that_holds_a_secret_is_one_and_rests_on_both() -> None:
    """The password's own line and the line that repeats it both explain the Secret."""
    first, second = judged("P", VALUE, secret=True), judged("Q", f"x={VALUE}", secret=False)
    app = closed(first, second)
    assert secrets(app) == ["P", "Q"]
    made = after(app, "web").environment[1].secret
    assert made is not None
    assert made.rule is not None
    assert made.rule.id == "holds-secret"
    assert first.value is not None
    assert second.value is not None
    assert set(made.leaves) == {*first.value.leaves, *second.value.leaves}


def test_the_password_inside_a_url_is_followed() -> None:
    """A part that is secret by its shape is looked for by itself."""
    app = closed(judged("U", f"amqp://a:{VALUE}@q/", secret=True), judged("Q", VALUE, secret=False))
    assert secrets(app) == ["U", "Q"]


@pytest.mark.parametrize("value", ["short12", "password", "minioadmin", "webserver", "keycloak-admin"])
def test_ordinary_words_are_not_followed(value: str) -> None:
    """What is short, known to everybody, or names an image or a user of the project says nothing."""
    app = closed(
        judged("P", value, secret=True),
        judged("APP_USER", "keycloak-admin", secret=False),
        judged("Q", f"say {value}", secret=False),
        image=said("example/webserver:1"),
    )
    assert secrets(app) == ["P"]


def test_an_answer_that_a_variable_is_public_stands() -> None:
    """A person knows better."""
    public = replace(variable("Q", VALUE), secret=Fact(False, (), ANSWERED))
    assert secrets(closed(judged("P", VALUE, secret=True), public)) == ["P"]


def test_files_that_hold_a_secret_are_secret_and_files_tell_secrets() -> None:
    """A config with the password becomes a Secret; a secret file is a password like another."""
    app = closed(judged("P", VALUE, secret=True), configs=(config(f"a {VALUE} b".encode(), secret=False),))
    assert [item.secret.value for item in app.configs] == [True]
    app = closed(judged("P", "blue", secret=True), configs=(config(f"a {VALUE}".encode(), secret=False),))
    assert [item.secret.value for item in app.configs] == [False]
    app = closed(
        judged("Q", f"x {VALUE}", secret=False), configs=(config(f"{VALUE}\n".encode(), secret=True),)
    )
    assert secrets(app) == ["Q"]


def test_an_annotation_that_holds_a_secret_is_left_out_and_told() -> None:
    """The others stay."""
    pairs = ((said("hint"), said(f"see {VALUE}")), (said("owner"), said("team")))
    app = closed(judged("P", VALUE, secret=True), pod_annotations=pairs, object_annotations=pairs[:1])
    web = after(app, "web")
    assert [name.value for name, _ in web.pod_annotations] == ["owner"]
    assert web.object_annotations == ()
    assert dropped(app)["hint"] == "annotation-holds-secret"
    assert set(found(app)) == {"secret-in-label/web"}
