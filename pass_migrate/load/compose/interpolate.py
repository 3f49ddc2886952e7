"""Interpolation: `$V`, `${V:-default}` and the rest, with a place for every stretch of the result.

The grammar is that of compose-go 2.9.1, template/template.go: names are ASCII letters, digits and `_`, in any
case; `$$` is a dollar; a `$` that begins nothing stays. What is nested in a default may be a template again;
values are final. A default is looked at even where it is not needed, so that what is wrong in it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.load.tree import Scalar, Span
from pass_migrate.load.yaml_scalars import go_text
from pass_migrate.records import dataclass

# Go's case folding counts the long s and the Kelvin sign among the letters.
_NAME = "[_a-zA-Z\u017f\u212a][_a-zA-Z0-9\u017f\u212a]*"
_TOKEN = re.compile(
    rf"\$(?:(?P<escape>\$)|(?P<name>{_NAME})"
    rf"|\{{(?:(?P<braced>{_NAME})(?:(?P<operator>:?[-+?])|\}})|(?P<invalid>)))"
)
_BRACE = re.compile("[{}]")
_NESTING = 50
"""Levels of defaults within defaults that are accepted."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an interpolated text."""

    text: str
    offset: int
    """Where it stands in the template: the text itself, or the `$` of the variable it is the value of."""
    exact: bool
    """Whether it is text of the template, character by character."""
    via: tuple[Leaf, ...] = ()
    """The variables that decided on it."""


class TemplateError(Exception):
    """A template that cannot be interpolated."""

    def __init__(self, offset: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.remedy = remedy


def interpolate(scalar: Scalar, lookup: Mapping[str, Scalar], warn: Callable[[Problem], None]) -> Scalar:
    """The scalar with its variables replaced; what is no string comes back as it is.

    The result has in `via` the leaves of all variables that were looked at and are set, and in `spans` which
    stretch comes from where. A variable that is not set is an empty string and a warning. Raises
    `MigrateError`, placed at the `$`, for a malformed expression and for a required variable without a value.
    """
    if not isinstance(scalar.value, str) or "$" not in scalar.value:
        return scalar

    def missing(name: str, offset: int) -> None:
        warn(Problem(f"the variable {name} is not set; an empty string stands in for it", place(offset)))

    def place(offset: int) -> Leaf:
        return Leaf(scalar.leaf.file, scalar.leaf.line, scalar.column(offset), scalar.leaf.path)

    try:
        pieces = list(expand(scalar.value, lookup, missing))
    except TemplateError as error:
        raise MigrateError([Problem(error.message, place(error.offset), error.remedy)]) from None
    value, spans = assemble(pieces, scalar)
    via = tuple(dict.fromkeys((*scalar.via, *(leaf for span in spans for leaf in span.via))))
    return Scalar(value, scalar.leaf, via, spans, scalar.default)


def assemble(pieces: list[Piece], template: Scalar) -> tuple[str, tuple[Span, ...]]:
    """The text that the pieces make up, and the columns of its stretches in the file of `template`."""
    spans, end = [], 0
    for piece in pieces:
        start, end = end, end + len(piece.text)
        exact = piece.exact and all(span.exact for span in template.spans)
        spans.append(Span(start, end, template.column(piece.offset), piece.via, exact))
    return "".join(piece.text for piece in pieces), tuple(spans)


def expand(
    template: str,
    lookup: Mapping[str, Scalar],
    missing: Callable[[str, int], None],
    base: int = 0,
    depth: int = 0,
) -> Iterator[Piece]:
    """The pieces of an interpolated template; offsets count from `base`.

    `missing` is told of variables that are not set and have no default. Raises `TemplateError`.
    """
    position = 0
    while token := _TOKEN.search(template, position):
        start = token.start()
        if start > position:
            yield Piece(template[position:start], base + position, True)
        position = token.end()
        if token["escape"]:
            yield Piece("$", base + start, False)
        elif token["operator"]:
            position = _closing(template, start) + 1
            if not position:
                raise _invalid(base + start)
            if depth >= _NESTING:
                raise TemplateError(
                    base + start, "defaults are nested too deep", "use variables of their own"
                )
            operand = template[token.end() : position - 1]
            pieces = expand(operand, lookup, missing, base + token.end(), depth + 1)
            yield from _decide(token["braced"], token["operator"], pieces, lookup, base + start)
        elif name := token["name"] or token["braced"]:
            yield _variable(name, lookup, missing, base + start)
        else:
            raise _invalid(base + start)
    if position < len(template):
        yield Piece(template[position:], base + position, True)


def _invalid(offset: int) -> TemplateError:
    return TemplateError(
        offset,
        "`${` does not begin a valid expression",
        "write ${NAME}, ${NAME:-default}, ${NAME:+other} or ${NAME:?message}; $$ is a plain dollar",
    )


def _closing(text: str, start: int) -> int:
    """The offset of the brace that closes the expression at `start`; -1 if its line has none.

    That is the first brace that balances, or else the line's last. What follows an opening brace is never
    looked at, as in compose-go.
    """
    end = text.find("\n", start)
    last = text.rfind("}", start, len(text) if end < 0 else end)
    depth, position = 0, start
    while (brace := _BRACE.search(text, position, last + 1)) is not None:
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
        position = brace.end() + (brace.group() == "{")
    return last


def _variable(
    name: str, lookup: Mapping[str, Scalar], missing: Callable[[str, int], None], offset: int
) -> Piece:
    found = lookup.get(name)
    if found is None:
        missing(name, offset)
        return Piece("", offset, False)
    return Piece(go_text(found.value), offset, False, found.leaves)


def _decide(
    name: str, operator: str, operand: Iterator[Piece], lookup: Mapping[str, Scalar], offset: int
) -> Iterator[Piece]:
    """The pieces of `${name operator operand}`; a colon makes the empty string count as not set."""
    found = lookup.get(name)
    via = found.leaves if found is not None else ()
    value = go_text(found.value) if found is not None else ""
    given = found is not None and (value != "" or operator[0] != ":")
    pieces = list(operand)
    whole = Piece(value, offset, False, via)
    match operator[-1]:
        case "-":
            chosen = [whole] if given else pieces
        case "+":
            chosen = pieces if given else [whole]
        case _:
            if not given:
                said = "".join(piece.text for piece in pieces)
                message = f"the required variable {name} has no value" + (f": {said}" if said else "")
                raise TemplateError(
                    offset, message, f"set {name} in the shell, in .env or in a file given by --env-file"
                )
            chosen = [whole]
    # What was chosen rests on the variable, even if its own value does not show.
    yield from (Piece(piece.text, piece.offset, piece.exact, _with(via, piece.via)) for piece in chosen)
    if via and not chosen:
        yield Piece("", offset, False, via)


def _with(first: tuple[Leaf, ...], second: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    return tuple(dict.fromkeys(first + second))
