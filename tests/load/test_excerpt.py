"""An excerpt shows the place and none of the secrets around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.facts import Leaf
from pass_migrate.load.excerpt import WIDTH, excerpt

SECRET = "hunter2"


def shown(line: str, column: int = 1, file: str = "compose.yaml") -> str:
    """The excerpt of a line, without the caret."""
    return excerpt(f"first\n{line}\nlast", Leaf(file, 2, column, "")).split("\n")[0]


def caret(line: str, column: int, file: str = "compose.yaml") -> str:
    """The character of the excerpt over the caret, and what follows it."""
    text, mark = excerpt(line, Leaf(file, 1, column, "")).split("\n")
    return text[len(mark) - 1 :]


@pytest.mark.parametrize(
    "line",
    [
        "POSTGRES_PASSWORD: hunter2",
        'POSTGRES_PASSWORD: "hunter2 hunter2"',
        "- DB_PASS=hunter2",
        "      - 'DB_PASS=hunter2'",
        "apiKey: hunter2",
        "secretKeyBase: hunter2",
        "AWS_SECRET_ACCESS_KEY: hunter2",
        "SECRET_KEY: hunter2",
        "auth_token: hunter2 # note",
        "client-secret: hunter2",
        "{user: bob, password: hunter2}",
        "PASSPHRASE=hunter2",
        "TOKENS: hunter2",
        "SMTP_AUTH: hunter2",
        "JWT_SECRET_V2: hunter2",
        "url: postgres://bob:hunter2@db:5432/app",
        "url: https://hunter2@github.com/x",
        "command: curl -u bob:hunter2 http://x",
        "command: [curl, --user, bob, --password=hunter2]",
        "command: curl --user 'bob:hunter2' http://x",
        "header: 'Authorization: Bearer hunter2'",
        "x: Zhunter2hunter2hunter2hunter2hunter2/+==",
    ],
)
def test_a_credential_is_masked(line: str) -> None:
    """What is a secret by its key or by its form does not show; the line around it does."""
    assert SECRET not in shown(line)
    assert "***" in shown(line)
    assert shown(line).startswith(line[:2])


@pytest.mark.parametrize(
    "line",
    [
        "image: nginx:1.27",
        "- 8080:80",
        "monkey: banana",
        "url: http://db:5432/app",
        "secrets:",
        "    PASSWORD: ${DB_PASSWORD}",
        "depends_on: [db, cache]",
        "image: ghcr.io/eclipse-pass/pass-core-main@sha256:0123456789abcdef0123456789abcdef",
        "- ./config/some/very/long/path/to/a/file:/usr/share/very/long/path/to/a/file",
    ],
)
def test_what_is_no_credential_is_shown(line: str) -> None:
    """Other lines, and references to variables, are shown as they are."""
    assert shown(line) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A=hunter2", "A=***"),
        ("export A: hunter2", "export A:***"),
        ("hunter2", "***"),
        ("# a note", "# a note"),
    ],
)
def test_of_an_env_file_only_names_are_shown(line: str, expected: str) -> None:
    """In an env file everything behind the separator is masked, and a line without one altogether."""
    assert shown(line, file=".env") == expected
    assert shown(line, file="config/prod.env") == expected


def test_the_caret_stands_under_the_column() -> None:
    """The caret stands under the column, however the masks have moved it."""
    assert caret("ports: [80, x]", 13) == "x]"
    assert caret("{password: hunter2, port: x}", 2) == "password: ***"
    assert caret("url: http://bob:hunter2@db/x y", 25) == "db/x y"
    assert caret("a: curl -u bob:hunter2 --bad", 24) == "--bad"
    assert caret("password: hunter2", 14) == "***"
    assert caret("A=hunter2", 5, ".env") == "***"
    assert caret("\tb: 1", 2) == "b: 1"


def test_a_long_line_is_cut_around_the_column() -> None:
    """Of a long line a window around the column is shown."""
    text, mark = excerpt("a, " * 500 + "HERE" + ", b" * 500, Leaf("compose.yaml", 1, 1501, "")).split("\n")
    assert len(text) == WIDTH + 2
    assert text[len(mark) - 1 :].startswith("HERE")


@pytest.mark.parametrize(("line", "column"), [(0, 0), (4, 1), (99, 1)])
def test_a_place_without_a_line_has_no_excerpt(line: int, column: int) -> None:
    """Where there is no such line there is no excerpt."""
    assert excerpt("one\ntwo\nthree", Leaf("compose.yaml", line, column, "")) == ""


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029")), st.integers(0, 300))
def test_any_line_has_an_excerpt(line: str, column: int) -> None:
    """Whatever the line and the column, the excerpt is one line and a caret below it."""
    for file in ("compose.yaml", ".env"):
        text, mark = excerpt(line, Leaf(file, 1, column, "")).split("\n")
        assert mark.strip() == "^"
        assert len(mark) <= len(text) + 1
