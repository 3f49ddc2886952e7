"""The model in its resolved form: every value of its kind, attributes in their order, names sorted."""

from __future__ import annotations

from pass_migrate.load.compose.bind_environment import CONTENT
from pass_migrate.load.compose.form_words import as_it_is
from pass_migrate.load.compose.forms import FORMS, IGNORED
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.table import Table
from pass_migrate.load.tree import Map, Node, Seq, plain


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
    elif forms.rule is not None and forms.rule.read is as_it_is:
        _check_kind(node, forms, loading)
    return node if forms.rule is None else forms.rule.read(node, loading)


def _check_kind(node: Node, forms: Table[Kind], loading: Loading) -> None:
    """A container of the model must be one; the schema does not look into networks with unusual names."""
    wanted = "mapping" if forms.named or forms.any is not None else "list" if forms.item is not None else ""
    if wanted and plain(node) is not None:
        loading.fail(f"`{node.leaf.path}` must be a {wanted}", node)


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
            loading.idle_under(node, name, IGNORED)
    return out
