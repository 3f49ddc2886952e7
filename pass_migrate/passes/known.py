"""What an earlier check has made sure of."""

from __future__ import annotations

from typing import TypeVar

from pass_migrate.errors import InternalError

T = TypeVar("T")


def known(value: T | None) -> T:
    """The value, which the caller has seen to be there. Raises `InternalError` if it is not."""
    if value is None:
        raise InternalError("something is missing that an earlier check should have found")
    return value
