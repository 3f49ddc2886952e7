"""What the steps of one load share: the files, the journal, and the problems found so far.

Problems are collected, not raised one at a time: a step goes on with something sensible and `settle` raises
them all together once the step is through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from pass_migrate.errors import InternalError, MigrateError, Place, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.compose.dotenv import EnvEntry
from pass_migrate.load.journal import Journal
from pass_migrate.load.sources import Sources
from pass_migrate.load.tree import Map, Node, Scalar, Seq, Value
from pass_migrate.records import dataclass, replace


@dataclass(slots=True)
class Loading:
    """One load of one project."""

    directory: Path
    """The project directory, absolute."""
    sources: Sources
    """The files read so far."""
    journal: Journal = field(default_factory=Journal)
    """What became of the leaves."""
    problems: dict[Problem, None] = field(default_factory=dict)
    """What is wrong with the input, in the order of discovery, each once."""
    warnings: dict[Problem, None] = field(default_factory=dict)
    """What Docker Compose would warn of."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """The environment of the process that loads."""
    variables: list[EnvEntry] = field(default_factory=list)
    """The entries of env files that `${...}` may refer to."""
    controls: list[Scalar] = field(default_factory=list)
    """Variables that decided what is loaded: which files, which profiles."""
    parsed: dict[Path, list[Node]] = field(default_factory=dict)
    """The documents of files that were read, as written."""
    trusted: set[Path] = field(default_factory=set)
    """The files that were named by the user, and so may be anywhere."""
    extended: list[Node] = field(default_factory=list)
    """Files that were read for the sake of single services in them."""

    def nowhere(self, file: str) -> Leaf:
        """The leaf of something that stands nowhere in particular in `file`."""
        return Leaf(file, 0, 0, "")

    def fail(self, message: str, at: Node | Place | None = None, remedy: str = "") -> None:
        """Note a problem; the load goes on to find more and `settle` ends it."""
        self.problems[Problem(message, place(at), remedy)] = None

    def warn(self, message: str, at: Node | Place | None = None, remedy: str = "") -> None:
        """Note something that Docker Compose would warn of."""
        self.warnings[Problem(message, place(at), remedy)] = None

    def hear(self, problem: Problem) -> None:
        """Note a warning that comes as a problem."""
        self.warnings[problem] = None

    def add(self, error: MigrateError) -> None:
        """Note the problems of an error that was raised."""
        for problem in error.problems:
            self.problems[problem.with_excerpt("")] = None

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep the problems of a `MigrateError` raised inside instead of passing it on."""
        try:
            yield
        except MigrateError as error:
            self.add(error)

    def settle(self) -> None:
        """Raise all problems noted so far, with their source lines; do nothing if there are none."""
        if self.problems:
            files = list(dict.fromkeys(problem.place.file for problem in self.problems if problem.place))

            def reading_order(problem: Problem) -> tuple[int, int, int]:
                if problem.place is None:
                    return -1, 0, 0
                return files.index(problem.place.file), problem.place.line, problem.place.column

            raise MigrateError(
                [self.with_excerpt(found) for found in sorted(self.problems, key=reading_order)]
            )

    def with_excerpt(self, problem: Problem) -> Problem:
        """The problem with the line it speaks of."""
        if problem.place is None or problem.excerpt:
            return problem
        return problem.with_excerpt(self.sources.excerpt(problem.place))

    def lose(self, loser: Node, winner: Node) -> None:
        """All of `loser` was replaced by `winner`."""
        self.lose_all(leaves(loser), head(winner))

    def lose_all(self, losers: Iterable[Leaf], winner: Leaf) -> None:
        """These leaves were replaced by `winner`."""
        for leaf in losers:
            self.journal.lost(leaf, winner)

    def idle(self, node: Node, why: str) -> None:
        """All of `node` has no effect, for the reason given."""
        for leaf in leaves(node):
            self.journal.idle(leaf, why)

    def idle_under(self, node: Map, key: str, why: str) -> None:
        """What stands under `key` has no effect, its name included."""
        self.idle(node.items[key], why)
        for leaf in node.keys[key].leaves:
            self.journal.idle(leaf, why)


def place(at: Node | Place | None) -> Place | None:
    """Where a problem with `at` is shown."""
    if isinstance(at, Scalar | Seq | Map):
        return at.leaf
    return at


def as_map(node: Node) -> Map:
    """The node, which is a mapping by now."""
    if not isinstance(node, Map):
        raise InternalError(f"{node.leaf.place} is no mapping where only a mapping can be")
    return node


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf that `node` consists of: values with the variables in them, names, empty containers."""
    if isinstance(node, Scalar):
        yield from node.leaves
    elif isinstance(node, Seq):
        if not node.items:
            yield node.leaf
        for item in node.items:
            yield from leaves(item)
    else:
        if not node.items:
            yield node.leaf
        for key, child in node.items.items():
            yield from node.keys[key].leaves
            yield from leaves(child)


def head(node: Node) -> Leaf:
    """The leaf that stands for `node` when it wins over another: its first value, or the empty container."""
    while not isinstance(node, Scalar):
        children = list(node.items.values()) if isinstance(node, Map) else node.items
        if not children:
            break
        node = children[0]
    return node.leaf


def default(value: Value, inside: Map | Seq) -> Scalar:
    """A value that nobody wrote, added to a container; it rests on it if that was written empty."""
    return Scalar(value, inside.leaf, () if inside.items else (inside.leaf,), default=True)


def joined(first: Scalar, second: Scalar) -> Scalar:
    """One name that is written in two places and rests on both."""
    extra = tuple(leaf for leaf in second.leaves if leaf not in first.leaves)
    return replace(first, via=first.via + extra) if extra else first
