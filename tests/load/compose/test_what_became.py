"""What became of leaves that did not make it into the model: overridden, used up, without effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.compose.small_project import at, brought, name_of, places, project, why_idle, winner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project folder."""
    return tmp_path


def test_variable_from_an_env_file_cites_its_line(folder: Path) -> None:
    """A variable from an env file rests on the name and the value in that line; the path is used up."""
    loaded = project(
        folder,
        {"compose.yaml": "services:\n  a: {image: x, env_file: [e.env]}\n", "e.env": "# c\nKEY=value\n"},
    )
    assert name_of(loaded, "services", "a", "environment", "KEY").leaf.place == "e.env:2:1"
    assert places(at(loaded, "services", "a", "environment", "KEY"))[0] == "e.env:2:5"
    assert brought(loaded, "compose.yaml:2:28") == {"e.env:2:1", "e.env:2:5"}
    assert "env_file" not in at(loaded, "services", "a")  # type: ignore[operator]


def test_environment_wins_over_env_file(folder: Path) -> None:
    """What an env file says and the environment says too is overridden, name by name and value by value."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a:\n    image: x\n    env_file: e.env\n"
            "    environment:\n      KEY: here\n",
            "e.env": "KEY=there\n",
        },
    )
    assert winner(loaded, "e.env:1:1") == "compose.yaml:6:7"
    assert winner(loaded, "e.env:1:5") == "compose.yaml:6:12"


def test_later_env_file_wins(folder: Path) -> None:
    """Of two env files the later wins."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services: {a: {image: x, env_file: [a.env, b.env]}}\n",
            "a.env": "K=1\n",
            "b.env": "\nK=2\n",
        },
    )
    assert winner(loaded, "a.env:1:3") == "b.env:2:3"


def test_env_file_that_loses_everywhere_but_in_one_service_is_alive(folder: Path) -> None:
    """A line of an env file that one service overrides and another does not is not overridden."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, env_file: e.env, environment: {K: 2}}\n"
            "  b: {image: x, env_file: e.env}\n",
            "e.env": "K=1\n",
        },
    )
    assert [leaf.place for leaf in loaded.journal.overridden] == []
    assert places(at(loaded, "services", "b", "environment", "K"))[0] == "e.env:1:3"


def test_overridden_value_names_its_winner(folder: Path) -> None:
    """A value that a later file replaces is overridden by the value there."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, command: [a, b]}\n",
            "compose.override.yaml": "services:\n  a: {image: y, command: c}\n",
        },
    )
    assert winner(loaded, "compose.yaml:2:14") == "compose.override.yaml:2:14"
    assert winner(loaded, "compose.yaml:2:27") == "compose.override.yaml:2:26"
    assert winner(loaded, "compose.yaml:2:30") == "compose.override.yaml:2:26"


def test_entries_of_both_forms_keep_their_atoms(folder: Path) -> None:
    """After a mapping is merged with a list, each variable still knows its name and its value."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a:\n    image: x\n    environment:\n      A: 1\n      B: 2\n",
            "compose.override.yaml": "services:\n  a:\n    environment:\n      - B=three\n",
        },
    )
    assert name_of(loaded, "services", "a", "environment", "A").leaf.place == "compose.yaml:5:7"
    assert places(at(loaded, "services", "a", "environment", "A")) == ["compose.yaml:5:10"]
    assert name_of(loaded, "services", "a", "environment", "B").leaf.place == "compose.override.yaml:4:9"
    assert places(at(loaded, "services", "a", "environment", "B")) == ["compose.override.yaml:4:11"]
    assert winner(loaded, "compose.yaml:6:7") == "compose.override.yaml:4:9"
    assert winner(loaded, "compose.yaml:6:10") == "compose.override.yaml:4:11"


def test_empty_value_in_an_override_has_no_effect(folder: Path) -> None:
    """A null that keeps the base is idle, and the base is alive."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, hostname: h}\n",
            "compose.override.yaml": "services:\n  a: {hostname: ~}\n",
        },
    )
    assert (
        why_idle(loaded, "compose.override.yaml:2:17")
        == "an empty value in an override keeps what was set before it"
    )
    assert places(at(loaded, "services", "a", "hostname")) == ["compose.yaml:2:27"]


def test_same_target_in_a_later_file_overrides(folder: Path) -> None:
    """A volume at a target that is taken overrides what was mounted there, all its parts."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, volumes: ['./a:/t:ro']}\n",
            "compose.override.yaml": "services:\n  a: {volumes: ['./b:/t']}\n",
        },
    )
    assert winner(loaded, "compose.yaml:2:28") == "compose.override.yaml:2:18"
    assert winner(loaded, "compose.yaml:2:32") == "compose.override.yaml:2:18"
    assert winner(loaded, "compose.yaml:2:35") == "compose.override.yaml:2:18"


def test_reset_overrides_what_it_takes_out(folder: Path) -> None:
    """What a reset takes out is overridden by it; the reset itself has nothing to show."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {image: x, hostname: h}\n",
            "compose.override.yaml": "services:\n  a: {hostname: !reset null}\n",
        },
    )
    assert winner(loaded, "compose.yaml:2:27").startswith("compose.override.yaml:2:")
    assert ["takes out" in why for why in loaded.journal.void.values()] == [True]


