"""YAML text as a tree whose every value and name knows where it stands.

Reads YAML as Docker Compose 2.40 does (go.yaml.in/yaml v3): scalars by `yaml_scalars`, string keys only, no
duplicates, merge keys, anchors that may be defined again, `!reset` and `!override`. Settings files are read
with it too, so nothing here knows Compose: what a name is comes in as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from pass_migrate import paths
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Node, Scalar, Seq, Span, Value
from pass_migrate.load.yaml_graph import DEPTH, Raw, RawAlias, RawMapping, RawScalar, RawSequence, graph
from pass_migrate.load.yaml_scalars import Timestamp, resolve
from pass_migrate.load.yaml_tags import ORDINARY, STANDARD, typed

KeyTest: TypeAlias = Callable[[str], bool]
"""Whether a key is a name that somebody chose (a leaf), or a word of the file's language."""
Names: TypeAlias = Callable[[str], KeyTest]
"""For the path of a mapping, the test for its keys."""

EXPANSION = 100_000
"""Nodes that aliases may stand for; in a file with more characters than this, one for each character."""

_RESET, _OVERRIDE = "!reset", "!override"


def parse(
    text: str, file: str, journal: Journal, *, root_path: str = "", names: Names | None = None
) -> list[Node]:
    """The documents of a YAML file, one tree each; an empty document is a null.

    Leaves are told to `journal`: every scalar, every empty container, and the keys that `names` calls names.
    A key's leaf has the path of its value with `#name` behind it, and stands in `Map.keys` whether it is a
    leaf or not. What is used through an alias has the leaf of the place where it is written; containers are
    copied for each use, so that changing one use does not change another.

    `!reset` and `!override` are in `Map.tags`, under the key whose value has them. Inside a sequence they
    reach nothing but the item itself, so there they are settled here: a reset item or key is left out.

    Raises `MigrateError` with all that is wrong; only text that is no YAML at all stops at the first problem.
    """
    builder = _Builder(file, journal, names or _no_names, max(EXPANSION, len(text)))
    documents = [builder.node(root, root_path, root_path, 0) for root in graph(text, file)]
    if builder.problems:
        raise MigrateError(builder.problems)
    return documents


def _no_names(_path: str) -> KeyTest:
    return lambda _key: False


