"""Where in a text a secret stands, by its shape. The patterns stand in `secret-values.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.images import normal
from pass_migrate.knowledge.patterns import fits
from pass_migrate.knowledge.secret_names import is_no_secret
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern by which secrets are recognised."""

    id: str
    kind: str
    source: str
    """The regular expression, as written."""
    image: str = ""
    """commands: the images whose containers it is limited to."""
    needs: tuple[str, ...] = ()
    """Texts in lower case: where none of them is, the pattern is not there either."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression. Compiled when a text has to be searched: most never are."""
        return _compiled(self.source)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A secret found in a text: `text[start:end]`. Holds no value, and may be printed."""

    start: int
    end: int
    id: str
    kind: str
    by_image: bool = False
    """Whether the image told that the text is a secret."""


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@cache
def _shapes(section: str) -> tuple[Shape, ...]:
    return tuple(
        Shape(
            entry["id"],
            entry["kind"],
            entry["pattern"],
            entry.get("image", ""),
            tuple(entry.get("needs", ())),
        )
        for entry in read("secret-values")[section]
    )


@lru_cache(maxsize=1)
def _hints() -> tuple[str, ...]:
    return tuple(read("secret-values")["hints"])


def _may_hold(text: str) -> bool:
    """Whether a text is worth a closer look."""
    lower = text.lower()
    for hint in _hints():  # noqa: SIM110 - a million calls: a loop is twice as fast as any()
        if hint in lower:
            return True
    return False


@lru_cache(maxsize=16384)
def in_variable(value: str) -> tuple[Span, ...]:
    """The secrets in the value of a variable: keys, tokens, credentials in URLs, passwords in options."""
    if not _may_hold(value):
        return ()
    return _found(value, (*_shapes("shapes"), *_shapes("settings")))


def in_command(text: str, image: str = "") -> tuple[Span, ...]:
    """The secrets in a command or an argument of it, for a container of `image`."""
    name = normal(image) if image else ""
    fitting = (shape for shape in _shapes("commands") if not shape.image or fits(name, shape.image))
    return _found(text, (*_shapes("shapes"), *fitting))


@lru_cache(maxsize=512)
def in_file(path: str, content: bytes) -> tuple[Span, ...]:
    """The secrets in a file; `path` tells which syntax it has. None in what is not text."""
    if b"\0" in content:
        return ()
    text = content.decode("utf-8", "replace")
    if not _may_hold(text):
        return ()
    shapes = (*_shapes("shapes"), *_shapes("files"))
    if path.lower().endswith(tuple(read("secret-values")["bare_files"])):
        shapes += _shapes("bare")
    comments = _comments(text)
    return tuple(span for span in _found(text, shapes) if not _in_comment(text, span, comments))


def is_secret_file(path: str) -> bool:
    """Whether a file is secret by its path in the project: a key store, whatever lies in `credentials/`."""
    data: dict[str, Any] = read("secret-values")
    name = "/" + path.lower()
    if any(fits(name, pattern) for pattern in data["public_files"]):
        return False
    return any(fits(name, pattern) for pattern in data["secret_files"])


def is_development_default(value: str, login: str = "") -> bool:
    """Whether a password is one that everybody tries first, or the user's own name."""
    text = value.strip().lower()
    return bool(text) and (text in _defaults() or text == login.strip().lower())


@lru_cache(maxsize=1)
def _defaults() -> frozenset[str]:
    return frozenset(str(value) for value in read("secret-values")["development_defaults"])


@lru_cache(maxsize=1)
def _placeholders() -> re.Pattern[str]:
    return re.compile(read("secret-values")["placeholders"], re.IGNORECASE)


def _found(text: str, shapes: Iterable[Shape]) -> tuple[Span, ...]:
    """The spans, in order, none inside another."""
    spans = sorted(_matches(text, shapes), key=lambda span: (span.start, -span.end))
    out: list[Span] = []
    for span in spans:
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


def _matches(text: str, shapes: Iterable[Shape]) -> Iterator[Span]:
    lower = text.lower()
    for shape in shapes:
        # A search for text is fifty times faster than a pattern that does not begin with one.
        if shape.needs and not any(word in lower for word in shape.needs):
            continue
        pattern = shape.pattern
        named = "secret" in pattern.groupindex
        for match in pattern.finditer(text):
            start, end = match.span("secret" if named else 0)
            value = text[start:end]
            if named and (is_no_secret(value) or _placeholders().search(value)):
                continue
            yield Span(start, end, shape.id, shape.kind, bool(shape.image))


def _comments(text: str) -> list[tuple[int, int]]:
    """Start and end of each XML comment."""
    out = []
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        out.append((start, len(text) if end < 0 else end))
        start = text.find("<!--", end) if end >= 0 else -1
    return out


def _in_comment(text: str, span: Span, comments: list[tuple[int, int]]) -> bool:
    """Whether a span stands in a comment: of a line, or of XML."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start].lstrip()
    if line.startswith(tuple(read("secret-values")["comments"])) and not line.startswith("-----"):
        return True
    return any(start < span.start < end for start, end in comments)