def test_extends_brings_the_base(folder: Path) -> None:
    """`extends` is used up: file and name brought in the base service; the rest of that file is idle."""
    loaded = project(
        folder,
        {
            "compose.yaml": "services:\n  a: {extends: {file: b.yaml, service: base}}\n",
            "b.yaml": "services:\n  base: {image: x}\n  other: {image: y}\n",
        },
    )
    assert brought(loaded, "compose.yaml:2:23") == {"b.yaml:2:3", "b.yaml:2:17"}
    assert brought(loaded, "compose.yaml:2:40") == {"b.yaml:2:3", "b.yaml:2:17"}
    assert places(at(loaded, "services", "a", "image")) == ["b.yaml:2:17"]
    assert why_idle(loaded, "b.yaml:3:18") == "only the services that are extended are taken from this file"


def test_include_brings_services(folder: Path) -> None:
    """An `include` entry is used up: it brought in services; the name of the included project is idle."""
    loaded = project(
        folder,
        {
            "compose.yaml": "include:\n  - sub/i.yaml\n",
            "sub/i.yaml": "name: inner\nservices:\n  a: {image: x}\n",
        },
    )
    assert brought(loaded, "compose.yaml:2:5") == {"sub/i.yaml:3:3", "sub/i.yaml:3:14"}
    assert why_idle(loaded, "sub/i.yaml:1:7").startswith("an included file gives its services and resources")


def test_service_that_is_off_is_idle(folder: Path) -> None:
    """All that is said of a service that is off is idle; an active profile let its service in."""
    loaded = project(
        folder,
        {"compose.yaml": "services:\n  a: {image: x, profiles: [p]}\n  b: {image: y, profiles: [q]}\n"},
        profiles=["p"],
    )
    assert why_idle(loaded, "compose.yaml:3:14") == "its service is off: none of its profiles (q) is active"
    assert brought(loaded, "compose.yaml:2:28") == {"compose.yaml:2:3"}


def test_unused_resource_is_idle(folder: Path) -> None:
    """A volume that no service mounts is idle, its name included."""
    loaded = project(folder, {"compose.yaml": "services:\n  a: {image: x}\nvolumes:\n  v: {driver: d}\n"})
    assert why_idle(loaded, "compose.yaml:4:3") == "no service that is switched on uses this"
    assert why_idle(loaded, "compose.yaml:4:15") == "no service that is switched on uses this"


def test_variable_that_nothing_refers_to_is_idle(folder: Path) -> None:
    """A line of `.env` that nothing refers to is idle, unless the file is an env file of a service."""
    files = {"compose.yaml": "services:\n  a: {image: x}\n", ".env": "UNUSED=1\n"}
    assert why_idle(project(folder, files), ".env:1:8") == "nothing refers to this variable"
    files["compose.yaml"] = "services:\n  a: {image: x, env_file: .env}\n"
    assert project(folder, files).journal.void == {}


def test_shell_wins_over_dot_env(folder: Path) -> None:
    """A line of `.env` that the shell sets too is overridden by the shell."""
    loaded = project(
        folder,
        {"compose.yaml": "services:\n  a: {image: '${SHELL_VARIABLE}'}\n", ".env": "SHELL_VARIABLE=dot\n"},
    )
    assert winner(loaded, ".env:1:16") == "<environment>"


def test_extension_is_idle_but_for_what_an_alias_uses(folder: Path) -> None:
    """Of an extension only that is alive which is used through an anchor."""
    loaded = project(
        folder,
        {"compose.yaml": "x-c: &c\n  image: x\nx-d:\n  note: y\nservices:\n  a: *c\n"},
    )
    assert places(at(loaded, "services", "a", "image")) == ["compose.yaml:2:10"]
    assert why_idle(loaded, "compose.yaml:4:9") == "an extension (`x-...`) has no effect of its own"


def test_project_name_knows_where_it_is_from(folder: Path) -> None:
    """The project's name rests on the line that gives it, or on nothing where the folder does."""
    files = {"compose.yaml": "name: one\nservices: {a: {image: x}}\n"}
    assert [leaf.place for leaf in project(folder, files).name.leaves] == ["compose.yaml:1:7"]
    assert winner(project(folder, files, project_name="two"), "compose.yaml:1:7") == "<command line>"
    files["compose.yaml"] = "services: {a: {image: x}}\n"
    assert project(folder, files).name.leaves == ()


def test_variable_that_lists_files_is_used_up(folder: Path) -> None:
    """COMPOSE_FILE in `.env` brought in the services of the files that it lists."""
    loaded = project(folder, {"one.yaml": "services:\n  a: {image: x}\n", ".env": "COMPOSE_FILE=one.yaml\n"})
    assert brought(loaded, ".env:1:14") == {"one.yaml:2:3"}


def test_no_leaf_holds_an_absolute_path(folder: Path) -> None:
    """Leaves name files relative to the project, wherever they stand."""
    loaded = project(
        folder,
        {
            "sub/compose.yaml": "include: [../up/i.yaml]\nservices: {a: {image: x, env_file: ../e.env}}\n",
            "up/i.yaml": "services: {b: {image: y}}\n",
            "e.env": "A=1\n",
        },
        "sub/compose.yaml",
        allow_outside=True,
    )
    files = {leaf.file for leaf in loaded.journal.leaves}
    assert files == {"compose.yaml", "../up/i.yaml", "../e.env"}