class _Builder:
    """Builds the trees of one file.

    Every node has two paths: that under which it is written, which its leaves have, and that under which it
    is used, which decides what is a name. They differ behind an alias.
    """

    def __init__(self, file: str, journal: Journal, names: Names, limit: int) -> None:
        self.file = file
        self.journal = journal
        self.names = names
        self.limit = limit
        self.problems: list[Problem] = []
        self.aliases = 0
        """How many aliases lead to the node that is being built."""
        self.expanded = 0
        self.open: set[int] = set()
        """The containers around the node that is being built."""

    def node(self, raw: Raw, path: str, use: str, depth: int) -> Node:
        """The tree of one node."""
        if self.aliases:
            self.expanded += 1
            if self.expanded > self.limit:
                raise MigrateError([self._bomb(raw)])
        if isinstance(raw, RawScalar):
            return self.scalar(raw, path)
        if isinstance(raw, RawAlias):
            return self._aliased(raw, use, depth)
        if depth > DEPTH:
            remedy = "aliases within aliases nest it; write the inner ones out"
            raise MigrateError([Problem(f"nested deeper than {DEPTH} levels", self._place(raw), remedy)])
        raw.path = path
        self.open.add(id(raw))
        node = (
            self._mapping(raw, path, use, depth)
            if isinstance(raw, RawMapping)
            else self._sequence(raw, path, use, depth)
        )
        self.open.discard(id(raw))
        if not node.items:
            self.journal.saw(node.leaf)
        return node

    def scalar(self, raw: RawScalar, path: str, *, saw: bool = True) -> Scalar:
        """The scalar, made once and shared by all its uses."""
        built = raw.built
        if built is None:
            raw.path = path
            leaf = Leaf(self.file, raw.line, raw.column, path)
            value = resolve(raw.text) if raw.plain and raw.tag is None else self._typed(raw)
            folded = not raw.exact and isinstance(value, str)
            spans = (Span(0, len(str(value)), raw.column, (), False),) if folded else ()
            built = raw.built = Scalar(value, leaf, (), spans)
        if saw:
            self.journal.saw(built.leaf)
        return built  # type: ignore[no-any-return]

    def _typed(self, raw: RawScalar) -> Value:
        try:
            return typed(raw)
        except ValueError as error:
            remedy = "remove the tag, or write a value that fits it"
            self.problems.append(Problem(str(error), self._place(raw), remedy))
            return None

    def _aliased(self, raw: RawAlias, use: str, depth: int) -> Node:
        target = raw.target
        if id(target) in self.open:
            remedy = "an alias cannot stand inside the node that its anchor names"
            self.problems.append(Problem("this alias contains itself", self._place(raw), remedy))
            return Scalar(None, self._place(raw))
        self.aliases += 1
        node = self.node(target, target.path, use, depth + 1)
        self.aliases -= 1
        return node

    def _sequence(self, raw: RawSequence, path: str, use: str, depth: int) -> Seq:
        items: list[Node] = []
        for index, item in enumerate(raw.items):
            node = self.node(item, f"{path}[{index}]", f"{use}[{index}]", depth + 1)
            if _local_tag(item) == _RESET:
                self._forget(node)
            else:
                items.append(node)
        return Seq(items, Leaf(self.file, raw.line, raw.column, path))

    def _mapping(self, raw: RawMapping, path: str, use: str, depth: int) -> Map:
        node = Map({}, {}, Leaf(self.file, raw.line, raw.column, path))
        is_name = self.names(use)
        bases: list[Map] = []
        seen: dict[str, Raw] = {}
        pairs = iter(raw.items)
        for key, value in zip(pairs, pairs, strict=True):
            name = self._key(key, path, seen)
            if name is None:
                # The value is read all the same, for what else may be wrong in it.
                self.node(value, path, use, depth + 1)
                continue
            if name.value == "<<" and isinstance(key, RawScalar) and _merges(key):
                bases += self._bases(value, paths.join(path, "<<"), use, depth)
                continue
            text = str(name.value)
            if is_name(text):
                self.journal.saw(name.leaf)
            problems = len(self.problems)
            child = self.node(value, paths.join(path, text), paths.join(use, text), depth + 1)
            if (tag := _local_tag(value)) is not None:
                if tag == _RESET:
                    # What is reset is not even read.
                    del self.problems[problems:]
                if "[" not in use:
                    node.tags[text] = tag
                elif tag == _RESET:
                    self._forget(child)
                    self._forget(name)
                    continue
            node.items[text] = child
            node.keys[text] = name
        for base in bases:
            self._merge(node, base, is_name)
        return node

    def _key(self, raw: Raw, path: str, seen: dict[str, Raw]) -> Scalar | None:
        """The key as a scalar; None, with a problem, if it cannot be one."""
        written = raw
        if isinstance(raw, RawAlias):
            raw = raw.target
        if not isinstance(raw, RawScalar):
            self.problems.append(
                Problem("a mapping key must be a string", self._place(written), "write it as text")
            )
            return None
        if (first := seen.setdefault(raw.text, written)) is not written:
            message = (
                f"the key {raw.text[:100]!r} is given twice in one mapping; first at {self._place(first)}"
            )
            self.problems.append(Problem(message, self._place(written), "remove or rename one of them"))
            return None
        name = self.scalar(raw, f"{paths.join(path, raw.text)}#name", saw=False)
        if not isinstance(name.value, str) or isinstance(name.value, Timestamp):
            message = f"a mapping key must be a string, and {raw.text or 'an empty key'} is not"
            self.problems.append(Problem(message, self._place(written), f'quote it: "{raw.text}"'))
            return None
        return name

    def _bases(self, value: Raw, path: str, use: str, depth: int) -> Iterator[Map]:
        """The mappings that a merge key names, the first of which wins."""
        node = self.node(value, path, use, depth + 1)
        for base in node.items if isinstance(node, Seq) else [node]:
            if isinstance(base, Map):
                yield base
            else:
                remedy = "write `<<: *anchor` or `<<: [*first, *second]`"
                message = "`<<` needs a mapping, or a list of mappings"
                self.problems.append(Problem(message, self._place(value), remedy))

    def _merge(self, node: Map, base: Map, is_name: KeyTest) -> None:
        for text, child in base.items.items():
            if text == "<<":  # in quotes, and so a key; but the merge key of this mapping hides it
                self._forget(child)
                continue
            tag = base.tags.get(text)
            if text not in node:
                node.put(text, child, base.keys[text])
                if tag is not None:
                    node.tags[text] = tag
                continue
            if node.tags.get(text) == _RESET and tag != _RESET:
                # A reset key is left out before merge keys are looked at, so the base has the say after all.
                self._forget(node.items[text])
                node.items[text], node.tags[text] = child, _OVERRIDE
                continue
            if tag is not None:
                # The path is reset, by the base, and then has the value that this mapping gives it.
                node.tags.setdefault(text, _OVERRIDE)
            winner = next(leaves(node.items[text]))
            for leaf in leaves(child):
                self.journal.lost(leaf, winner)
            if is_name(text):
                self.journal.lost(base.keys[text].leaf, node.keys[text].leaf)

    def _forget(self, node: Node) -> None:
        for leaf in leaves(node):
            self.journal.idle(leaf, "it is removed while reading the file")

    def _place(self, raw: Raw) -> Leaf:
        return Leaf(self.file, raw.line, raw.column, "")

    def _bomb(self, raw: Raw) -> Problem:
        message = f"aliases expand to more than {self.limit:,} nodes"
        return Problem(message, self._place(raw), "no Compose file needs this; write the nested aliases out")


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of the values of a tree: its scalars and empty containers; at least one."""
    match node:
        case Scalar():
            yield node.leaf
        case Map() if node.items:
            for child in node.items.values():
                yield from leaves(child)
        case Seq() if node.items:
            for child in node.items:
                yield from leaves(child)
        case _:
            yield node.leaf


def _local_tag(raw: Raw) -> str | None:
    """`!reset` or `!override`, if the node has it, itself or behind an alias."""
    tag = raw.target.tag if isinstance(raw, RawAlias) else raw.tag
    return tag if tag in (_RESET, _OVERRIDE) else None


def _merges(key: RawScalar) -> bool:
    return key.tag == STANDARD + "merge" or (key.plain and key.tag in ORDINARY)
