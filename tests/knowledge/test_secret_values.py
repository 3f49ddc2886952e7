"""Shapes by which secrets are found in variables, commands and files."""

from __future__ import annotations

import time

import pytest

from pass_migrate.knowledge.secret_values import (
    in_command,
    in_file,
    in_variable,
    is_development_default,
    is_secret_file,
)


def held(text: str, spans: tuple[object, ...]) -> list[str]:
    """The secrets themselves."""
    return [text[span.start : span.end] for span in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("amqp://guest:hare@mq:5672/", ["hare"]),
        ("postgresql+psycopg2://app:hare@db/app", ["hare"]),
        ("redis://:hare@cache:6379/0", ["hare"]),
        ("jdbc:postgresql://h/db?user=app&password=hare&ssl=true", ["hare"]),
        ("Server=db;User Id=sa;Password=hare;Encrypt=false", ["hare"]),
        ("-Dstore=/k.jks -Djavax.net.ssl.trustStorePassword=hare", ["hare"]),
        ('{"user": "a", "password": "hare"}', ["hare"]),
        ("gitlab_rails['initial_root_password'] = \"hare\"", ["hare"]),
        ("define('AUTH_KEY', 'hare and hounds');", ["hare and hounds"]),
        ("define('WP_DEBUG', true); define('DB_KEY_LENGTH', '32');", []),
        ("Basic " + "YWxpY2U6aGFyZQ==", ["YWxpY2U6aGFyZQ=="]),
        ("Basic " + "dXNlcjpw", ["dXNlcjpw"]),
        ("Basic authentication", []),
        ("Basic Authorization!", []),
        ("Bearer " + "hare0123456789abcdef", ["hare0123456789abcdef"]),
        ("Bearer authentication-required", []),
        ("base64:" + "Ab1+" * 10 + "xyz=", ["Ab1+" * 10 + "xyz="]),
        ("base64:short", []),
        ("https://hooks.slack.com/services/" + "T0/B0/hare0000", ["T0/B0/hare0000"]),
        ("https://discord.com/api/webhooks/" + "1234567/hare_hare_hare", ["1234567/hare_hare_hare"]),
        ("https://0123456789abcdef@sentry.example.com/1", []),
        ("jdbc:postgresql://postgres:5432/pass", []),
        ("https://${USER}:${PASSWORD}@host/", []),
        ("http://host:8080/@scope/package", []),
        ("postgres://app@db/app", []),
        ("-Dlogin.token=true", []),
        (
            "style-src 'sha256-uajJzYzlBbv8Rt0kmXSqBvuT+/lyGUPnck2FFR/SqOY=' https://fonts.example.com/css2",
            [],
        ),
    ],
)
def test_secrets_in_variables(value: str, secrets: list[str]) -> None:
    """Credentials in URLs and passwords among options are found; what only looks like them is not."""
    assert held(value, in_variable(value)) == secrets


@pytest.mark.parametrize(
    "token",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "glpat-" + "x" * 20,
        "xoxb-" + "1" * 12,
        "eyJhbGciOiJIUzI1NiJ9" + "." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".x",
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "sk_live_" + "a" * 24,
        "npm_" + "a" * 36,
    ],
)
def test_known_tokens(token: str) -> None:
    """Keys and tokens of well-known services are found by their shape, whatever surrounds them."""
    assert in_variable(f"x {token} y")


