"""Which leaves of a loaded project nothing accounts for: there must be none."""

from __future__ import annotations

from pass_migrate.facts import Leaf
from pass_migrate.load.compose.loading import leaves
from pass_migrate.load.project import Project


def unaccounted(project: Project) -> list[Leaf]:
    """The leaves that are neither reachable in the model nor in the journal."""
    journal = project.journal
    known = {
        *leaves(project.tree),
        *project.name.leaves,
        *journal.overridden,
        *journal.brought,
        *journal.void,
    }
    return [leaf for leaf in journal.universe() if leaf not in known]
