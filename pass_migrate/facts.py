"""Values that remember the input they rest on.

The three ideas that everything else is built from: a `Leaf` is one atom of input with a place in a file,
a `Fact` is a value together with the leaves it rests on, and a `Rule` is a named reason why a value is
what it is. Imported by every other package; imports only `errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Generic, TypeVar

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.records import dataclass

T = TypeVar("T")
U = TypeVar("U")


class Fate(Enum):
    """What became of a leaf. Every leaf of the input has exactly one.

    The order of declaration is the order of precedence when a leaf reached several fields: what differs most
    from the source is what a reader has to know.
    """

    UNACCOUNTED = "unaccounted"
    """Nothing explains it: an error of this program, never of the user."""
    DECIDED = "decided"
    """A default stands in for a person's answer."""
    APPROXIMATED = "approximated"
    """Works, with a difference that the report states."""
    CARRIED = "carried"
    """Same meaning on both sides."""
    DROPPED = "dropped"
    """No equivalent; the reason is given."""
    OVERRIDDEN = "overridden"
    """Lost a merge to another leaf, which is named."""
    IRRELEVANT = "irrelevant"
    """Has no effect at run time."""


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """One atom of input: a scalar, an empty container, a name, or one part of a short form.

    A leaf is identified by where it stands, so the value behind a YAML alias is one leaf however often it
    is used. It does not hold the text: a leaf may be printed anywhere without giving a secret away.
    """

    file: str
    """The file, relative to the project directory, with forward slashes; `<environment>` for a shell
    variable."""
    line: int
    """Line in the file, from 1; 0 where there is no line."""
    column: int
    """Column of the first character of the value (behind an opening quote), from 1; 0 where there is none."""
    path: str
    """Address in its own file: `services.web.ports[0]#target`, or the key in an env file."""

    @property
    def place(self) -> str:
        """`file:line:column`, as editors and terminals understand it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        return self.place


@dataclass(frozen=True, slots=True)
class Rule:
    """A named reason. What rests on a leaf through a rule gives that leaf the rule's fate."""

    id: str
    """The name under which the report and the reference list it."""
    fate: Fate
    """The fate of the leaves that a fact of this rule rests on."""
    why: str
    """One sentence for the reader of the report."""
    aside: bool = False
    """Whether it only mentions what has a place of its own: a leaf that reaches another field directly keeps
    the fate that it has there."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value, the leaves it rests on, and the rule that chose it if one did.

    A fact without leaves is a default that some rule chose.
    """

    value: T
    leaves: tuple[Leaf, ...] = ()
    rule: Rule | None = None

    def __repr__(self) -> str:
        """Kind of value, place and rule. Never the value: it may be a secret, and this ends on terminals."""
        place = f", at {', '.join(leaf.place for leaf in self.leaves)}" if self.leaves else ""
        rule = f", rule={self.rule.id}" if self.rule is not None else ""
        return f"Fact(<{type(self.value).__name__}>{place}{rule})"

    def map(self, function: Callable[[T], U], rule: Rule | None = None) -> Fact[U]:
        """The fact derived from this one by `function`; it rests on the same leaves.

        Raises `MigrateError` at this fact's place if `function` raises `ValueError`.
        """
        try:
            return Fact(function(self.value), self.leaves, rule or self.rule)
        except ValueError as error:
            raise MigrateError([Problem(str(error), self.leaves[0] if self.leaves else None)]) from error

    def by(self, rule: Rule) -> Fact[T]:
        """The same value and leaves, now explained by `rule`."""
        return Fact(self.value, self.leaves, rule)

    def also(self, *facts: Fact[Any]) -> Fact[T]:
        """The same value, resting on the leaves of `facts` too (a control dependence)."""
        return Fact(self.value, union(self.leaves, *(fact.leaves for fact in facts)), self.rule)


def because(value: T, *facts: Fact[Any], rule: Rule) -> Fact[T]:
    """Decide on a value: what the decision rests on is named; no facts make it a default of that rule."""
    return Fact(value, union(*(fact.leaves for fact in facts)), rule)


def union(*groups: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """All leaves of the groups in order of first appearance, each once."""
    filled = [group for group in groups if group != ()]
    if not filled:
        return ()
    if len(filled) == 1 and isinstance(filled[0], tuple) and len(filled[0]) == 1:
        return filled[0]
    return tuple(dict.fromkeys(leaf for group in filled for leaf in group))
