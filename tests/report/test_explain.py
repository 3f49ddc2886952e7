"""Explaining a place: the values of its line, of what is below it, or of what it is a part of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.facts import Fate, Leaf
from pass_migrate.ledger import Ledger, Row
from pass_migrate.load.sources import Sources
from pass_migrate.report.explain import at_line, field_of, mentions, origins
from tests.report.example import example

TEXT = """\
services:
  # a comment
  web:
    command:
    - one
    - two

    entrypoint: |
      first
      second
    ports: ["80:8080"]
"""
LEAVES = (
    Leaf("c.yaml", 3, 3, "services.web#name"),
    Leaf("c.yaml", 5, 7, "services.web.command[0]"),
    Leaf("c.yaml", 6, 7, "services.web.command[1]"),
    Leaf("c.yaml", 8, 17, "services.web.entrypoint"),
    Leaf("c.yaml", 11, 14, "services.web.ports[0]#published"),
    Leaf("c.yaml", 11, 17, "services.web.ports[0]#target"),
)
LEDGER = Ledger(tuple(Row(leaf, Fate.CARRIED, "why") for leaf in LEAVES))
SOURCES = Sources(Path("/nowhere"), texts={"c.yaml": TEXT})


@pytest.mark.parametrize(
    ("line", "column", "lines"),
    [
        (5, None, [(5, 7)]),
        (11, None, [(11, 14), (11, 17)]),
        (11, 16, [(11, 14)]),
        (11, 17, [(11, 17)]),
        (11, 99, [(11, 17)]),
        (11, 1, [(11, 14)]),
        (4, None, [(5, 7), (6, 7)]),
        (10, None, [(8, 17)]),
        (1, None, [(3, 3), (5, 7), (6, 7), (8, 17), (11, 14), (11, 17)]),
        (2, None, []),
        (7, None, []),
        (99, None, []),
    ],
)
def test_a_place_stands_for_its_values(line: int, column: int | None, lines: list[tuple[int, int]]) -> None:
    """Its own, those below a key, or the text that it is a part of; none for comments and blank lines."""
    found = at_line(LEDGER, SOURCES, "c.yaml", line, column)
    assert [(row.leaf.line, row.leaf.column) for row in found] == lines


def test_another_file_has_nothing_to_do_with_it() -> None:
    """Lines of a file that was not read explain nothing."""
    assert at_line(LEDGER, SOURCES, "other.yaml", 5, None) == ()


def test_a_field_rests_on_itself_or_on_what_is_around_it() -> None:
    """A field without a fact of its own is explained by the one around it, an object by all it has."""
    service = next(item for item in example().manifests if item.reference == "Service/web")
    (port,) = origins(service, ("spec", "ports", 0, "port"))
    assert [leaf.place for leaf in port.fact.leaves] == ["local.yml:7:12"]
    assert [origin.field for origin in origins(service, ("metadata", "name", 0))] == [("metadata", "name")]
    assert len(origins(service)) == len(service.sources)
    assert origins(service, ("status",)) == ()


def test_a_field_that_cannot_be_read_is_refused() -> None:
    """The message shows what a field looks like."""
    with pytest.raises(ValueError, match="looks like"):
        field_of("spec.ports[x]")


def test_a_finding_about_a_short_form_speaks_of_its_parts() -> None:
    """What is said of `ports[0]` concerns the published port in it; another line does not."""
    whole = Leaf("c.yaml", 11, 14, "services.web.ports[0]")
    assert mentions(LEAVES[5], [whole])
    assert not mentions(LEAVES[1], [whole])
