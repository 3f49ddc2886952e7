"""The model in its resolved form: every value of its kind, attributes in their order, names sorted."""

from __future__ import annotations

from pass_migrate.load.compose.bind_environment import CONTENT
from pass_migrate.load.compose.forms import FORMS, IGNORED
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.table import Table
from pass_migrate.load.tree import Map, Node, Seq


def resolved(model: Map, loading: Loading) -> Map:
    """The model in the forms of `FORMS`; problems are noted."""
    return as_map(_form(model, FORMS, loading))


def _form(node: Node, forms: Table[Kind], loading: Loading) -> Node:
    if isinstance(node, Map):
        if forms.any is not None:
            node = _names(node, forms.any, loading)
        elif forms.named:
            node = _attributes(node, forms, loading)
    elif isinstance(node, Seq) and forms.item is not None:
        node = Seq([_form(item, forms.item, loading) for item in node.items], node.leaf)
    return node if forms.rule is None else forms.rule.read(node, loading)


def _names(node: Map, forms: Table[Kind], loading: Loading) -> Map:
    out = Map({}, {}, node.leaf)
    for name in sorted(node.items):
        out.items[name] = _form(node.items[name], forms, loading)
        out.keys[name] = node.keys[name]
    return out


def _attributes(node: Map, forms: Table[Kind], loading: Loading) -> Map:
    out = Map({}, {}, node.leaf)
    extensible = forms.rule is None or forms.rule.extensible
    for name in sorted(node.items, key=forms.place):
        below = forms.named.get(name)
        value = node.items[name]
        if below is not None:
            out.items[name] = _form(value, below, loading)
            out.keys[name] = node.keys[name]
        elif name == CONTENT:
            out.put("content", value)
        elif extensible and name.startswith("x-"):
            out.items[name] = value
            out.keys[name] = node.keys[name]
        else:
            loading.idle(value, IGNORED)
            for leaf in node.keys[name].leaves:
                loading.journal.idle(leaf, IGNORED)
    return out
