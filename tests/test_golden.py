"""The PASS stack becomes what it became when a person last read it."""

from difflib import unified_diff
from pathlib import Path

from tests.golden import EXPECTED, produce, texts


def test_the_stack_becomes_what_a_person_has_read(tmp_path: Path) -> None:
    """Every file is as expected. Is the change meant? `python -m tests.golden`, and read the diff."""
    produce(tmp_path / "k8s")
    expected, found = texts(EXPECTED), texts(tmp_path / "k8s")
    assert sorted(expected) == sorted(found)
    for name, text in expected.items():
        changes = unified_diff(
            text.splitlines(), found[name].splitlines(), "expected", name, lineterm="", n=1
        )
        assert [line[:200] for line in changes] == []
