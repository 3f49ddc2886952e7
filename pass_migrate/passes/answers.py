"""Answers of a person, checked before anything rests on them."""

from __future__ import annotations

from collections.abc import Collection

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Fact


def accepted(answer: Fact[str], decision: str, choices: Collection[str], pattern: str = "") -> Fact[str]:
    """The answer, if it is one of `choices`.

    `decision` is the id of the decision. `pattern` describes further answers for people (`<uid>`): with it,
    any text that is not empty is accepted, and the caller looks at it. Raises `MigrateError` at the answer's
    own place.
    """
    if answer.value in choices or (pattern and answer.value):
        return answer
    listed = ", ".join(f"`{choice}`" for choice in (*choices, *([pattern] if pattern else [])))
    raise refused(answer, decision, f"Answer one of: {listed}.")


def refused(answer: Fact[str], decision: str, remedy: str) -> MigrateError:
    """The error for an answer that cannot be used, at its own place, which is the last leaf of the fact."""
    place = answer.leaves[-1] if answer.leaves else None
    return MigrateError(
        [Problem(f"`{answer.value}` is not an answer to the decision `{decision}`.", place, remedy)]
    )
