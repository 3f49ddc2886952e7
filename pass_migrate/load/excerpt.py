"""The source line that a problem speaks of, with a caret, and without the secrets that may stand in it.

Masking errs on the side of hiding: an excerpt shows where, the message says what.
"""

from __future__ import annotations

import re

from pass_migrate.errors import Place

WIDTH = 100
"""Characters of a line that are shown."""
LONGEST = 5000
"""Characters of a line that is looked through for secrets, and so can be shown."""
MASK = "***"

_BREAK = re.compile("\r\n|[\n\r]")
_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_YAML_NAME = re.compile(r"\.(?:ya?ml|json)$", re.IGNORECASE)
_CREDENTIAL = (
    r"(?i:pass(?:word|wd|phrase)?|pwd|secret|token|credential|auth|salt|cookie|dsn|jwt|cert(?:ificate)?"
    r"|(?:api|access|private|secret|encryption|signing|account)?[_.-]?key)"
)
# A word for a credential in a name (alone, behind a separator, or at a capital), and the value of that name.
_KEYED = re.compile(
    rf"(?:(?<![a-zA-Z])|(?<=[a-z])(?=[A-Z])){_CREDENTIAL}[sS]?(?![a-z])[\w.-]*[\"']?\s*[:=]\s*(?P<value>\S.*)"
)
_USERINFO = re.compile(r"\b[a-zA-Z][\w+.-]{0,20}://(?P<value>[^\s/@]+)@")
_BASIC = re.compile(r"(?:-u|--user|--proxy-user)[ =]\s*[\"']?[^\s:\"']+:(?P<value>[^\s\"']+)")
_BEARER = re.compile(r"\b(?:Bearer|Basic)\s+(?P<value>\S+)", re.IGNORECASE)
_LONG = re.compile(r"(?P<value>[A-Za-z0-9+/_-]{32,}={0,2})")
_REFERENCE = re.compile(r"\$\{?[A-Za-z_]\w*\}?[\"']?")


def excerpt(text: str, place: Place) -> str:
    """The line of `place` in `text` and a caret under its column; empty if there is none, or a huge one.

    In YAML, what looks like a credential by its key, by its form or by where it stands in a URL or a command
    is masked; in an env file every value is.
    """
    yaml = _YAML_NAME.search(place.file) is not None or place.file.startswith("<")
    lines = (_YAML_BREAK if yaml else _BREAK).split(text) if place.line else []
    if not 0 < place.line <= len(lines):
        return ""
    line, column = lines[place.line - 1], max(place.column, 1)
    if len(line) > LONGEST:
        return ""
    masked, caret = (_masked_yaml if yaml else _masked_env)(line, min(column, len(line) + 1))
    return _cut(masked.replace("\t", " "), caret)


def _masked_env(line: str, column: int) -> tuple[str, int]:
    """Show the name alone; nothing of a line without a separator, which may be a part of a value."""
    if line.lstrip().startswith("#"):
        return line, column
    separator = re.search("[=:]", line)
    if separator is None:
        return MASK, 1
    return line[: separator.end()] + MASK, min(column, separator.end() + 1)


def _masked_yaml(line: str, column: int) -> tuple[str, int]:
    """The line with its secrets masked, and where the column has moved to."""
    found = [
        match
        for pattern in (_KEYED, _USERINFO, _BASIC, _BEARER, _LONG)
        for match in pattern.finditer(line)
        if not (pattern is _KEYED and _REFERENCE.fullmatch(match["value"].strip()))
        and not (pattern is _LONG and not _looks_random(line, match))
    ]
    hidden = [match.span("value") for match in found]
    out, end, moved = "", 0, column
    for first, stop in sorted(hidden):
        if stop <= end:
            continue
        start = max(first, end)
        if column > stop:
            moved += len(MASK) - (stop - start)
        elif column > start + 1:
            moved -= column - start - 1
        out += line[end:start] + MASK
        end = stop
    return out + line[end:], moved


def _looks_random(line: str, match: re.Match[str]) -> bool:
    """Whether a long word is Base64, or hexadecimal digits other than the digest of an image."""
    word = match["value"]
    if re.fullmatch("[0-9a-f]+", word):
        return line[match.start() - 1 : match.start()] != ":"
    return all(re.search(kind, word) for kind in ("[0-9]", "[a-z]", "[A-Z]"))


def _cut(line: str, column: int) -> str:
    """At most `WIDTH` characters around the column, and the caret below."""
    start = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
    shown = line[start : start + WIDTH]
    before, after = "\u2026" if start else "", "\u2026" if start + WIDTH < len(line) else ""
    return f"{before}{shown}{after}\n{' ' * (len(before) + column - 1 - start)}^"
