"""The resolved model as it is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pass_migrate.load.compose import load_compose
from pass_migrate.load.compose.config import config, render
from pass_migrate.load.compose.config_yaml import dump
from pass_migrate.load.journal import Journal
from pass_migrate.load.project import Project
from pass_migrate.load.tree import plain
from pass_migrate.load.yaml_tree import parse

COMPOSE = """
services:
  web:
    image: x
    tty: false
    environment: {PRICE: 5$$, EMPTY: , YES: "yes", DIGITS: "08"}
    command: ["a", "line\\nline"]
    deploy: {replicas: 1}
    secrets: [s]
    x-note: 1
secrets: {s: {environment: S}}
models: {m: {model: ai/m}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that has a bit of everything that printing is about."""
    folder = tmp_path / "proj"
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE)
    return load_compose(cwd=folder, environ={"S": "hidden"})


def test_yaml(project: Project) -> None:
    """YAML has attributes in their order, lists below their key, doubled dollars, and quotes where needed."""
    assert render(project) == (
        "name: proj\n"
        "services:\n"
        "  web:\n"
        "    command:\n"
        "      - a\n"
        "      - |-\n"
        "        line\n"
        "        line\n"
        "    deploy:\n"
        "      replicas: 1\n"
        "    environment:\n"
        '      DIGITS: "08"\n'
        "      EMPTY: null\n"
        "      PRICE: 5$$\n"
        "      'YES': 'yes'\n"
        "    image: x\n"
        "    networks:\n"
        "      default: null\n"
        "    secrets:\n"
        "      - source: s\n"
        "        target: /run/secrets/s\n"
        "    x-note: 1\n"
        "networks:\n"
        "  default:\n"
        "    name: proj_default\n"
        "secrets:\n"
        "  s:\n"
        "    name: proj_s\n"
        "    environment: S\n"
    )


def test_json(project: Project) -> None:
    """JSON says what YAML leaves out: no command, no entrypoint, empty placement and address management."""
    printed = json.loads(render(project, "json"))
    assert printed["services"]["web"]["entrypoint"] is None
    assert printed["services"]["web"]["deploy"] == {"replicas": 1, "resources": {}, "placement": {}}
    assert printed["networks"]["default"] == {"name": "proj_default", "ipam": {}}
    assert "models" not in printed


def test_secret_content_is_never_printed(project: Project) -> None:
    """The content of a secret from the environment is in the model and in nothing that is printed."""
    assert "hidden" not in render(project) + render(project, "json") + str(config(project))


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "no",
        "on",
        "1e3",
        "0o17",
        "08",
        "010",
        "1_000",
        "12:30",
        "~",
        "null",
        "",
        "=",
        "<<",
        "true",
        "2001-01-01",
        "a: b",
        "- a",
        "#x",
        "x #y",
        " x ",
        "a\nb",
        "a\n",
        "\ttab",
        "é",
        "0x1F",
        ".5",
        "+1",
        "[a]",
        "{a: b}",
        "*a",
        "&a",
        "!a",
        "%x",
        "@x",
        "`x`",
    ],
)
def test_texts_stay_texts(text: str) -> None:
    """A text that looks like something else is read back as the text that it was."""
    assert plain(parse(dump({"key": text}), "printed", Journal())[0]) == {"key": text}


@pytest.mark.parametrize("number", [0, 1, -5, 0.5, 1e6, 1.5e-7, 123456.0])
def test_numbers_stay_numbers(number: float) -> None:
    """A number is read back as a number of the same value."""
    assert plain(parse(dump({"key": number}), "printed", Journal())[0]) == {"key": number}
