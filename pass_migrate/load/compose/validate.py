"""Checks of single places that a schema cannot express: attributes that exclude each other, addresses."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.table import Rewrite, Table
from pass_migrate.load.tree import Map, Node, Scalar


def _external_alone(node: Node, loading: Loading) -> Node:
    """An external volume is somebody else's: it has a name here and nothing more."""
    external = node.get("external") if isinstance(node, Map) else None
    if isinstance(node, Map) and isinstance(external, Scalar) and external.value is True:
        for key in node.items:
            if key not in {"name", "external"} and not key.startswith("x-"):
                loading.fail(
                    f"an external volume cannot have `{key}`",
                    node.keys[key],
                    f"remove `{key}`, or `external: true`",
                )
    return node


def _one_content(*keys: str) -> Rewrite:
    choices = ", ".join(f"`{key}`" for key in keys)

    def rule(node: Node, loading: Loading) -> Node:
        if not isinstance(node, Map):
            return node
        given = [key for key in keys if key in node]
        if len(given) > 1:
            loading.fail(
                f"only one of {choices} can be given", node.keys[given[1]], f"remove all but one of {choices}"
            )
        elif not given and "driver" not in node and "external" not in node:
            loading.fail(f"nothing says what it contains: one of {choices} is needed", node)
        return node

    return rule


def _address(node: Node, loading: Loading) -> Node:
    host = node.get("host_ip") if isinstance(node, Map) else None
    if isinstance(host, Scalar) and isinstance(host.value, str) and not _is_address(host.value):
        loading.fail(f"`{host.value}` is no IP address", host, "write an address such as 127.0.0.1 or ::1")
    return node


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _not_blank(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar) and node.value == "":
        loading.fail("the path to watch is empty", node)
    return node


def _count_or_ids(node: Node, loading: Loading) -> Node:
    if isinstance(node, Map) and "count" in node and "device_ids" in node:
        loading.fail("`count` and `device_ids` exclude each other", node.keys["count"], "remove one of them")
    return node


CHECKS: Final[Table[Rewrite]] = Table.of(
    {
        "configs.*": _one_content("file", "environment", "content"),
        "secrets.*": _one_content("file", "environment"),
        "services.*.deploy.resources.reservations.devices[*]": _count_or_ids,
        "services.*.develop.watch[*].path": _not_blank,
        "services.*.gpus[*]": _count_or_ids,
        "services.*.ports[*]": _address,
        "volumes.*": _external_alone,
    }
)
"""The places that are checked; every rule gives its node back as it is."""
