"""Reading a text as the only document of a Compose file."""

import textwrap
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.names import names
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Node, plain
from pass_migrate.load.yaml_tree import parse


def read(text: str) -> tuple[Node, Journal]:
    """The only document of a Compose file, and the journal."""
    journal = Journal()
    (document,) = parse(textwrap.dedent(text), "compose.yaml", journal, names=names)
    return document, journal


def value(text: str) -> Any:
    """The only document of a file as plain data."""
    return plain(read(text)[0])


def problems(text: str) -> list[str]:
    """What is wrong with a file: `line:column: message`."""
    with pytest.raises(MigrateError) as caught:
        parse(textwrap.dedent(text), "compose.yaml", Journal(), names=names)
    assert all(problem.place is not None for problem in caught.value.problems)
    return [
        f"{problem.place.line}:{problem.place.column}: {problem.message}"
        for problem in caught.value.problems
        if problem.place is not None
    ]