@pytest.mark.parametrize(
    ("command", "image", "secrets"),
    [
        ("alice:hare:::upload", "atmoz/sftp:alpine", ["alice:hare"]),
        ("alice:hare:::upload", "nginx", []),
        ("redis-server --requirepass hare", "", ["hare"]),
        ("mysqladmin ping -phare", "", ["hare"]),
        ("curl -f -u alice:hare http://x", "", ["alice:hare"]),
        ("curl -H 'Authorization: Bearer hare' http://x", "", ["hare"]),
        ("curl -H 'Authorization: Basic hare' http://x", "", ["hare"]),
        ("wget --header='X-Api-Key: hare' http://x", "", ["hare"]),
        ("curl -H 'Authorization: Bearer '$TOKEN http://x", "", []),
        ('curl -H "Authorization: Bearer $TOKEN" http://x', "", []),
        ("curl -H 'X-Forwarded-Proto: https' http://x", "", []),
        ("flower --basic_auth=alice:hare --port=5555", "", ["alice:hare"]),
        ("serve --user alice:hare", "", ["alice:hare"]),
        ("run --user 1000:1000 --user=www:www", "", []),
        ("sqlcmd -S localhost -U sa -P hare -Q 'SELECT 1'", "", ["hare"]),
        ("ldapsearch -w hare -D cn=x", "", ["hare"]),
        ("PGPASSWORD=hare psql", "", ["hare"]),
        ("psql postgres://a:hare@h/d", "", ["hare"]),
        ('curl -u "$USER:$PASSWORD" http://x', "", []),
        ('mysqladmin ping --password="$(cat /run/secrets/db)"', "", []),
        ("mysqladmin ping --password-file /run/secrets/db", "", []),
        ('curl -H "Cookie:XSRF-TOKEN=abc" http://x', "", []),
        ("--default-authentication-plugin=mysql_native_password", "", []),
    ],
)
def test_secrets_in_commands(command: str, image: str, secrets: list[str]) -> None:
    """Passwords are found where programs take them; variables, files and look-alikes are not."""
    assert held(command, in_command(command, image)) == secrets


@pytest.mark.parametrize(
    ("path", "text", "secrets"),
    [
        ("a.properties", "idp.bindDNCredential = hare\n", ["hare"]),
        ("a.properties", "# password = hare\n", []),
        ("a.properties", "x.password = %{other.password}\n", []),
        ("a.ldif", "userPassword: hare\n", ["hare"]),
        ("a.xml", '<bean jdbcPassword="hare"/>', ["hare"]),
        ("a.xml", '<!-- <bean jdbcPassword="hare"/> -->', []),
        ("a.json", '{"password": "${pmc.ftp.password}"}', []),
        ("a.sh", "psql -c \"CREATE USER u PASSWORD 'hare'\"", ["hare"]),
        ("a.py", "password = get_password()", []),
        ("redis.conf", "requirepass hare\n", ["hare"]),
        ("a.yaml", "token_ttl: 5\nanimals: hare\n", []),
    ],
)
def test_secrets_in_files(path: str, text: str, secrets: list[str]) -> None:
    """Settings are read in the syntax of the file; comments and references hold no secrets."""
    assert held(text, in_file(path, text.encode())) == secrets


def test_binary_files_are_not_read() -> None:
    """What is no text has no settings."""
    assert in_file("a.bin", b"\0password=hare") == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("idp/credentials/idp-signing.key", True),
        ("idp/credentials/idp-signing.crt", False),
        ("certs/x.jks", True),
        ("a/secrets/db.txt", True),
        ("nginx/.htpasswd", True),
        ("db/password.txt", True),
        ("conf/app.yml", False),
        ("home/.ssh/id_rsa", True),
        ("home/.ssh/id_rsa.pub", False),
        ("sealer.kver", False),
    ],
)
def test_secret_files(path: str, expected: bool) -> None:
    """Key stores and whatever lies in a folder for credentials are secret by name, certificates are not."""
    assert is_secret_file(path) is expected


def test_defaults_that_everybody_tries() -> None:
    """Well-known passwords, and the user's own name, are no secrets worth the name."""
    assert is_development_default("ChangeMe")
    assert is_development_default("alice", "Alice")
    assert not is_development_default("q8TzU2pp", "alice")
    assert not is_development_default("")


def test_large_files_are_read_in_linear_time() -> None:
    """A quarter of a megabyte without an end of line does not make the patterns run away."""
    for text in ("a" * 250_000, "eyJ" * 80_000, "password" * 30_000, "://" * 80_000, "-" * 250_000):
        start = time.process_time()
        in_file("a.conf", text.encode())
        assert time.process_time() - start < 5
