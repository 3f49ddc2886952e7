"""Short forms of volumes become the long forms that Docker Compose makes of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.volumes import expand
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import plain
from tests.load.places import scalar


def bind(source: str, target: str, **options: Any) -> dict[str, Any]:
    """A bind mount as plain data; `options` of the bind itself."""
    return {"type": "bind", "source": source, "target": target, "bind": {"create_host_path": True, **options}}


def named(source: str, target: str, **options: Any) -> dict[str, Any]:
    """A named volume as plain data; `options` of the volume itself."""
    return {"type": "volume", "source": source, "target": target, "volume": options}


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("/data", {"type": "volume", "target": "/data", "volume": {}}),
        ("/d", {"type": "volume", "target": "/d"}),
        ("v", {"type": "volume", "target": "v"}),
        ("data:/data", named("data", "/data")),
        ("foo/bar:/x", named("foo/bar", "/x")),
        ("./a:/b", bind("./a", "/b")),
        ("../a:/b", bind("../a", "/b")),
        ("~/a:/b", bind("~/a", "/b")),
        ("/a:/b:ro", {**bind("/a", "/b"), "read_only": True}),
        ("/a:/b:ro,rw", {**bind("/a", "/b"), "read_only": False}),
        ("/a:/b:z,rshared", bind("/a", "/b", selinux="z", propagation="rshared")),
        ("data:/b:nocopy", named("data", "/b", nocopy=True)),
        ("data:/b:Z", {**named("data", "/b"), "bind": {"selinux": "Z"}}),
        ("/a:/b:cached,volume-nocopy", bind("/a", "/b")),
        (r"C:\a:/b:ro", {**bind(r"C:\a", "/b"), "read_only": True}),
        (r"\\.\pipe\x:/b", bind(r"\\.\pipe\x", "/b")),
        # a single letter before a colon is a drive, even if it was meant as a name
        ("v:/data", {"type": "volume", "target": "v:/data", "volume": {}}),
        ("v:/data:ro", bind("v:/data", "ro")),
        ("data:${x:-y}", named("data", "${x:-y}")),
    ],
)
def test_a_short_form_becomes_a_long_form(text: str, volume: dict[str, Any]) -> None:
    """Each form of a volume, as compose-go reads it."""
    assert plain(expand(scalar(text), Journal())) == volume


@pytest.mark.parametrize(
    "text", ["", "data:", ":/data", "data::ro", "/a:/b:ro:x", "/a:/b:", "a${b", "/a:/b:ro:${x"]
)
def test_a_bad_volume_is_an_error(text: str) -> None:
    """Empty and surplus parts are errors with a place and the right form."""
    with pytest.raises(MigrateError) as caught:
        expand(scalar(text, column=9), Journal())
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.column == 9
    assert "TARGET" in problem.remedy


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/data", {"target": "/data"}),
        ("./a:/b:Z", {"source": "./a", "target": "/b", "selinux": "Z"}),
        ("a1:/b:rw", {"source": "a1", "target": "/b", "read_only": "rw"}),
        (
            "a1:/b:ro,cached,nocopy,rw",
            {
                "source": "a1",
                "target": "/b",
                "read_only": "ro",
                "ignored1": "cached",
                "nocopy": "nocopy",
                "read_only3": "rw",
            },
        ),
    ],
)
def test_every_part_is_a_leaf_of_its_own(text: str, parts: dict[str, str]) -> None:
    """Each part of a volume is a leaf where it stands, and together they stand for the whole."""
    journal = Journal()
    whole = scalar(text)
    expand(whole, journal)
    leaves = journal.parts[whole.leaf]
    assert [leaf.path.rpartition("#")[2] for leaf in leaves] == list(parts)
    for leaf, part in zip(leaves, parts.values(), strict=True):
        assert text[leaf.column - 1 :].startswith(part)


def test_options_without_effect_are_told() -> None:
    """An unknown option is idle, and one that a later option takes back is overridden by it."""
    journal = Journal()
    expand(scalar("a1:/b:ro,cached,rw"), journal)
    assert [leaf.path for leaf in journal.void] == ["p#ignored1"]
    assert {loser.path: winner.path for loser, winner in journal.overridden.items()} == {
        "p#read_only": "p#read_only2"
    }


PART = st.text("abcXYZ019_-./", min_size=2)


@given(PART, PART, st.lists(st.sampled_from(["ro", "rw", "z", "nocopy", "cached", "rslave"]), max_size=4))
def test_parts_stand_at_their_columns(source: str, target: str, options: list[str]) -> None:
    """Source, target and each option stand in the text at their leaf."""
    text = ":".join([source, target, ",".join(options)][: 3 if options else 2])
    journal = Journal()
    whole = scalar(text)
    volume = expand(whole, journal)
    assert (plain(volume)["source"], plain(volume)["target"]) == (source, target)
    there = [text[leaf.column - 1 :] for leaf in journal.parts[whole.leaf]]
    assert all(found.startswith(part) for found, part in zip(there, [source, target, *options], strict=True))
