"""The kinds of values that the resolved model has, and how each is read from what a file may say.

A duration, say, may be written `90s` and is `1m30s` in the model. Each kind also says which values are as
good as absent, so that the printed model leaves them out as Docker Compose does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from pass_migrate.load.compose import casts, durations, shellwords, sizes
from pass_migrate.load.compose.entries import to_map
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq, Value
from pass_migrate.load.yaml_scalars import float32, go_text
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value."""

    read: Callable[[Node, Loading], Node]
    """The value as the model has it; notes a problem if it cannot be one."""
    blank: Callable[[object], bool] = lambda value: value is None
    """Whether the plain value is as good as absent."""
    extensible: bool = True
    """For a mapping: whether `x-...` is kept in it."""
    absent: Value = None
    """What is printed where the attribute is not said; nothing if None."""


def scalar(convert: Callable[[Value], Value], blank: object = None) -> Kind:
    """A single value that `convert` reads; it raises ValueError for what it cannot read. Null stays null."""

    def read(node: Node, loading: Loading) -> Node:
        if not isinstance(node, Scalar):
            loading.fail(f"`{node.leaf.path}` must be a single value", node)
            return node
        if node.value is None:
            return node
        try:
            value = convert(node.value)
        except ValueError as error:
            loading.fail(f"`{node.leaf.path}`: {error}", node)
            return node
        return node if value is node.value else node.with_value(value)

    return Kind(read, lambda value: value is None or (value == blank and type(value) is type(blank)))


def _text(value: Value) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError("it must be a text; put it in quotes")


