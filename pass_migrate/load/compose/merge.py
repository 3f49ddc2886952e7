"""Merging one model over another: what a later file, or a service that extends, does to what was there.

Mappings merge key by key, lists are appended, a single value is replaced, and an empty value keeps what was
there. The table names the attributes that follow a rule of their own. Source of the rules: the Compose
specification, "Merge", and the behaviour of Docker Compose 2.40 where the two differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pass_migrate.load.compose.entries import to_list
from pass_migrate.load.compose.loading import Loading, head, joined, leaves
from pass_migrate.load.compose.table import Table
from pass_migrate.load.tree import Map, Node, Scalar, Seq

KEEPS: Final = "an empty value in an override keeps what was set before it"

Merger: TypeAlias = Callable[[Node, Node, "Table[Merger]", Loading], Node]
"""A rule for one attribute: what was there, what comes over it, the rules below, and the load."""


def merge(base: Node, over: Node, rules: Table[Merger] | None, loading: Loading) -> Node:
    """`over` merged over `base`; neither is changed. A clash of kinds is noted as a problem."""
    if rules is not None and rules.rule is not None:
        return rules.rule(base, over, rules, loading)
    return by_default(base, over, rules, loading)


def by_default(base: Node, over: Node, rules: Table[Merger] | None, loading: Loading) -> Node:
    """The rule for everything that has no rule of its own."""
    if isinstance(over, Scalar) and over.value is None:
        loading.idle(over, KEEPS)
        return base
    match base, over:
        case Map(), Map():
            return maps(base, over, rules, loading)
        case Seq(), Seq():
            return append(base, over, loading)
        case Scalar(), _:
            return replaced(base, over, loading)
        case _:
            wanted = "mapping" if isinstance(base, Map) else "list"
            loading.fail(
                f"cannot override {over.leaf.path}: it was a {wanted} before and is none here",
                over,
                f"write a {wanted}, as in {base.leaf.place}",
            )
            return base


def maps(base: Map, over: Map, rules: Table[Merger] | None, loading: Loading) -> Map:
    """Key by key; a name that both have is one name written in two places."""
    _say_if_empty((base, over), loading)
    out = base.copy()
    for key, value in over.items.items():
        name = over.keys[key]
        if key in base:
            below = rules.under(key) if rules is not None else None
            out.items[key] = merge(base.items[key], value, below, loading)
            out.keys[key] = joined(base.keys[key], name)
        else:
            out.put(key, value, name)
    return out


def append(base: Seq, over: Seq, loading: Loading) -> Seq:
    """What was there, then what is new."""
    _say_if_empty((base, over), loading)
    return Seq([*base.items, *over.items], base.leaf)


def _say_if_empty(nodes: tuple[Map | Seq, ...], loading: Loading) -> None:
    for node in nodes:
        if not node.items:
            loading.idle(node, "it is empty and adds nothing")


def replaced(base: Node, over: Node, loading: Loading) -> Node:
    """What comes later stands alone."""
    loading.lose(base, over)
    return over


def _replace(base: Node, over: Node, _rules: Table[Merger], loading: Loading) -> Node:
    return replaced(base, over, loading)


def _entries(base: Node, over: Node, _rules: Table[Merger], loading: Loading) -> Node:
    return append(to_list(base, loading), to_list(over, loading), loading)


def _new_hosts(base: Node, over: Node, _rules: Table[Merger], loading: Loading) -> Node:
    """Entries that stand there letter by letter are not added again; one host may have several addresses."""
    hosts, more = to_list(base, loading), to_list(over, loading)
    known = {item.value: item for item in hosts.items if isinstance(item, Scalar)}
    added: list[Node] = []
    for item in more.items:
        if isinstance(item, Scalar) and item.value in known:
            loading.lose(item, known[item.value])
        else:
            added.append(item)
    return append(hosts, Seq(added, more.leaf), loading)


def _dependencies(base: Node, over: Node, rules: Table[Merger], loading: Loading) -> Node:
    return _as_maps(base, over, rules, loading, started)


def _memberships(base: Node, over: Node, rules: Table[Merger], loading: Loading) -> Node:
    return _as_maps(base, over, rules, loading, lambda name: Scalar(None, name.leaf, default=True))


def _as_maps(
    base: Node, over: Node, rules: Table[Merger], loading: Loading, value: Callable[[Scalar], Node]
) -> Node:
    left, right = names_to_map(base, loading, value), names_to_map(over, loading, value)
    return maps(left, right, rules, loading)


def names_to_map(node: Node, loading: Loading, value: Callable[[Scalar], Node]) -> Map:
    """A list of names as a mapping from each name to `value` of it."""
    if isinstance(node, Map):
        return node
    out = Map({}, {}, node.leaf)
    for item in node.items if isinstance(node, Seq) else ():
        if not (isinstance(item, Scalar) and isinstance(item.value, str)):
            loading.fail("an entry of this list must be a name", item)
        elif item.value in out:
            loading.lose(item, out.keys[item.value])
        else:
            out.put(item.value, value(item), item)
    if isinstance(node, Scalar):
        if node.value is not None:
            loading.warn(
                "this is neither a list of names nor a mapping and has no effect", node, "write a list"
            )
        loading.idle(node, KEEPS)
    return out


def started(name: Scalar) -> Map:
    """What a bare name in `depends_on` means: wait until the service has been started, and insist on it."""
    out = Map({}, {}, name.leaf)
    out.put("condition", Scalar("service_started", name.leaf, default=True))
    out.put("required", Scalar(True, name.leaf, default=True))
    return out


def _build(base: Node, over: Node, rules: Table[Merger], loading: Loading) -> Node:
    return by_default(with_context(base), with_context(over), rules, loading)


def with_context(node: Node) -> Node:
    """The short form of `build` as a mapping."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        out = Map({}, {}, node.leaf)
        out.put("context", node)
        return out
    return node


