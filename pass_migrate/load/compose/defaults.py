"""What Docker Compose adds where an attribute is left out, before it checks the model."""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose.loading import Loading, default
from pass_migrate.load.compose.table import Rewrite, Table
from pass_migrate.load.tree import Map, Node, Scalar, Value
from pass_migrate.load.yaml_scalars import go_text


def _with(**defaults: Value) -> Rewrite:
    """A mapping that has these attributes where it has no others of the name."""

    def rule(node: Node, _loading: Loading) -> Node:
        if not isinstance(node, Map) or all(name in node for name in defaults):
            return node
        out = node.copy()
        for name, value in defaults.items():
            if name not in out:
                out.put(name, default(value, node))
        return out

    return rule


def _secret_target(node: Node, _loading: Loading) -> Node:
    if not isinstance(node, Map) or "target" in node:
        return node
    source = node.get("source")
    name = go_text(source.value) if isinstance(source, Scalar) else "<nil>"
    out = node.copy()
    out.put("target", default(f"/run/secrets/{name}", node))
    return out


def _all_devices(node: Node, loading: Loading) -> Node:
    if not isinstance(node, Map) or "device_ids" in node:
        return node
    return _with(count="all")(node, loading)


DEFAULTS: Final[Table[Rewrite]] = Table.of(
    {
        "services.*.build": _with(context="."),
        "services.*.deploy.resources.reservations.devices[*]": _all_devices,
        "services.*.gpus[*]": _all_devices,
        "services.*.ports[*]": _with(protocol="tcp", mode="ingress"),
        "services.*.secrets[*]": _secret_target,
    }
)
"""The attributes that have a default of this kind."""
