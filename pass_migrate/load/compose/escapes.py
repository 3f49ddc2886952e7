"""The backslash escapes of a double-quoted value of an env file: compose-go 2.9.1, dotenv/parser.go."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0[0-9]{0,3})')
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}


def unescape(text: str, origins: list[int]) -> tuple[str, list[int]]:
    r"""A double-quoted text with its escapes replaced; `\$` becomes `$$`, a dollar to interpolation.

    `origins` are the offsets of the characters in the file, and one more for the end; both come back in step.
    """
    if "\\" not in text:
        return text, origins
    out: list[str] = []
    places: list[int] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        out += text[position : match.start()]
        places += origins[position : match.start()]
        meant = _meant(match.group())
        out += meant
        places += [origins[match.start()]] * len(meant)
        position = match.end()
    return "".join(out) + text[position:], places + origins[position:]


def _meant(escape: str) -> str:
    """What one escape stands for; what Go does not know stays, an octal without its zero."""
    if escape == r"\$":
        return "$$"
    if escape.startswith(r"\0"):
        digits = escape[2:]
        if re.fullmatch("[0-3][0-7]{2}", digits):
            return chr(int(digits, 8))
        return "\\" + digits
    return _LETTERS.get(escape[1], escape)
