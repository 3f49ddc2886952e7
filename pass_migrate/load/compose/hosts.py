"""`extra_hosts`: further names and their addresses, `NAME=ADDRESS` or `NAME:ADDRESS`."""

from __future__ import annotations

from collections.abc import Iterator

from pass_migrate.load.compose.entries import entry, split
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.load.yaml_scalars import go_text


def hosts(node: Node, loading: Loading) -> Node:
    """The entries `name=address`, sorted; each still knows its name and its address as atoms."""
    found: list[Scalar] = []
    for name, address in _pairs(node, loading):
        if not name.value or set(str(name.value)) & set(":="):
            loading.fail(f"`{name.value}` is no host name", name, "write NAME=ADDRESS")
        found.append(entry(name, _without_brackets(address)))
    found.sort(key=lambda host: str(host.value))
    return Seq(list[Node](found), node.leaf)


def _pairs(node: Node, loading: Loading) -> Iterator[tuple[Scalar, Scalar]]:
    if isinstance(node, Map):
        for key, value in node.items.items():
            for given in value.items if isinstance(value, Seq) else [value]:
                if isinstance(given, Scalar):
                    yield node.keys[key], given.with_value(go_text(given.value))
    elif isinstance(node, Seq):
        for item in node.items:
            if isinstance(item, Scalar):
                name, address = split(item, loading, "=:")
                if address is None:
                    loading.fail(f"the extra host `{item.value}` has no address", item, "write NAME=ADDRESS")
                else:
                    yield from ((name, part) for part in _several(address, loading))


def _several(addresses: Scalar, loading: Loading) -> Iterator[Scalar]:
    """The addresses of one entry, divided by commas."""
    text = str(addresses.value)
    if "," not in text:
        yield addresses
        return
    start, parts = 0, []
    for number, address in enumerate(text.split(",")):
        parts.append(addresses.part(start, start + len(address), str(number)))
        start += len(address) + 1
    loading.journal.split(addresses.leaf, (part.leaf for part in parts))
    yield from parts


def _without_brackets(address: Scalar) -> Scalar:
    text = str(address.value)
    return address.with_value(text[1:-1]) if len(text) > 2 and text[0] == "[" and text[-1] == "]" else address
