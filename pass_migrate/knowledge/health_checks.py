"""What is known about health checks: which change something, which prove nothing.

The patterns stand in `health-checks.yaml`.
"""

from __future__ import annotations

import re
from functools import cache

from pass_migrate.knowledge.data import read


@cache
def _patterns(group: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(entry["pattern"], re.MULTILINE), entry["what"]) for entry in read("health-checks")[group]
    )


def _found(group: str, check: str) -> str | None:
    return next((what for pattern, what in _patterns(group) if pattern.search(check)), None)


def mutation_in(check: str) -> str | None:
    """What a check changes, in words (`sends data`); None if it only looks, as far as can be told."""
    return _found("mutates", check)


def blindness_of(check: str) -> str | None:
    """Why a check passes whatever happens; None if it can fail."""
    return _found("always_passes", check)


def weakness_of(check: str) -> str | None:
    """Why a check that passes proves little; None if nothing speaks against it."""
    return _found("proves_little", check)
