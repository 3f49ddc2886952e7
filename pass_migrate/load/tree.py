"""The tree that input is read into: mappings, sequences and scalars that know where they stand.

Between YAML text and the model there is only this: plain data whose every scalar and name has a leaf.
Merging, extending, interpolating and canonicalising are functions from such trees to such trees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any, TypeAlias

from pass_migrate.facts import Fact, Fate, Leaf, Rule, union
from pass_migrate.records import dataclass

COMPOSE_DEFAULT = Rule(
    "compose-default", Fate.IRRELEVANT, "Nothing is written: it is what Docker Compose assumes."
)

Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a scalar's value, and where that stretch stands in the text."""

    start: int
    """Offset of its first character in the value, from 0."""
    end: int
    """Offset behind its last character."""
    column: int
    """Column in the file of the first character: of the text itself, or of the `${...}` that produced it."""
    via: tuple[Leaf, ...] = ()
    """The variables that this stretch was interpolated from."""
    exact: bool = True
    """Whether its characters stand in the text one to one (not where an escape or a variable is)."""

    def cut(self, start: int, end: int) -> Span:
        """What of this stretch falls between two offsets; the offsets of the result count from `start`."""
        skipped = max(0, start - self.start)
        return Span(
            max(0, self.start - start),
            min(self.end, end) - start,
            self.column + (skipped if self.exact else 0),
            self.via,
            self.exact,
        )


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, the leaf it stands in, and the variables it was interpolated from."""

    value: Value
    leaf: Leaf
    via: tuple[Leaf, ...] = ()
    spans: tuple[Span, ...] = ()
    """For a single-line string: which stretch stands where. Empty when the value is the text, one to one."""
    default: bool = False
    """Not written anywhere: added by the loader (a default), and so no leaf of the input."""

    def __repr__(self) -> str:
        """Kind of value and place. Never the value: it may be a secret, and this ends on terminals."""
        return f"Scalar(<{type(self.value).__name__}>, at {self.leaf.place})"

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """What a fact made of this scalar rests on: its own leaf, then the variables'."""
        if self.default:
            return self.via
        return union((self.leaf,), self.via) if self.via else (self.leaf,)

    def fact(self) -> Fact[Any]:
        """The scalar as a fact; what the loader added is explained by the rule that says so."""
        leaves = self.leaves
        return Fact(self.value, leaves, None if leaves else COMPOSE_DEFAULT)

    def with_value(self, value: Value) -> Scalar:
        """The same place with another value (a cast, a normalised spelling)."""
        return Scalar(value, self.leaf, self.via, self.spans, self.default)

    def part(self, start: int, end: int, name: str, value: Value | None = None) -> Scalar:
        """One atom of a short form: characters `start` to `end` of the value, as a leaf of its own.

        `name` says which part it is and ends the leaf's path (`services.web.ports[0]#target`). The column is
        that of the atom itself; `value` replaces the text where the atom means something else (a number,
        say).
        """
        text = str(self.value)[start:end] if value is None else value
        leaf = Leaf(self.leaf.file, self.leaf.line, self.column(start), f"{self.leaf.path}#{name}")
        if not self.spans:
            return Scalar(text, leaf, self.via, (), self.default)
        # An empty stretch, of a variable that is empty, belongs to every part that it touches.
        touched = [
            span
            for span in self.spans
            if (span.start < max(end, start + 1) and span.end > start)
            or start <= span.start == span.end <= end
        ]
        spans = tuple(span.cut(start, end) for span in touched) if value is None else ()
        return Scalar(text, leaf, union(*(span.via for span in touched)), spans, self.default)

    def column(self, offset: int) -> int:
        """The column of the character at `offset` of the value, or of the `${...}` that it came from."""
        if not self.spans:
            return self.leaf.column + offset
        span = next((span for span in self.spans if span.start <= offset < span.end), self.spans[-1])
        return span.column + (max(0, offset - span.start) if span.exact else 0)


@dataclass(slots=True)
class Seq:
    """A sequence; `leaf` is where it starts."""

    items: list[Node]
    leaf: Leaf

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(slots=True)
class Map:
    """A mapping; `keys` holds each key as a scalar of its own, in the order of the file."""

    items: dict[str, Node]
    keys: dict[str, Scalar]
    leaf: Leaf
    tags: dict[str, str] = field(default_factory=dict)
    """Local tags (`!reset`, `!override`) by the key whose value carries them."""

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return self.items.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self.items

    def copy(self) -> Map:
        """A mapping that can be changed without changing this one; the values are shared."""
        return Map(dict(self.items), dict(self.keys), self.leaf, dict(self.tags))

    def put(self, key: str, value: Node, name: Scalar | None = None) -> None:
        """Set `key`; `name` is where the key is written (by default: nowhere, it was added by the loader)."""
        self.items[key] = value
        if name is not None or key not in self.keys:
            self.keys[key] = name or Scalar(key, self.leaf, default=True)

    def drop(self, key: str) -> None:
        """Remove `key` if it is there."""
        self.items.pop(key, None)
        self.keys.pop(key, None)
        self.tags.pop(key, None)


Node: TypeAlias = Scalar | Seq | Map


def plain(node: Node) -> Any:
    """The tree as plain Python data, without its places."""
    match node:
        case Scalar():
            return node.value
        case Seq():
            return [plain(item) for item in node.items]
        case Map():
            return {key: plain(value) for key, value in node.items.items()}
