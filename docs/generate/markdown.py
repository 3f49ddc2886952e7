"""Small pieces of Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `python -m docs.generate`; edits are lost. -->\n"
"""The first line of every generated page."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where there are no rows."""
    body = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows]
    if not body:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body]) + "\n"


def code(text: object) -> str:
    """Text in the type of code; nothing where there is none."""
    return f"`{text}`" if str(text) else ""


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: paragraphs on one line each, indented parts as they are."""
    out = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(docstring or "")):
        if paragraph.startswith((" ", "* ", "- ")):
            out.append(paragraph)
        else:
            out.append(re.sub(r"\s*\n\s*", " ", paragraph))
    return "\n\n".join(out)
