"""Scalars with places, and the text that stands at a place: what the tests of the grammars share."""

from collections.abc import Iterable

from pass_migrate.facts import Leaf
from pass_migrate.load.tree import Scalar, Value

FILE = "compose.yaml"


def scalar(value: Value, *, column: int = 1, path: str = "p") -> Scalar:
    """A scalar that stands in the first line of a file, as it is."""
    return Scalar(value, Leaf(FILE, 1, column, path))


def variables(values: dict[str, str]) -> dict[str, Scalar]:
    """Variables of the shell."""
    return {name: Scalar(value, Leaf("<environment>", 0, 0, name)) for name, value in values.items()}


def text_at(text: str, leaf: Leaf) -> str:
    """What of `text` stands at a leaf, up to the end of its line."""
    return text.split("\n")[leaf.line - 1][leaf.column - 1 :]


def written(text: str, leaves: Iterable[Leaf]) -> dict[str, str]:
    """For the path of each leaf, what stands at it."""
    return {leaf.path: text_at(text, leaf) for leaf in leaves}
