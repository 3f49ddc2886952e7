"""The last step of loading: every leaf that does not travel on in the model gets its place in the journal.

What the other steps recorded stays; here comes what can only be known at the end: which variables nothing
refers to, what an extended file has besides the services that were taken from it, and extensions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pass_migrate.facts import Leaf
from pass_migrate.load.compose.forms import FORMS
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading, leaves
from pass_migrate.load.compose.table import Table
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Node, Seq

UNREFERENCED: Final = "nothing refers to this variable"
NOT_EXTENDED: Final = "only the services that are extended are taken from this file"
EXTENSION: Final = "an extension (`x-...`) has no effect of its own"


def account(model: Map, name: Iterable[Leaf], loading: Loading) -> None:
    """Complete the journal, and take out of it what travels on in `model` after all."""
    journal = loading.journal
    alive, extensions = set(name), list[Node]()
    _walk(model, FORMS, alive, extensions)
    services = model.get("services")
    titles = (
        [leaf for key in services.keys.values() for leaf in key.leaves] if isinstance(services, Map) else []
    )
    for control in loading.controls:
        for leaf in control.leaves:
            journal.bring(leaf, titles)
    for node in loading.extended:
        for leaf in leaves(node):
            # What was taken apart on the way is in its parts by now.
            for atom in _atoms(leaf, journal):
                journal.idle(atom, NOT_EXTENDED)
    for node in extensions:
        loading.idle(node, EXTENSION)
    _variables(alive, loading)
    _settle(alive, loading)


def _settle(alive: set[Leaf], loading: Loading) -> None:
    """What is alive lost nothing and is not idle; what lost is not idle; only leaves have an entry at all."""
    journal = loading.journal
    known = dict.fromkeys(journal.universe())
    journal.overridden = {
        leaf: winner for leaf, winner in journal.overridden.items() if leaf in known and leaf not in alive
    }
    journal.void = {
        leaf: why
        for leaf, why in journal.void.items()
        if leaf in known and leaf not in alive and leaf not in journal.overridden
    }
    journal.brought = {leaf: brought for leaf, brought in journal.brought.items() if leaf in known}
    for leaf, brought in journal.brought.items():
        leaves_of_it = [part for child in brought for part in _atoms(child, journal) if part in known]
        living = [child for child in leaves_of_it if child in alive or child in journal.brought]
        journal.brought[leaf] = dict.fromkeys(living or leaves_of_it)


def _atoms(leaf: Leaf, journal: Journal) -> Iterator[Leaf]:
    """The leaves that a short form was taken apart into, however deep; the leaf itself if it was not."""
    parts = journal.parts.get(leaf)
    if parts is None:
        yield leaf
    for part in parts or ():
        yield from _atoms(part, journal)


def _variables(alive: set[Leaf], loading: Loading) -> None:
    """A variable's name goes where its value goes."""
    journal = loading.journal
    for entry in loading.variables:
        for leaf in entry.value.leaves:
            if leaf not in alive and leaf not in journal.overridden and leaf not in journal.brought:
                journal.idle(leaf, UNREFERENCED)
        value = entry.value.leaf
        for leaf in entry.name.leaves:
            if value in alive:
                journal.bring(leaf, (value,))
            elif value in journal.brought:
                journal.bring(leaf, journal.brought[value])
            elif value in journal.overridden:
                journal.lost(leaf, journal.overridden[value])
            else:
                journal.idle(leaf, journal.void[value])


def _walk(node: Node, forms: Table[Kind] | None, alive: set[Leaf], extensions: list[Node]) -> None:
    if isinstance(node, Map):
        if forms is None or not (forms.named or forms.any):
            alive.update(leaves(node))
            return
        if not node.items:
            alive.add(node.leaf)
        for key, value in node.items.items():
            below = forms.under(key)
            if below is None:
                extensions.append(Map({key: value}, {key: node.keys[key]}, value.leaf))
            else:
                alive.update(node.keys[key].leaves)
                _walk(value, below, alive, extensions)
    elif isinstance(node, Seq) and node.items and forms is not None and forms.item is not None:
        for item in node.items:
            _walk(item, forms.item, alive, extensions)
    else:
        alive.update(leaves(node))
