"""Files are read once, within limits, and inside the project only."""

import os
from pathlib import Path

import pytest

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load import sources as module
from pass_migrate.load.sources import Sources


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project directory with a neighbour."""
    (tmp_path / "project").mkdir()
    (tmp_path / "neighbour").mkdir()
    (tmp_path / "neighbour" / "secret.env").write_text("A=1\n")
    return tmp_path / "project"


def problem(
    sources: Sources, path: Path | str, *, trusted: bool = False, named_at: Leaf | None = None
) -> Problem:
    """The one problem with reading a file."""
    with pytest.raises(MigrateError) as caught:
        sources.text(Path(path), named_at, trusted=trusted)
    (found,) = caught.value.problems
    return found


def test_a_file_is_named_relative_to_the_project(root: Path) -> None:
    """A display name is relative to the project directory and never absolute, wherever the file is."""
    sources = Sources(root)
    assert sources.display(root / "a" / "b.yaml") == "a/b.yaml"
    assert sources.display(Path("a/b.yaml")) == "a/b.yaml"
    assert sources.display(root / "a" / ".." / "c.yaml") == "c.yaml"
    assert sources.display(root.parent / "neighbour" / "x.env") == "../neighbour/x.env"
    assert sources.display(Path("/etc/far/away.env")) == "away.env"
    assert sources.display(Path("/etc/other/away.env")) == "away.env(2)"
    assert sources.display(Path("/etc/far/away.env")) == "away.env"


def test_a_byte_order_mark_is_no_text(root: Path) -> None:
    """A byte order mark is removed, so that columns are right."""
    (root / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert Sources(root).text(Path("a.yaml")) == "a: 1\r\n"


def test_a_file_is_read_once(root: Path) -> None:
    """What was read once is not read again, even if it has changed since."""
    (root / "a.yaml").write_text("a: 1")
    sources = Sources(root)
    first = sources.text(Path("a.yaml"))
    (root / "a.yaml").write_text("a: 2")
    assert sources.text(root / "a.yaml") == first == "a: 1"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"a: 1\nb: \xff\n", "a.yaml:2:4", "the file is not UTF-8 text: byte 0xff"),
        (b"\xff\xfea\0", "a.yaml:1:1", "the file is not UTF-8 text: byte 0xff"),
        ("größe: 1\nb: x\0\n".encode(), "a.yaml:2:5", "the file has a NUL character"),
    ],
)
def test_what_is_no_text_is_an_error_with_its_place(
    root: Path, content: bytes, place: str, message: str
) -> None:
    """A byte that is no UTF-8, or a NUL, is an error at its line and column."""
    (root / "a.yaml").write_bytes(content)
    found = problem(Sources(root), "a.yaml")
    assert str(found).splitlines()[0] == f"{place}: {message}"
    assert found.remedy


def test_unreadable_files_are_errors(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, a directory, a socket and one too large are errors that say so."""
    sources = Sources(root)
    (root / "folder").mkdir()
    os.mkfifo(root / "pipe")
    assert str(problem(sources, "none.env")).startswith("none.env: there is no such file")
    assert str(problem(sources, "folder")).startswith("folder: this is a directory")
    assert str(problem(sources, "pipe")).startswith("pipe: this is no regular file")
    assert str(problem(sources, "a\0b")).startswith("a\0b: a file name cannot have a NUL character")
    (root / "file").write_text("")
    assert str(problem(sources, "file/below")).startswith(
        "file/below: the file cannot be read: Not a directory"
    )
    monkeypatch.setattr(module, "TEXT_LIMIT", 3 * 1024 * 1024)
    with (root / "large.yaml").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert str(problem(sources, "large.yaml")).startswith(
        "large.yaml: the file has 50 MiB; at most 3 MiB are read"
    )


def test_an_error_stands_where_the_file_is_named(root: Path) -> None:
    """Where a line asks for the file, the problem stands at that line and names the file."""
    found = problem(Sources(root), "none.env", named_at=Leaf("compose.yaml", 3, 15, "services.a.env_file"))
    assert str(found).startswith("compose.yaml:3:15: none.env: there is no such file")


@pytest.mark.parametrize("way", ["../neighbour/secret.env", "link.env", "folder/secret.env", "absolute"])
def test_nothing_outside_the_project_is_read_unless_allowed(root: Path, way: str) -> None:
    """A `..`, a link, a linked folder and an absolute path to the outside are refused, and can be allowed."""
    (root / "link.env").symlink_to(root.parent / "neighbour" / "secret.env")
    (root / "folder").symlink_to(root.parent / "neighbour")
    path = Path(way) if way != "absolute" else root.parent / "neighbour" / "secret.env"
    found = problem(Sources(root), path)
    assert "the file is outside the project directory" in found.message
    assert "--allow-outside" in found.remedy
    with pytest.raises(MigrateError):
        Sources(root).content(path)
    assert Sources(root, allow_outside=True).text(path) == "A=1\n"
    assert Sources(root).text(path, trusted=True) == "A=1\n"


def test_a_trusted_file_does_not_open_the_door(root: Path) -> None:
    """A file outside that the user named is still refused where a Compose file names it."""
    sources = Sources(root)
    path = Path("../neighbour/secret.env")
    sources.text(path, trusted=True)
    assert "outside the project" in problem(sources, path).message


@pytest.mark.parametrize("way", ["sub/../a.yaml", "link.yaml", "./a.yaml"])
def test_detours_within_the_project_are_fine(root: Path, way: str) -> None:
    """A `..` and a link that stay inside are followed, also where the project directory itself is a link."""
    (root / "a.yaml").write_text("a: 1")
    (root / "sub").mkdir()
    (root / "link.yaml").symlink_to("a.yaml")
    assert Sources(root).text(Path(way)) == "a: 1"
    (root.parent / "alias").symlink_to(root)
    assert Sources(root.parent / "alias").text(Path(way)) == "a: 1"


def test_the_null_device_is_an_empty_file(root: Path) -> None:
    """`/dev/null` says that there is no env file; it is no file outside the project."""
    assert Sources(root).text(Path(os.devnull)) == ""


def test_mounted_contents_are_bytes(root: Path) -> None:
    """What is mounted may be any bytes."""
    (root / "cert.der").write_bytes(b"\x30\x82\0\xff")
    assert Sources(root).content(Path("cert.der")) == b"\x30\x82\0\xff"


def test_an_error_gets_its_source_lines(root: Path) -> None:
    """The problems of an error get the lines they speak of; what stands nowhere stays as it is."""
    (root / "a.yaml").write_text("a: 1\nb: [\n")
    sources = Sources(root)
    sources.text(Path("a.yaml"))
    error = MigrateError(
        [Problem("odd", Leaf("a.yaml", 2, 4, "")), Problem("elsewhere", Leaf("none", 2, 4, ""))]
    )
    first, second = sources.explained(error).problems
    assert first.excerpt == "b: [\n   ^"
    assert second.excerpt == ""
