"""Resources that live outside the project: `external: true`, and the older `external: {name: ...}`."""

from __future__ import annotations

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar


def external(node: Node, loading: Loading) -> Node:
    """The resource with `external` as a yes or no and its name, if it had one there, beside it."""
    inner = node.get("external") if isinstance(node, Map) else None
    if not isinstance(node, Map) or not isinstance(inner, Map):
        return node
    out = node.copy()
    out.items["external"] = Scalar(True, inner.leaf, default=bool(inner.items))
    outer_name, inner_name = node.get("name"), inner.get("name")
    for key in inner.items:
        if key != "name":
            loading.idle_under(inner, key, "only the name of an external resource is used")
    if isinstance(inner_name, Scalar):
        loading.warn("external.name is deprecated", inner_name, "write `name:` and `external: true` instead")
        if not isinstance(outer_name, Scalar):
            out.put("name", inner_name, inner.keys["name"])
        elif outer_name.value != inner_name.value:
            loading.fail("`name` and `external.name` differ", inner_name, "keep `name` only")
        else:
            loading.journal.bring(inner_name.leaf, outer_name.leaves)
    return out
