"""Where values come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.facts import Leaf
from pass_migrate.load.tree import Scalar, Seq
from tests.load.compose.small_project import at, name_of, places, project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project folder."""
    return tmp_path


def test_interpolated_value_cites_template_and_variable(folder: Path) -> None:
    """A value with a variable rests on the template and on the variable's own line."""
    loaded = project(folder, {"compose.yaml": "services:\n  a: {image: 'x:${TAG}'}\n", ".env": "\nTAG=1\n"})
    assert places(at(loaded, "services", "a", "image")) == ["compose.yaml:2:15", ".env:2:5", ".env:2:1"]


def test_variable_of_the_shell_is_named(folder: Path) -> None:
    """A value with a variable of the shell names it; it stands in no file."""
    loaded = project(folder, {"compose.yaml": "services:\n  a: {image: '${SHELL_VARIABLE}'}\n"})
    image = at(loaded, "services", "a", "image")
    assert isinstance(image, Scalar)
    assert image.leaves[1] == Leaf("<environment>", 0, 0, "SHELL_VARIABLE")


def test_name_in_two_files_rests_on_both(folder: Path) -> None:
    """A service that two files speak of has its name in both."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x}\n",
            "compose.override.yaml": "services:\n  a: {hostname: y}\n",
        },
    )
    assert places(name_of(loaded, "services", "a")) == ["compose.yaml:2:3", "compose.override.yaml:2:3"]


def test_defaults_rest_on_nothing(folder: Path) -> None:
    """What the loader adds rests on no leaf; an empty mapping that it fills is what it rests on."""
    loaded = project(folder, {"compose.yaml": "services:\n  a: {build: {}, ports: ['80']}\n"})
    assert at(loaded, "services", "a", "ports", 0, "protocol").leaves == ()  # type: ignore[union-attr]
    assert places(at(loaded, "services", "a", "build", "context")) == ["compose.yaml:2:14"]


def test_short_forms_are_taken_apart(folder: Path) -> None:
    """Each part of a short form has its own column."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, ports: ['8080:80/udp'], devices: ['/dev/a:/dev/b:r'],"
            " extra_hosts: ['h=1.2.3.4']}\n"
        },
    )
    assert places(at(loaded, "services", "a", "ports", 0, "published")) == ["compose.yaml:2:26"]
    assert places(at(loaded, "services", "a", "ports", 0, "target")) == ["compose.yaml:2:31"]
    assert places(at(loaded, "services", "a", "devices", 0, "target")) == ["compose.yaml:2:59"]
    assert places(at(loaded, "services", "a", "extra_hosts", 0)) == ["compose.yaml:2:86", "compose.yaml:2:88"]


def test_dependency_by_name_keeps_the_name(folder: Path) -> None:
    """A dependency in list form is a name that stands in the list; its condition was not written."""
    loaded = project(
        folder, {"compose.yaml": "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: y}\n"}
    )
    assert name_of(loaded, "services", "a", "depends_on", "b").leaf.place == "compose.yaml:2:30"
    condition = at(loaded, "services", "a", "depends_on", "b", "condition")
    assert (condition.value, condition.leaves) == ("service_started", ())  # type: ignore[union-attr]


def test_scale_and_replicas_rest_on_both(folder: Path) -> None:
    """Where `scale` and `deploy.replicas` say the same, the number of replicas rests on both."""
    loaded = project(
        folder, {"compose.yaml": "services:\n  a: {image: x, scale: 2, deploy: {replicas: 2}}\n"}
    )
    assert places(at(loaded, "services", "a", "deploy", "replicas")) == [
        "compose.yaml:2:46",
        "compose.yaml:2:24",
    ]


def test_secret_from_the_environment_carries_its_content(folder: Path) -> None:
    """A secret from a variable has its value in the model, and it rests on both places."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services: {a: {image: x, secrets: [s]}}\nsecrets:\n  s: {environment: S}\n",
            ".env": "S=hidden\n",
        },
    )
    content = at(loaded, "secrets", "s", "content")
    assert (content.value, places(content)) == ("hidden", ["compose.yaml:3:20", ".env:1:3", ".env:1:1"])  # type: ignore[union-attr]


def test_sequences_of_commands_keep_words(folder: Path) -> None:
    """The words of a command line have columns of their own."""
    loaded = project(folder, {"compose.yaml": "services:\n  a: {image: x, command: sh -c 'a b'}\n"})
    command = at(loaded, "services", "a", "command")
    assert isinstance(command, Seq)
    assert [places(word) for word in command.items] == [
        ["compose.yaml:2:26"],
        ["compose.yaml:2:29"],
        ["compose.yaml:2:32"],
    ]
