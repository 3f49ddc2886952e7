"""The reference of exit codes."""

from __future__ import annotations

import ast
import inspect

from docs.generate.markdown import MADE, table
from pass_migrate import errors


def exit_codes_page() -> str:
    """The page."""
    said = _docstrings()
    rows = (
        [str(each.value), each.name.lower().replace("_", " "), said[each.name]] for each in errors.ExitCode
    )
    return f"{MADE}\n# Exit codes\n\n" + table(("code", "name", "meaning"), rows)


def _docstrings() -> dict[str, str]:
    """What stands below each member of the enumeration."""
    (body,) = ast.parse(inspect.getsource(errors.ExitCode)).body
    assert isinstance(body, ast.ClassDef)
    out = {}
    for name, text in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(name, ast.Assign)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            (target,) = name.targets
            assert isinstance(target, ast.Name)
            out[target.id] = str(text.value.value)
    return out
