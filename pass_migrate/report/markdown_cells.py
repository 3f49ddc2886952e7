"""Pieces of Markdown (GitHub's) that say what they are given, whatever characters it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pass_migrate.report.places import spoken

_SPECIAL = re.compile(r"([\\`*<|\[\]~$]|(?<!\w)_|_(?!\w)|@(?=\w)|#(?=\d)|(?<!\S)[#>+-](?=\s|$))")
"""What GitHub's Markdown would take for markup, a mention or an issue; a `_` inside of a word is none."""
_ODD = re.compile(r"[`|]")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@lru_cache(maxsize=1 << 14)
def cell(text: str) -> str:
    """Text that stands for itself: nothing in it is markup, a mention or a new cell."""
    return _SPECIAL.sub(r"\\\1", spoken(text))


def code(text: str) -> str:
    """Text as code, also in a table."""
    if not _ODD.search(text) and text.isprintable():
        return f"`{text}`" if text else ""
    text = spoken(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    room = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{room}{text}{room}{fence}"


@lru_cache(maxsize=1 << 12)
def sentence(text: str) -> str:
    """A sentence of ours, in which backticks set off code."""
    parts = re.split(r"(`[^`]+`)", spoken(text))
    return "".join(
        code(part[1:-1]) if len(part) > 2 and part[0] == "`" else _SPECIAL.sub(r"\\\1", part)
        for part in parts
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """A table; the columns in `right` hold numbers. Empty without rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return []
    rule = "|".join("---:" if column in right else "---" for column in range(len(head)))
    return [f"| {' | '.join(head)} |", f"|{rule}|", *body]


def fold(summary: str, content: Sequence[str]) -> list[str]:
    """What is long, behind a line that says what it is."""
    return (
        ["<details>", f"<summary>{_html(summary)}</summary>", "", *content, "", "</details>"]
        if content
        else []
    )


def _html(text: str) -> str:
    """A line of Markdown inside of an HTML tag, where only HTML is read."""
    text = re.sub(r"\\(.)", r"\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text)


def anchors(headings: Iterable[str]) -> list[str]:
    """The fragments by which GitHub links to all headings of a text; a second of the same is numbered."""
    out: list[str] = []
    seen: dict[str, int] = {}
    for heading in headings:
        slug = _NOT_IN_ANCHOR.sub("", spoken(heading).strip().lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        out.append(f"{slug}-{count}" if count else slug)
    return out
