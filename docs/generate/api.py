"""The reference of the Python interface."""

from __future__ import annotations

import inspect
from typing import Any

import pass_migrate
from docs.generate.markdown import MADE, code, prose

HEAD = """# Python

Everything that `pass_migrate` exports. Other names are not part of the interface.
"""


def api_page() -> str:
    """The page."""
    return "\n".join(
        [MADE, HEAD, *(_entry(name, getattr(pass_migrate, name)) for name in pass_migrate.__all__)]
    )


def _entry(name: str, value: Any) -> str:
    lines = [f"## {name}", "", *_signature(name, value), prose(inspect.getdoc(value)), ""]
    for member, body in sorted(vars(value).items()) if inspect.isclass(value) else ():
        function = body.fget if isinstance(body, property) else getattr(body, "__func__", body)
        if not member.startswith("_") and inspect.isfunction(function) and function.__doc__:
            call = "" if isinstance(body, property) else _arguments(function)
            lines.append(f"* {code(f'.{member}{call}')}: {prose(function.__doc__)}")
    return "\n".join([*lines, ""]).rstrip() + "\n"


def _signature(name: str, value: Any) -> list[str]:
    return [f"```python\n{name}{_arguments(value)}\n```", ""] if inspect.isfunction(value) else []


def _arguments(function: Any) -> str:
    signature = inspect.signature(function)
    parameters = [each for each in signature.parameters.values() if each.name not in ("self", "cls")]
    return str(signature.replace(parameters=parameters)).replace("'", "")
