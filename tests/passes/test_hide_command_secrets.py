"""Passwords leave commands, probes and hooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.facts import Fact
from pass_migrate.model import App, Hook, Lifecycle, Probe, Variable
from pass_migrate.passes.hide_command_secrets import hide_command_secrets
from tests.passes.building import after, application, found, said, service, told, variable, words


def hidden(**fields: Any) -> App:
    """One service after the pass; a second run changes nothing."""
    app = hide_command_secrets(application(service("web", **fields)))
    assert hide_command_secrets(app).workloads == app.workloads
    return app


def secret(name: str, value: str) -> Variable:
    """A variable that is secret already."""
    return replace(variable(name, value), secret=said(True))


def texts(facts: tuple[Fact[str], ...] | None) -> list[str]:
    """The words."""
    return [fact.value for fact in facts or ()]


def probe(*command: str) -> Probe:
    """A probe with this command."""
    return Probe(command=words(*command), period=said(10), timeout=said(1), failures=said(3))


def test_kubernetes_puts_an_argument_back() -> None:
    """`$(NAME)` stands where the password stood, and the variable is a secret one."""
    web = after(hidden(command=words("redis-server", "--requirepass", "opensesame")), "web")
    assert texts(web.command) == ["redis-server", "--requirepass", "$(COMMAND_SECRET)"]
    (made,) = web.environment
    assert (made.name.value, made.value and made.value.value, made.secret and made.secret.value) == (
        "COMMAND_SECRET",
        "opensesame",
        True,
    )


def test_a_variable_that_has_the_password_is_used() -> None:
    """The same value is not put into the Secret twice; a short one may be the same by chance."""
    environment = (secret("DB_PASSWORD", "opensesame"), secret("XS", "moo"))
    command = words("run", "--password=opensesame", "--token", "moo")
    web = after(hidden(command=command, environment=environment), "web")
    assert texts(web.command) == ["run", "--password=$(DB_PASSWORD)", "--token", "$(COMMAND_SECRET)"]


def test_dollar_signs_around_it_stay_as_they_were() -> None:
    """What was doubled for Kubernetes stays doubled, and the secret itself is stored undoubled."""
    web = after(hidden(command=words("sh", "-c", "login --password a$$b5678 && echo $$(id)")), "web")
    assert texts(web.command)[2] == "login --password $(COMMAND_SECRET) && echo $$(id)"
    value = web.environment[0].value
    assert value is not None
    assert value.value == "a$b5678"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("redis-cli -a opensesame ping", 'redis-cli -a "${COMMAND_SECRET}" ping'),
        ('redis-cli -a "opensesame" ping', 'redis-cli -a "${COMMAND_SECRET}" ping'),
        ("redis-cli -a 'opensesame' ping", "redis-cli -a ''\"${COMMAND_SECRET}\"'' ping"),
    ],
)
def test_a_shell_reads_it_in_a_probe(script: str, expected: str) -> None:
    """Kubernetes expands nothing from a Secret in a probe: the shell does, inside any quotes."""
    web = after(hidden(readiness=probe("/bin/sh", "-c", script)), "web")
    assert web.readiness is not None
    assert texts(web.readiness.command) == ["/bin/sh", "-c", expected]


def test_a_probe_without_a_shell_gets_one() -> None:
    """Its other words are quoted, so that the program gets the same arguments."""
    web = after(hidden(startup=probe("redis-cli", "-a", "opensesame", "get", "a b")), "web")
    assert web.startup is not None
    assert texts(web.startup.command) == [
        "/bin/sh",
        "-c",
        "exec redis-cli -a \"${COMMAND_SECRET}\" get 'a b'",
    ]


def test_hooks_are_hidden_like_probes() -> None:
    """A hook is not expanded by Kubernetes either."""
    life = Lifecycle(pre_stop=(Hook(command=words("sh", "-c", "redis-cli -a opensesame shutdown")),))
    web = after(hidden(lifecycle=life), "web")
    assert texts(web.lifecycle.pre_stop[0].command)[2] == 'redis-cli -a "${COMMAND_SECRET}" shutdown'


def test_nothing_to_hide_changes_nothing() -> None:
    """A workload without a password in its commands is the same object afterwards."""
    web = service("web", command=words("sh", "-c", 'curl -u "$USER:$PASSWORD" http://x'))
    assert after(hide_command_secrets(application(web)), "web") is web


def test_the_password_is_told_nowhere() -> None:
    """The finding names the service and the variable."""
    app = hidden(command=words("redis-server", "--requirepass", "opensesame"))
    assert found(app) == ["secret-in-command/web"]
    assert "opensesame" not in told(app)
