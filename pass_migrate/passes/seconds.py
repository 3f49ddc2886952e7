"""Docker counts nanoseconds, Kubernetes counts whole seconds."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule

SECOND = 1_000_000_000
"""Nanoseconds in a second."""

WHOLE_SECONDS = Rule(
    "whole-seconds",
    Fate.APPROXIMATED,
    "Kubernetes counts whole seconds: the duration is rounded up to the next one.",
)


def ceil_div(number: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return -(-number // divisor)


def in_seconds(duration: Fact[int], least: int = 1) -> Fact[int]:
    """A duration in nanoseconds as whole seconds, rounded up, and at least `least`."""
    seconds = max(least, ceil_div(duration.value, SECOND))
    return duration.map(lambda _: seconds, None if seconds * SECOND == duration.value else WHOLE_SECONDS)
