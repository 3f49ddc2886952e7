"""The look of the terminal report: one sign and one colour for each fate and severity.

No colour carries meaning alone: without colours, and on a terminal that knows no more than ASCII, the signs
say it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import IO

from rich.console import Console, RenderableType
from rich.text import Text

from pass_migrate.facts import Fate
from pass_migrate.model import Severity
from pass_migrate.report.places import spoken

SIGNS = {
    Fate.CARRIED: "=", Fate.APPROXIMATED: "≈", Fate.DECIDED: "?", Fate.DROPPED: "✗", Fate.OVERRIDDEN: "↷",
    Fate.IRRELEVANT: "·", Fate.UNACCOUNTED: "!",
}  # fmt: skip
COLOURS = {
    Fate.CARRIED: "green", Fate.APPROXIMATED: "yellow", Fate.DECIDED: "cyan", Fate.DROPPED: "red",
    Fate.OVERRIDDEN: "bright_black", Fate.IRRELEVANT: "bright_black", Fate.UNACCOUNTED: "bold white on red",
}  # fmt: skip
SEVERITIES = {
    Severity.ERROR: ("✗", "bold red"), Severity.WARNING: ("!", "bold yellow"), Severity.NOTE: ("i", "blue"),
}  # fmt: skip

PIPE_WIDTH = 100
"""Columns where the output is no terminal and `COLUMNS` says nothing."""

_ASCII = str.maketrans({
    "≈": "~", "✗": "x", "↷": ">", "·": ".", "→": ">", "←": "<", "…": "~", "✔": "+", "█": "#", "•": "*",
    "—": "-", "≥": ">", "×": "x",  # noqa: RUF001 - the sign itself
})  # fmt: skip


def console(stream: IO[str], *, color: bool | None = None) -> Console:
    """A console on a stream: plain text where it is no terminal; `color=False` turns colours off.

    `NO_COLOR` and `FORCE_COLOR` are obeyed (no-color.org, force-color.org).
    """
    if color is None and os.environ.get("NO_COLOR"):
        color = False
    width = None
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        width = PIPE_WIDTH
    return Console(
        file=stream, width=width, no_color=color is False or None, markup=False, highlight=False, emoji=False,
        soft_wrap=False, safe_box=True,
    )  # fmt: skip


def emit(screen: Console, content: Iterable[RenderableType]) -> None:
    """Print, without the spaces that columns are padded with, and with signs that the stream knows."""
    with screen.capture() as capture:
        for item in content:
            screen.print(item)
    text = re.sub(r" +(?=\n)", "", capture.get())
    encoding = getattr(screen.file, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    screen.file.write(text)


def code(text: str, style: str = "") -> Text:
    """Text of the input, safe to print."""
    return mark(spoken(text), style)


def mark(text: str, style: str = "") -> Text:
    """Text in a style that ends with it: what is appended does not take it on."""
    return Text(overflow="fold").append(text, style)


def prose(text: str, style: str = "") -> Text:
    """A sentence with `code` in it: what stands between backticks is set off."""
    out = Text(style=style)
    for part in re.split(r"(`[^`]+`)", spoken(text)):
        if len(part) > 2 and part[0] == part[-1] == "`":
            out.append(part[1:-1], "bold" if style else "cyan")
        else:
            out.append(part)
    return out
