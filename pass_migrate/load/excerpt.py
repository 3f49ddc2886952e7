"""The source line that a problem speaks of, with a caret, and without the secrets that may stand in it.

Masking errs on the side of hiding: an excerpt shows where, the message says what.
"""

from __future__ import annotations

import re

from pass_migrate.errors import Place

WIDTH = 100
"""Characters of a line that are shown."""
MASK = "***"

_BREAK = re.compile("\r\n|[\n\r]")
_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_YAML_NAME = re.compile(r"\.(?:ya?ml|json)$", re.IGNORECASE)
_CREDENTIAL = (
    r"(?i:pass(?:word|wd|phrase)?|pwd|secret|token|credential|auth|salt|cookie|dsn|jwt|cert(?:ificate)?"
    r"|(?:api|access|private|secret|encryption|signing|account)?[_.-]?key)"
)
# A name with a word for a credential in it (alone, behind a separator, or where a capital begins), and its value.
_KEYED = re.compile(
    rf"""["']?[\w.-]*?(?:(?<![a-zA-Z])|(?<=[a-z])(?=[A-Z])){_CREDENTIAL}[sS]?(?:[_.-]\w+|[A-Z]\w*)*["']?"""
    r"""\s*[:=]\s*(?P<value>\S.*)"""
)
_USERINFO = re.compile(r"(?P<scheme>[a-zA-Z][\w+.-]*://)(?P<user>[^\s/@]+)@")
_BASIC = re.compile(r"(?P<flag>(?:-u|--user|--proxy-user)[ =]\s*[\"']?[^\s:\"']+:)(?P<password>[^\s\"']+)")
_BEARER = re.compile(r"(?P<scheme>\b(?:Bearer|Basic)\s+)\S+", re.IGNORECASE)
# Base64 of some length, or hexadecimal digits other than those of an image.
_LONG = re.compile(
    r"(?=[A-Za-z+/_-]*\d)(?=[a-z0-9+/_-]*[A-Z])(?=[A-Z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{32,}={0,2}"
    r"|(?<![:0-9A-Za-z])[0-9a-f]{32,}"
)
_REFERENCE = re.compile(r"\$\{?[A-Za-z_]\w*\}?[\"']?")


def excerpt(text: str, place: Place) -> str:
    """The line of `place` in `text` and a caret under its column; empty if there is no such line.

    In YAML, what looks like a credential by its key, by its form or by where it stands in a URL or a command
    is masked; in an env file every value is.
    """
    yaml = _YAML_NAME.search(place.file) is not None or place.file in ("-", "<stdin>")
    lines = (_YAML_BREAK if yaml else _BREAK).split(text) if place.line else []
    if not 0 < place.line <= len(lines):
        return ""
    line, column = lines[place.line - 1], max(place.column, 1)
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
    hidden: list[tuple[int, int]] = []
    for match in _KEYED.finditer(line):
        if not _REFERENCE.fullmatch(match["value"].strip()):
            hidden.append(match.span("value"))  # noqa: PERF401 - one loop for each kind of secret
    for pattern, group in ((_USERINFO, "user"), (_BASIC, "password")):
        hidden += [match.span(group) for match in pattern.finditer(line)]
    hidden += [(match.end("scheme"), match.end()) for match in _BEARER.finditer(line)]
    hidden += [match.span() for match in _LONG.finditer(line)]
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


def _cut(line: str, column: int) -> str:
    """At most `WIDTH` characters around the column, and the caret below."""
    start = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
    shown = line[start : start + WIDTH]
    before, after = "\u2026" if start else "", "\u2026" if start + WIDTH < len(line) else ""
    return f"{before}{shown}{after}\n{' ' * (len(before) + column - 1 - start)}^"
