"""The printed model as JSON, which differs from YAML as it does in Docker Compose.

JSON has no place for extensions inside the model, nor for models; it names the fields of devices with a
capital; and it says some things that YAML leaves out when they are empty.
"""

from __future__ import annotations

import json
from typing import Any, Final

from pass_migrate.load.compose.forms import FORMS
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.table import Table

_EMPTY: Final[dict[str, dict[str, Any]]] = {
    "services.*": {"command": None, "entrypoint": None},
    "services.*.deploy": {"resources": {}, "placement": {}},
    "services.*.develop.watch[*]": {"exec": {"command": None}},
    "services.*.develop.watch[*].exec": {"command": None},
    "services.*.post_start[*]": {"command": None},
    "services.*.pre_stop[*]": {"command": None},
    "networks.*": {"ipam": {}},
}
"""What is said although it is empty."""
_ALWAYS: Final = Table.of(_EMPTY)


def dump(shown: dict[str, Any]) -> str:
    """The printed model as JSON text."""
    extensions = {name: value for name, value in shown.items() if name not in FORMS.named}
    model = _said(shown, FORMS, _ALWAYS)
    model.pop("models", None)
    return json.dumps({**model, **extensions}, indent=2, ensure_ascii=False)


def _said(value: Any, forms: Table[Kind] | None, always: Table[dict[str, Any]] | None) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if forms is None:
        return value
    if isinstance(value, list):
        return [_said(item, forms.item, always.item if always else None) for item in value]
    if not isinstance(value, dict):
        return value
    if value == {"soft": 0, "hard": 0}:
        return {}
    out: dict[str, Any] = dict(always.rule) if always is not None and always.rule is not None else {}
    for name, item in value.items():
        below = forms.under(name)
        if below is not None or not forms.named:
            shown = name.capitalize() if "rate" in forms.named or _is_weight(forms) else name
            out[shown] = _said(item, below, always.under(name) if always is not None else None)
    return out


def _is_weight(forms: Table[Kind]) -> bool:
    return forms.named.keys() == {"path", "weight"}
