"""Plain data as YAML that a Compose reader reads back as it was: texts stay texts, numbers numbers."""

from __future__ import annotations

from typing import Any

import yaml

from pass_migrate.load.yaml_scalars import go_text, resolve


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and quotes what YAML 1.2 would not read as a text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None if isinstance(resolve(value), str) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", go_text(value))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)


def dump(data: dict[str, Any]) -> str:
    """The data as YAML text, keys in the order that they have."""
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**16, default_flow_style=False
    )
