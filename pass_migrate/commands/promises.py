"""What every migration promises, checked before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pass_migrate.errors import InternalError
from pass_migrate.ledger import unaccounted
from pass_migrate.report.places import readable

if TYPE_CHECKING:
    from pass_migrate.pipeline import Result

MOST = 20
"""Broken promises that are listed."""


def keep(result: Result) -> None:
    """Raise `InternalError`, naming each, if a value is unaccounted for or a manifest fails verification."""
    lost = [f"unaccounted value: {row.leaf} {readable(row.leaf.path)}" for row in unaccounted(result.ledger)]
    wrong = [f"wrong manifest: {violation}" for violation in result.violations]
    broken = lost + wrong
    if broken:
        more = [f"... and {len(broken) - MOST} more"] if len(broken) > MOST else []
        raise InternalError("\n".join([*broken[:MOST], *more]))