def _logging(base: Node, over: Node, rules: Table[Merger], loading: Loading) -> Node:
    """The options belong to the driver: they merge only if both name the same driver, or one names none."""
    if isinstance(base, Map) and isinstance(over, Map):
        old, new = base.get("driver"), over.get("driver")
        if isinstance(old, Scalar) and isinstance(new, Scalar) and old.value != new.value:
            return replaced(base, over, loading)
    elif not isinstance(over, Map):
        loading.fail("logging must be a mapping with `driver` and `options`", over)
        return base
    return by_default(base, over, rules, loading)


def _address_pools(base: Node, over: Node, _rules: Table[Merger], loading: Loading) -> Node:
    """Pools are matched by subnet as Docker Compose does it: a pool the override does not name is lost."""
    if not (isinstance(base, Seq) and isinstance(over, Seq)):
        loading.fail("ipam.config must be a list of address pools", over)
        return base
    pools: list[Map] = []
    for pool in base.items:
        original = pool
        for addition in over.items:
            if not (isinstance(original, Map) and isinstance(addition, Map)):
                loading.fail("an entry of ipam.config must be a mapping", addition)
                continue
            subnet = _subnet(addition)
            if subnet != _subnet(original) and subnet not in map(_subnet, pools):
                pools.append(addition)
                continue
            original = maps(original, addition, None, loading)
            known = next((i for i, other in enumerate(pools) if _subnet(other) == _subnet(original)), None)
            if known is None:
                pools.append(original)
            else:
                pools[known] = original
    out = Seq(list(pools), over.leaf)
    kept = set(leaves(out))
    loading.lose_all((leaf for leaf in leaves(base) if leaf not in kept), head(over))
    loading.lose_all((leaf for leaf in leaves(over) if leaf not in kept), head(out))
    return out


def _subnet(pool: Map) -> object:
    subnet = pool.get("subnet")
    return subnet.value if isinstance(subnet, Scalar) else None


MERGE: Final[Table[Merger]] = Table.of(
    {
        "networks.*.ipam.config": _address_pools,
        "networks.*.labels": _entries,
        "volumes.*.labels": _entries,
        "services.*.annotations": _entries,
        "services.*.build": _build,
        "services.*.build.additional_contexts": _entries,
        "services.*.build.args": _entries,
        "services.*.build.extra_hosts": _new_hosts,
        "services.*.build.labels": _entries,
        "services.*.command": _replace,
        "services.*.depends_on": _dependencies,
        "services.*.deploy.labels": _entries,
        "services.*.dns": _entries,
        "services.*.dns_opt": _entries,
        "services.*.dns_search": _entries,
        "services.*.entrypoint": _replace,
        "services.*.env_file": _entries,
        "services.*.environment": _entries,
        "services.*.extra_hosts": _new_hosts,
        "services.*.healthcheck.test": _replace,
        "services.*.label_file": _entries,
        "services.*.labels": _entries,
        "services.*.logging": _logging,
        "services.*.models": _memberships,
        "services.*.networks": _memberships,
        "services.*.sysctls": _entries,
        "services.*.tmpfs": _entries,
        "services.*.ulimits.*": _replace,
    }
)
"""The attributes that do not merge by the default rule."""

SERVICE: Final[Table[Merger]] = MERGE.named["services"].any or Table()
"""The rules for one service over another."""
