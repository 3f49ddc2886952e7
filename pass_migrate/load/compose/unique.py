"""Lists in which an element may stand only once: a later one takes the place of the earlier one.

The table says for each list by what its elements are told apart. Source: the Compose specification, "Merge,
unique resources", and the behaviour of Docker Compose 2.40, which tells ports apart by text before it reads
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Leaf
from pass_migrate.load.compose import volumes
from pass_migrate.load.compose.entries import Entry, split
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.table import Rewrite, Table
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.load.yaml_scalars import go_text

Key: TypeAlias = Callable[[Node], str]
"""By what an element is told apart; raises ValueError for an element that has no place in the list."""


def _only_one_each(key: Key, lose: Callable[[Node, Node, Loading], None]) -> Rewrite:
    def rule(node: Node, loading: Loading) -> Node:
        if not isinstance(node, Seq) or (len(node.items) < 2 and not _must_be_read(node)):
            return node
        places: dict[str, int] = {}
        kept: list[Node] = []
        for item in node.items:
            try:
                name = key(item)
            except ValueError as error:
                loading.fail(str(error), item)
                continue
            except MigrateError:
                kept.append(item)  # what is wrong with it is said where it is written out
                continue
            if name in places:
                lose(kept[places[name]], item, loading)
                kept[places[name]] = item
            else:
                places[name] = len(kept)
                kept.append(item)
        return Seq(kept, node.leaf) if len(kept) < len(node.items) else node

    return rule


def _whole(loser: Node, winner: Node, loading: Loading) -> None:
    loading.lose(loser, winner)


def _by_atom(loser: Node, winner: Node, loading: Loading) -> None:
    """Of two entries of one name the name lost to the name, and the value to the value."""
    if isinstance(loser, Scalar) and isinstance(winner, Scalar):
        (old_name, old_value), (name, value) = split(loser, loading), split(winner, loading)
        loading.lose(old_name, name)
        for leaf in old_value.leaves if old_value is not None else _nothing(loser):
            loading.journal.lost(leaf, (value or name).leaf)


def _nothing(entry: Scalar) -> tuple[Leaf, ...]:
    """The leaf of the null that a line of a mapping has for its value."""
    return entry.content.leaves if isinstance(entry, Entry) else ()


def _must_be_read(node: Seq) -> bool:
    """A mapping alone in its list can still lack what it is told apart by."""
    return any(not isinstance(item, Scalar) or not isinstance(item.value, str) for item in node.items)


def _before_equals(item: Node) -> str:
    if isinstance(item, Scalar) and isinstance(item.value, str):
        return item.value.partition("=")[0]
    raise ValueError("an entry of this list must be a text")


def _text_or_number(item: Node) -> str:
    if isinstance(item, Scalar) and isinstance(item.value, str | int) and not isinstance(item.value, bool):
        return str(item.value)
    raise ValueError("a port to expose must be a number or a text")


def _mount_target(item: Node) -> str:
    if isinstance(item, Scalar) and isinstance(item.value, str):
        return _text(volumes.expand(item, Journal()).get("target"))
    return _target(item, "a volume needs a `target`, the path inside the container")


def _device_target(item: Node) -> str:
    if isinstance(item, Scalar) and isinstance(item.value, str):
        source, *rest = item.value.split(":")
        return rest[0] if rest else source
    return _target(item, "a device needs a `target`, the path inside the container")


def _target(item: Node, otherwise: str) -> str:
    if not isinstance(item, Map):
        return ""
    target = item.get("target")
    if isinstance(target, Scalar) and isinstance(target.value, str):
        return target.value
    raise ValueError(otherwise)


def _file_target(folder: str) -> Key:
    def key(item: Node) -> str:
        if isinstance(item, Scalar) and isinstance(item.value, str):
            return f"{folder}/{item.value}"
        if isinstance(item, Map):
            return _text(item.get("target")) if "target" in item else f"{folder}/{_text(item.get('source'))}"
        raise ValueError("an entry of this list must be a name or a mapping")

    return key


def _path(item: Node) -> str:
    if isinstance(item, Map):
        if "path" not in item:
            raise ValueError("an env_file entry needs a `path`")
        return _text(item.get("path"))
    return _text(item)


_ANY: Final = "0.0.0.0"  # noqa: S104  # the address that a port without one is published on


def _port(item: Node) -> str:
    if not isinstance(item, Map):
        return go_text(item.value) if isinstance(item, Scalar) and not isinstance(item.value, float) else ""
    if "target" not in item:
        raise ValueError("a port needs a `target`, the port inside the container")
    published = item.get("published")
    as_written = repr(published.value) if isinstance(published, Scalar) else ""
    address = _text(item.get("host_ip")) if "host_ip" in item else _ANY
    protocol = _text(item.get("protocol")) if "protocol" in item else "tcp"
    return f"{address}:{as_written}:{_text(item.get('target'))}/{protocol}"


def _text(node: Node | None) -> str:
    return go_text(node.value) if isinstance(node, Scalar) else ""


_BY_NAME: Final = (
    "networks.*.ipam.options",
    "networks.*.labels",
    "services.*.annotations",
    "services.*.build.additional_contexts",
    "services.*.build.args",
    "services.*.build.labels",
    "services.*.deploy.labels",
    "services.*.environment",
    "services.*.labels",
    "services.*.sysctls",
)
"""Lists of NAME=VALUE, told apart by name; they become mappings."""
_BY: Final[dict[str, Key]] = {
    "services.*.build.tags": _before_equals,
    "services.*.cap_add": _before_equals,
    "services.*.cap_drop": _before_equals,
    "services.*.configs": _file_target(""),
    "services.*.devices": _device_target,
    "services.*.dns": _before_equals,
    "services.*.dns_opt": _before_equals,
    "services.*.dns_search": _before_equals,
    "services.*.env_file": _path,
    "services.*.expose": _text_or_number,
    "services.*.links": _before_equals,
    "services.*.networks.*.aliases": _before_equals,
    "services.*.networks.*.link_local_ips": _before_equals,
    "services.*.ports": _port,
    "services.*.profiles": _before_equals,
    "services.*.secrets": _file_target("/run/secrets"),
    "services.*.tmpfs": _before_equals,
    "services.*.volumes": _mount_target,
}
"""By what the elements of other lists are told apart."""

UNIQUE: Final[Table[Rewrite]] = Table.of(
    {place: _only_one_each(_before_equals, _by_atom) for place in _BY_NAME}
    | {place: _only_one_each(key, _whole) for place, key in _BY.items()}
)
"""The lists in which an element may stand only once."""
