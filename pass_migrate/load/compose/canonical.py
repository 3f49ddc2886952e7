"""Short forms written out: every attribute in the one form that the rest of the program reads.

Runs after each document on the whole model, so a form that is long already comes back as it is. Sources:
the Compose specification's short syntaxes, and Docker Compose 2.40 for what it leaves open.
"""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose import ports, volumes
from pass_migrate.load.compose.entries import split
from pass_migrate.load.compose.external import external
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.merge import names_to_map, started, with_context
from pass_migrate.load.compose.scope import clean
from pass_migrate.load.compose.table import Rewrite, Table
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.load.yaml_scalars import go_text

_DEVICE: Final = ("source", "target", "permissions")


def _build(node: Node, _loading: Loading) -> Node:
    return with_context(node)


def _list_of_one(node: Node, _loading: Loading) -> Node:
    return Seq([node], node.leaf) if isinstance(node, Scalar) and isinstance(node.value, str) else node


def _as_text(node: Node, _loading: Loading) -> Node:
    return node.with_value(go_text(node.value)) if isinstance(node, Scalar) else node


def _source(node: Node, _loading: Loading) -> Node:
    return _under("source", node) if isinstance(node, Scalar) else node


def _service(node: Node, _loading: Loading) -> Node:
    return _under("service", node) if isinstance(node, Scalar) else node


def _under(key: str, node: Scalar) -> Map:
    out = Map({}, {}, node.leaf)
    out.put(key, node)
    return out


def _memberships(node: Node, loading: Loading) -> Node:
    if isinstance(node, Seq):
        return names_to_map(node, loading, lambda name: Scalar(None, name.leaf, default=True))
    return node


def _dependencies(node: Node, loading: Loading) -> Node:
    if isinstance(node, Seq):
        return names_to_map(node, loading, started)
    if not isinstance(node, Map):
        return node
    out = node
    for key, value in node.items.items():
        if not isinstance(value, Map):
            loading.fail(f"depends_on.{key} must be a mapping with a `condition`", value)
        elif "condition" not in value or "required" not in value:
            filled = value.copy()
            for name, implied in started(node.keys[key]).items.items():
                if name not in filled:
                    filled.put(name, implied)
            out = node.copy() if out is node else out
            out.items[key] = filled
    return out


def _env_files(node: Node, loading: Loading) -> Node:
    listed = _list_of_one(node, loading)
    if not isinstance(listed, Seq):
        loading.fail("`env_file` must be a path or a list", node)
        return node
    items: list[Node] = []
    for item in listed.items:
        entry = _under("path", item) if isinstance(item, Scalar) else item
        if isinstance(entry, Map) and "required" not in entry:
            entry = entry.copy()
            entry.put("required", Scalar(True, entry.leaf, default=True))
        items.append(entry)
    return Seq(items, node.leaf)


def _gpus(node: Node, _loading: Loading) -> Node:
    return Seq([_under("count", node)], node.leaf) if isinstance(node, Scalar) else node


def _contexts(node: Node, loading: Loading) -> Node:
    if not isinstance(node, Seq):
        return node
    out = Map({}, {}, node.leaf)
    for item in node.items:
        if not isinstance(item, Scalar):
            continue
        name, value = split(item, loading)
        if value is None:
            loading.fail(f"`{item.value}` names no context", item, "write NAME=CONTEXT")
            continue
        if str(name.value) in out:
            loading.lose(out.items[str(name.value)], value)
            loading.lose(out.keys[str(name.value)], name)
        out.put(str(name.value), value, name)
    return out


def _ssh(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar):
        loading.fail("build.ssh must be a list or a mapping", node, "write `- default`, or `- NAME=PATH`")
    if not isinstance(node, Seq):
        return node
    out = Map({}, {}, node.leaf)
    for item in node.items:
        if not isinstance(item, Scalar):
            continue
        name, value = split(item, loading)
        if value is None and name.value != "default":
            loading.fail(
                f"the SSH key `{item.value}` has no path", item, "write NAME=PATH; only `default` needs none"
            )
        if str(name.value) in out:
            loading.lose(out.items[str(name.value)], name)
            loading.lose(out.keys[str(name.value)], name)
        out.put(str(name.value), value or Scalar(None, name.leaf, default=True), name)
    return out


