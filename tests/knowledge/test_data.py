"""The compiled knowledge is the knowledge."""

import json
from pathlib import Path

import pytest

from pass_migrate.knowledge import data

NAMES = sorted(path.stem for path in data.FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_file_is_up_to_date(name: str) -> None:
    """What is shipped was made from the YAML beside it, by `python -m pass_migrate.knowledge`."""
    compiled = data.FOLDER / "compiled" / f"{name}.json"
    source = (data.FOLDER / f"{name}.yaml").read_bytes()
    assert compiled.read_text(encoding="utf-8") == data.compile_text(source)


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_say_the_same(name: str) -> None:
    """Reading the compiled form gives what parsing the YAML gives, numbers as keys included."""
    assert repr(data.read(name)) == repr(data.parse((data.FOLDER / f"{name}.yaml").read_bytes()))


def test_no_compiled_file_is_left_over() -> None:
    """Every compiled file has a source."""
    assert sorted(path.stem for path in (data.FOLDER / "compiled").iterdir()) == NAMES


def test_an_edited_file_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit of the YAML takes effect uncompiled: a compiled form of other bytes is passed over."""
    (tmp_path / "compiled").mkdir()
    (tmp_path / "x.yaml").write_text("{1: new}")
    (tmp_path / "compiled" / "x.json").write_text(data.compile_text(b"{1: old}"))
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    data.read.cache_clear()
    try:
        assert data.read("x") == {1: "new"}
    finally:
        data.read.cache_clear()


def test_numbers_as_keys_survive_at_any_depth() -> None:
    """JSON knows no numbers as keys: their places are noted."""
    compiled = json.loads(data.compile_text(b"{1: {2: [{3: a}]}}"))
    assert compiled["numbered"] == [["content"], ["content", 1], ["content", 1, 2, 0]]
