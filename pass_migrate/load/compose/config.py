"""The resolved model as `docker-compose config` prints it, in YAML and in JSON.

Attributes that say nothing (an empty list, a `false` that is the default) are left out, and every `$` is
doubled, so that what is printed can be read again.
"""

from __future__ import annotations

from typing import Any, Literal

from pass_migrate.load.compose import config_json, config_yaml
from pass_migrate.load.compose.forms import FORMS
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.table import Table
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map, Node, Scalar, Seq, plain


def config(project: Project) -> dict[str, Any]:
    """The model as plain data in the order of printing, without what says nothing; `$` is not doubled."""
    shown: dict[str, Any] = _shown(project.tree, FORMS)
    for kind in ("secrets", "configs"):
        for resource in shown.get(kind, {}).values():
            if "environment" in resource:
                resource.pop("content", None)
    return shown


def render(project: Project, form: Literal["yaml", "json"] = "yaml") -> str:
    """The text that `docker-compose config --format FORM` would print."""
    text = config_json.dump(config(project)) if form == "json" else config_yaml.dump(config(project))
    return text.replace("$", "$$")


def _shown(node: Node, forms: Table[Kind] | None) -> Any:
    if forms is None or isinstance(node, Scalar):
        return plain(node)
    if isinstance(node, Seq):
        return [_shown(item, forms.item) for item in node.items]
    if forms.any is not None:
        return {name: _entry(value, forms.any) for name, value in node.items.items()}
    if not forms.named:
        return plain(node)
    shown = {}
    for name in sorted({*node.items, *_always(forms)}, key=forms.place):
        below = forms.named.get(name)
        kind = below.rule if below is not None else None
        value = _attribute(node, name, forms) if name in node else None
        if value is None and kind is not None:
            value = kind.absent
        if kind is None or not kind.blank(value):
            shown[name] = value
    return shown


def _always(forms: Table[Kind]) -> list[str]:
    """The attributes that are printed even if they are not said."""
    return [
        name
        for name, below in forms.named.items()
        if below.rule is not None and below.rule.absent is not None
    ]


def _entry(value: Node, forms: Table[Kind]) -> Any:
    shown = _shown(value, forms)
    return {"soft": 0, "hard": 0} if shown == 0 and "soft" in forms.named else shown


def _attribute(node: Map, name: str, forms: Table[Kind]) -> Any:
    value = node.items[name]
    if name == "ssh" and isinstance(value, Map):
        return [f"{key}: {path}" if path else key for key, path in plain(value).items()]
    return _shown(value, forms.named.get(name))
