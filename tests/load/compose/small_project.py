"""Projects written in a test, and questions about the places of what is in them."""

from __future__ import annotations

from pathlib import Path

from pass_migrate.load.compose import load_compose
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map, Node, Scalar


def project(folder: Path, files: dict[str, str], *names: str, **options: object) -> Project:
    """The project that consists of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    environ = {"HOME": "/home/somebody", "SHELL_VARIABLE": "from-the-shell"}
    return load_compose(names, cwd=folder, environ=environ, **options)  # type: ignore[arg-type]


def at(project: Project, *steps: str | int) -> Node:
    """The node at some keys and positions."""
    node: Node = project.tree
    for step in steps:
        node = node.items[step]  # type: ignore[union-attr,index]
    return node


def places(node: Node) -> list[str]:
    """The places that a value rests on."""
    assert isinstance(node, Scalar)
    return [leaf.place for leaf in node.leaves]


def name_of(project: Project, *steps: str | int) -> Scalar:
    """The name under which a node stands."""
    parent = at(project, *steps[:-1])
    assert isinstance(parent, Map)
    return parent.keys[str(steps[-1])]


def winner(project: Project, place: str) -> str:
    """The place of the leaf that won over the one at `place`."""
    found = [won for lost, won in project.journal.overridden.items() if lost.place == place]
    assert len(found) == 1, project.journal.overridden
    return found[0].place


def why_idle(project: Project, place: str) -> str:
    """Why the leaf at `place` has no effect."""
    found = [why for leaf, why in project.journal.void.items() if leaf.place == place]
    assert len(found) == 1, project.journal.void
    return found[0]


def brought(project: Project, place: str) -> set[str]:
    """The places that the leaf at `place` brought in."""
    found = [leaves for leaf, leaves in project.journal.brought.items() if leaf.place == place]
    assert len(found) == 1, project.journal.brought
    return {leaf.place for leaf in found[0]}