def _device(node: Node, loading: Loading) -> Node:
    if not (isinstance(node, Scalar) and isinstance(node.value, str)):
        return node
    fields = node.value.split(":")
    if len(fields) > len(_DEVICE):
        loading.fail("a device is written SOURCE[:TARGET[:PERMISSIONS]]", node, "use the long form")
        return node
    parts: dict[str, Scalar] = {}
    start = 0
    for name, text in zip(_DEVICE, fields, strict=False):
        parts[name] = node.part(start, start + len(text), name) if fields[1:] else node
        start += len(text) + 1
    if fields[1:]:
        loading.journal.split(node.leaf, (part.leaf for part in parts.values()))
    if "target" in parts and not parts["target"].value:
        loading.idle(parts["target"], "an empty target is that of the source")
    out = Map({}, {}, node.leaf)
    out.put("source", parts["source"])
    out.put("target", parts["target"] if fields[1:] and fields[1] else parts["source"])
    out.put("permissions", parts.get("permissions") or Scalar("rwm", node.leaf, default=True))
    return out


def _volume(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        with loading.collecting():
            volume = volumes.expand(node, loading.journal)
            target = volume.get("target")
            if isinstance(target, Scalar) and target.value:
                volume.items["target"] = target.with_value(clean(str(target.value)))
            return volume
    return node


def _ports(node: Node, loading: Loading) -> Node:
    if not isinstance(node, Seq) or all(isinstance(item, Map) for item in node.items):
        return node
    items: list[Node] = []
    for item in node.items:
        if isinstance(item, Scalar):
            with loading.collecting():
                items += ports.expand(item, loading.journal)
        else:
            items.append(item)
    return Seq(items, node.leaf)


def _ulimit(node: Node, loading: Loading) -> Node:
    if isinstance(node, Scalar) and (isinstance(node.value, bool) or not isinstance(node.value, int)):
        loading.fail("a ulimit must be a whole number, or a mapping with `soft` and `hard`", node)
    return node


def _without_blanks(node: Node, loading: Loading) -> Node:
    """Empty addresses say nothing: `dns: ${DNS_SERVER:-}` is no error."""
    if isinstance(node, Scalar) and node.value == "":
        return node
    if not isinstance(node, Seq):
        return node
    kept = [item for item in node.items if not (isinstance(item, Scalar) and item.value in ("", None))]
    for item in node.items:
        if item not in kept:
            loading.idle(item, "an empty address is left out")
    return Seq(kept, node.leaf) if len(kept) < len(node.items) else node


def _dns(node: Node, loading: Loading) -> Node:
    return _without_blanks(_list_of_one(node, loading), loading)


CANONICAL: Final[Table[Rewrite]] = Table.of(
    {
        "configs.*": external,
        "networks.*": external,
        "secrets.*": external,
        "volumes.*": external,
        "services.*.build": _build,
        "services.*.build.additional_contexts": _contexts,
        "services.*.build.provenance": _as_text,
        "services.*.build.sbom": _as_text,
        "services.*.build.secrets[*]": _source,
        "services.*.build.ssh": _ssh,
        "services.*.build.ulimits.*": _ulimit,
        "services.*.configs[*]": _source,
        "services.*.depends_on": _dependencies,
        "services.*.develop.watch[*].ignore": _list_of_one,
        "services.*.develop.watch[*].include": _list_of_one,
        "services.*.devices[*]": _device,
        "services.*.dns": _dns,
        "services.*.env_file": _env_files,
        "services.*.extends": _service,
        "services.*.gpus": _gpus,
        "services.*.label_file": _list_of_one,
        "services.*.models": _memberships,
        "services.*.networks": _memberships,
        "services.*.ports": _ports,
        "services.*.secrets[*]": _source,
        "services.*.ulimits.*": _ulimit,
        "services.*.volumes[*]": _volume,
    }
)
"""The attributes that have a short form."""
