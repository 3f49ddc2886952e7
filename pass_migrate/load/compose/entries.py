"""`NAME=value` entries: the list form and the mapping form of environment, labels, arguments and the like.

Docker Compose merges both forms as lists of `NAME=value` texts. An `Entry` is such a text that still knows
the two atoms it is made of, so that merging a mapping forgets no place.
"""

from __future__ import annotations

from pass_migrate.facts import Leaf, union
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.load.yaml_scalars import go_text
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Scalar):
    """A line of a mapping as the text `NAME=value`, or `NAME` where the value is null."""

    name: Scalar
    """The name as written."""
    content: Scalar
    """The value as written; a null scalar where there is none."""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves of the name and of the value."""
        return union(self.name.leaves, self.content.leaves)


def entry(name: Scalar, content: Scalar) -> Entry:
    """The line `name: content` of a mapping as one text."""
    text = str(name.value)
    if content.value is not None:
        text += f"={go_text(content.value)}"
    return Entry(value=text, leaf=name.leaf, name=name, content=content)


def to_list(node: Node, loading: Loading) -> Seq:
    """The list form: mappings sorted by text, lists as they are, one text as a list of one."""
    match node:
        case Seq():
            return node
        case Scalar(value=str()):
            return Seq([node], node.leaf)
        case Map():
            items: list[Node] = []
            for key, value in node.items.items():
                for content in value.items if isinstance(value, Seq) else (value,):
                    if isinstance(content, Scalar):
                        items.append(entry(node.keys[key], content))
                    else:
                        loading.fail(f"the value of `{key}` must be a text or a number", content)
                if isinstance(value, Seq) and not value.items:
                    loading.idle(value, "an empty list adds nothing")
            return Seq(
                sorted(items, key=lambda item: str(item.value) if isinstance(item, Scalar) else ""), node.leaf
            )
        case _:
            loading.idle(node, "Docker Compose takes no notice of a value of this kind when it merges files")
            return Seq([], node.leaf)


def split(scalar: Scalar, loading: Loading, separators: str = "=") -> tuple[Scalar, Scalar | None]:
    """The name and the value of one `NAME=value` text, as leaves of their own; no value without a separator.

    The first of `separators` that occurs in the text divides it.
    """
    if isinstance(scalar, Entry):
        name, value = scalar.name, scalar.content
        at = str(name.value).find("=")
        if at < 0:
            return name, None if value.value is None else value
        return name.with_value(str(name.value)[:at]), value.with_value(str(scalar.value)[at + 1 :])
    text = go_text(scalar.value)
    for separator in separators:
        at = text.find(separator)
        if at >= 0:
            name, value = scalar.part(0, at, "name"), scalar.part(at + 1, len(text), "value")
            loading.journal.split(scalar.leaf, (name.leaf, value.leaf))
            return name, value
    return scalar, None


def to_map(node: Node, loading: Loading, *, no_value: str | None) -> Node:
    """The mapping form: values as texts, `no_value` where an entry of a list has none; the last one wins."""
    match node:
        case Map():
            out = Map({}, {}, node.leaf)
            for key, value in node.items.items():
                out.put(key, _text(value, no_value, loading), node.keys[key])
            return out
        case Seq():
            out = Map({}, {}, node.leaf)
            for item in node.items:
                if not isinstance(item, Scalar):
                    loading.fail("an entry must be a text of the form NAME=value", item)
                    continue
                name, content = split(item, loading)
                key = str(name.value)
                if content is None:
                    null = item.content if isinstance(item, Entry) else None
                    content = null.with_value(no_value) if null else Scalar(no_value, name.leaf, default=True)
                else:
                    content = content.with_value(go_text(content.value))
                if key in out:
                    loading.lose(out.keys[key], name)
                    loading.lose(out.items[key], content)
                out.put(key, content, name)
            return out
        case _:
            return node


def _text(value: Node, no_value: str | None, loading: Loading) -> Node:
    if not isinstance(value, Scalar):
        loading.fail("the value must be a text or a number", value)
        return value
    if value.value is None:
        return value if no_value is None else value.with_value(no_value)
    return value if isinstance(value.value, str) else value.with_value(go_text(value.value))