def _flag(value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return casts.boolean(value)
    raise ValueError("it must be true or false")


def _whole(value: Value) -> Value:
    if isinstance(value, bool) or value is None:
        raise ValueError("it must be a whole number")
    if isinstance(value, str):
        return casts.integer(value)
    if isinstance(value, float):
        return math.trunc(value)
    return value


def _natural(bits: int) -> Callable[[Value], Value]:
    """A whole number that is not negative and has so many bits; a text is none, even if it has digits."""

    def convert(value: Value) -> Value:
        number = value if isinstance(value, str) else _whole(value)
        if isinstance(number, int) and 0 <= number < 2**bits:
            return number
        raise ValueError(f"it must be a number from 0 to {2**bits - 1}, without quotes")

    return convert


def _single(value: Value) -> Value:
    if isinstance(value, str):
        return float32(casts.number(value))
    if isinstance(value, bool) or value is None:
        raise ValueError("it must be a number")
    return float32(float(value))


def _duration(value: Value) -> Value:
    return durations.text(durations.parse(go_text(value)))


def _mode(value: Value) -> Value:
    """File permissions: a number is taken as it is, a text has octal digits."""
    if isinstance(value, str):
        if re.fullmatch("[-+]?[0-7]+", value):
            return _octal(int(value, 8))
        raise ValueError('file permissions in quotes are octal digits, such as "0440"')
    if isinstance(value, int) and not isinstance(value, bool):
        return _octal(value)
    raise ValueError("file permissions are a whole number such as 0440")


def _octal(mode: int) -> str:
    return f"0-{-mode:o}" if mode < 0 else f"0{mode:o}"


def _device_count(value: Value) -> Value:
    if isinstance(value, str):
        return -1 if value.lower() == "all" else casts.integer(value)
    if not isinstance(value, float):
        return _whole(value)
    raise ValueError("it must be a whole number, or `all`")


def _size(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar) and isinstance(node.value, float):
        loading.warn(
            "Docker Compose takes no notice of a size with a decimal point", node, "write it with a unit"
        )
        return node.with_value(None)
    return SIZE_IN_WORDS.read(node, loading)


def _bytes(value: Value) -> Value:
    return str(value) if isinstance(value, int) else str(sizes.parse(str(value)))


def _texts(node: Node, loading: Loading) -> Node:
    if not isinstance(node, Seq):
        if not (isinstance(node, Scalar) and node.value is None):
            loading.fail(f"`{node.leaf.path}` must be a list", node)
        return node
    return Seq([TEXT.read(item, loading) for item in node.items], node.leaf)


def _numbers_as_texts(node: Node, _loading: Loading) -> Node:
    if not isinstance(node, Seq):
        return node
    items = [
        item.with_value(go_text(item.value)) if isinstance(item, Scalar) else item for item in node.items
    ]
    return Seq(list(items), node.leaf)


def _text_or_texts(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return Seq([node], node.leaf)
    return _texts(node, loading)


def _words(node: Node, loading: Loading) -> Node:
    """A command: a text is taken apart like a shell does, a list is taken as it is."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        words: list[Node] = []
        with loading.collecting():
            words += shellwords.split(node, loading.journal)
        return Seq(words, node.leaf)
    return _texts(node, loading) if isinstance(node, Seq) else node


def _test(node: Node, loading: Loading) -> Node:
    """A health check: a text is a command for the container's shell."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return Seq([Scalar("CMD-SHELL", node.leaf, default=True), node], node.leaf)
    return _texts(node, loading)


def _mapping(no_value: str | None) -> Callable[[Node, Loading], Node]:
    return lambda node, loading: _sorted(to_map(node, loading, no_value=no_value))


def _sorted(node: Node) -> Node:
    if not isinstance(node, Map) or list(node.items) == sorted(node.items):
        return node
    return Map(
        {key: node.items[key] for key in sorted(node.items)},
        {key: node.keys[key] for key in sorted(node.items)},
        node.leaf,
    )


def _variables(node: Node, loading: Loading) -> Node:
    """An environment; a name that ends in a blank is a slip that would never be found."""
    if isinstance(node, Seq):
        for item in node.items:
            name = str(item.value).partition("=")[0] if isinstance(item, Scalar) else ""
            if name and name[-1].isspace():
                loading.fail(
                    f"the name of the variable `{name}` ends in a blank", item, "remove the blank before `=`"
                )
    return _sorted(to_map(node, loading, no_value=None))


def _strict_texts(node: Node, loading: Loading) -> Node:
    """A mapping whose values must be texts, or whole numbers that are read as such; null is empty."""
    if not isinstance(node, Map):
        return node
    out = Map({}, {}, node.leaf)
    for key, value in node.items.items():
        text = TEXT.read(value, loading)
        empty = isinstance(text, Scalar) and text.value is None
        out.put(key, text.with_value("") if isinstance(text, Scalar) and empty else text, node.keys[key])
    return _sorted(out)


def _repeated(node: Node, loading: Loading) -> Node:
    """A mapping whose values are lists of texts."""
    if not isinstance(node, Map):
        return node
    out = Map({}, {}, node.leaf)
    for key, value in node.items.items():
        items = value if isinstance(value, Seq) else Seq([value], value.leaf)
        out.put(key, _numbers_as_texts(items, loading), node.keys[key])
    return _sorted(out)


TEXT: Final = scalar(_text, "")
FLAG: Final = scalar(_flag, False)
CHOICE: Final = scalar(_flag)
"""Yes, no, or nothing said: a written no is kept."""
WHOLE: Final = scalar(_whole, 0)
WHOLE_IF_SAID: Final = scalar(_whole)
NATURAL: Final = scalar(_natural(64), 0)
NATURAL_IF_SAID: Final = scalar(_natural(64))
NATURAL_16: Final = scalar(_natural(16), 0)
NATURAL_32: Final = scalar(_natural(32), 0)
SINGLE: Final = scalar(_single, 0.0)
DURATION: Final = scalar(_duration, "0s")
DURATION_IF_SAID: Final = scalar(_duration)
SIZE_IN_WORDS: Final = scalar(_bytes, "0")
SIZE: Final = Kind(_size, SIZE_IN_WORDS.blank)
MODE: Final = scalar(_mode)
DEVICE_COUNT: Final = scalar(_device_count, 0)


def _none_or_empty(value: object) -> bool:
    return not value


TEXTS: Final = Kind(_texts, _none_or_empty)
TEXT_OR_TEXTS: Final = Kind(_text_or_texts, _none_or_empty)
NUMBERS_OR_TEXTS: Final = Kind(_numbers_as_texts, _none_or_empty)
WORDS: Final = Kind(_words)
TEST: Final = Kind(_test, _none_or_empty)
MAPPING: Final = Kind(_mapping(""), _none_or_empty)
VARIABLES: Final = Kind(_variables, _none_or_empty)
STRICT_TEXTS: Final = Kind(_strict_texts, _none_or_empty)
REPEATED: Final = Kind(_repeated, _none_or_empty)
