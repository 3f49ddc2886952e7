"""Bad input: a clear error with place and remedy, within a second, and never a traceback."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose import load_compose
from pass_migrate.load.compose.loading import leaves
from pass_migrate.load.tree import plain

GOOD = "services: {a: {image: x}}\n"


def problem(folder: Path, *files: str, **options: object) -> str:
    """The first problem with the project in a folder; it must be found within a second."""
    started = time.perf_counter()
    with pytest.raises(MigrateError) as caught:
        load_compose(files, cwd=folder, environ={}, **options)  # type: ignore[arg-type]
    assert time.perf_counter() - started < 1
    first = caught.value.problems[0]
    assert str(folder) not in str(caught.value)
    return str(first).splitlines()[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: {a: [\n", "compose.yaml:2:1: not valid YAML"),
        ("just a text\n", "compose.yaml:1:1: a Compose file is a mapping at its top"),
        (
            "apiVersion: v1\nkind: Pod\n",
            "compose.yaml:1:1: `apiVersion` is not an attribute of a Compose file",
        ),
        ("services:\n\ta: {image: x}\n", "compose.yaml:2:1: not valid YAML: found a tab"),
        ("services: {a: {image: x, image: y}}\n", "compose.yaml:1:26: the key 'image' is given twice"),
        ("services: {a: {image: ${X:?set it}}}\n", "compose.yaml:1:"),
        (
            "services:\n  a: {image: '${X:?set it}'}\n",
            "compose.yaml:2:15: the required variable X has no value: set it",
        ),
        ("services: {a: {image: [x]}}\n", "compose.yaml:1:23: `services.a.image` must be a text"),
        ("include: [compose.yaml]\n", "compose.yaml:1:11: files include each other in a circle"),
        ("services: {a: {image: x, depends_on: [a]}}\n", "compose.yaml:1:39: services wait for each other"),
        (
            "services: {a: {image: x, networks: [n]}}\n",
            "compose.yaml:1:37: service `a` refers to network `n`",
        ),
        ("", "compose.yaml: the Compose file is empty"),
    ],
)
def test_bad_text(text: str, message: str, tmp_path: Path) -> None:
    """What is wrong with a text is said at its place."""
    (tmp_path / "compose.yaml").write_text(text)
    assert problem(tmp_path).startswith(message)


def test_all_that_is_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    """Three mistakes in one file are three problems, each at its place and with the line it speaks of."""
    (tmp_path / "compose.yaml").write_text(
        "services:\n  a:\n    imagee: x\n    user: 5\n  b: {image: y, tty: 7}\n"
    )
    with pytest.raises(MigrateError) as caught:
        load_compose(cwd=tmp_path, environ={})
    assert [(str(found.place), found.message.split("`")[1]) for found in caught.value.problems] == [
        ("compose.yaml:3:5", "imagee"),
        ("compose.yaml:4:11", "services.a.user"),
        ("compose.yaml:5:22", "services.b.tty"),
    ]
    assert caught.value.problems[0].excerpt.splitlines()[0].strip() == "imagee: x"


def test_a_secret_value_is_masked_in_the_excerpt(tmp_path: Path) -> None:
    """The line shown with a problem does not give a password away."""
    (tmp_path / "compose.yaml").write_text(
        "services:\n  a:\n    image: x\n    environment: {DB_PASSWORD: hunter2, A: [1]}\n"
    )
    with pytest.raises(MigrateError) as caught:
        load_compose(cwd=tmp_path, environ={})
    assert "hunter2" not in str(caught.value)


def _alias_bomb(folder: Path) -> None:
    lines = ["x-0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (folder / "compose.yaml").write_text("\n".join([*lines, GOOD]))


def _deep(folder: Path) -> None:
    (folder / "compose.yaml").write_text("x-a: " + "[" * 5000 + "]" * 5000 + "\n" + GOOD)


def _large(folder: Path) -> None:
    (folder / "compose.yaml").write_text(GOOD + "# comment\n" * 5_000_000)


def _not_utf8(folder: Path) -> None:
    (folder / "compose.yaml").write_bytes(b"services: {a: {image: '\xff\xfe'}}\n")


def _nul_in_env_file(folder: Path) -> None:
    (folder / "compose.yaml").write_text("services: {a: {image: x, env_file: e.env}}\n")
    (folder / "e.env").write_bytes(b"A=1\nB=\x00\n")


def _directory(folder: Path) -> None:
    (folder / "compose.yaml").mkdir()


def _bad_env_line(folder: Path) -> None:
    (folder / "compose.yaml").write_text(GOOD)
    (folder / ".env").write_text("A B=1\n")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_alias_bomb, "compose.yaml:"),
        (_deep, "compose.yaml:1:"),
        (_large, "compose.yaml: "),
        (_not_utf8, "compose.yaml:1:24: the file is not UTF-8 text"),
        (_nul_in_env_file, "e.env:2:3: the file has a NUL character"),
        (_directory, "compose.yaml: this is a directory"),
        (_bad_env_line, ".env:1:1: a variable name cannot contain a space"),
    ],
)
def test_bad_file(make: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    """What is wrong with a file is said of it."""
    make(tmp_path)
    assert problem(tmp_path).startswith(message)


def test_ninety_levels_are_no_error(tmp_path: Path) -> None:
    """Ninety levels of nesting can be read."""
    (tmp_path / "compose.yaml").write_text("x-a: " + "[" * 90 + "]" * 90 + "\n" + GOOD)
    assert "a" in plain(load_compose(cwd=tmp_path, environ={}).tree)["services"]


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is named and not there is said to be missing."""
    assert problem(tmp_path, "no.yaml") == "no.yaml: there is no such file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    """A file that may not be read is said to be unreadable."""
    (tmp_path / "compose.yaml").write_text(GOOD)
    (tmp_path / "compose.yaml").chmod(0)
    assert problem(tmp_path).startswith("compose.yaml: ")


@pytest.mark.parametrize(
    "compose",
    [
        "services: {a: {image: x, env_file: ../outside.env}}\n",
        "services: {a: {image: x, env_file: link.env}}\n",
        "services: {a: {image: x, label_file: ../outside.env}}\n",
        "include: [../outside.yaml]\nservices: {a: {image: x}}\n",
        "services: {a: {extends: {file: ../outside.yaml, service: b}}}\n",
    ],
)
def test_files_outside_the_project_are_read_only_if_allowed(compose: str, tmp_path: Path) -> None:
    """What leads out of the project, by `..` or by a link, is refused, unless it is allowed."""
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "outside.env").write_text("A=1\n")
    (tmp_path / "outside.yaml").write_text("services: {b: {image: y}}\n")
    (folder / "link.env").symlink_to(tmp_path / "outside.env")
    (folder / "compose.yaml").write_text(compose)
    assert "outside" in problem(folder)
    allowed = load_compose(cwd=folder, environ={}, allow_outside=True)
    assert "a" in plain(allowed.tree)["services"]


def test_files_named_by_the_user_may_be_anywhere(tmp_path: Path) -> None:
    """A second file and an env file on the command line may be outside the project directory."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "compose.yaml").write_text("services: {a: {image: 'x:${T}'}}\n")
    (tmp_path / "other.yaml").write_text("services: {a: {hostname: h}}\n")
    (tmp_path / "vars.env").write_text("T=1\n")
    project = load_compose(
        ["compose.yaml", "../other.yaml"], env_files=["../vars.env"], cwd=folder, environ={}
    )
    assert plain(project.tree)["services"]["a"]["image"] == "x:1"


def test_windows_text_is_read(tmp_path: Path) -> None:
    """A byte order mark and lines that end in CR LF are no problem, and columns do not count them."""
    (tmp_path / "compose.yaml").write_bytes(b"\xef\xbb\xbfservices:\r\n  a: {image: x}\r\n")
    tree = load_compose(cwd=tmp_path, environ={}).tree
    assert [leaf.place for leaf in leaves(tree) if leaf.path == "services.a.image"] == ["compose.yaml:2:14"]
