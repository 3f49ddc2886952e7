"""Health: the check that Docker runs, and the probes that Kubernetes will run."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A Docker health check, as given; durations in nanoseconds, None where nothing is written."""

    test: tuple[Fact[str], ...] = ()
    """`CMD` and an argv, `CMD-SHELL` and one string, or `NONE`; empty if only numbers are given."""
    disable: Fact[bool] | None = None
    interval: Fact[int] | None = None
    timeout: Fact[int] | None = None
    retries: Fact[int] | None = None
    start_period: Fact[int] | None = None
    start_interval: Fact[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A Kubernetes probe with every number explicit."""

    command: tuple[Fact[str], ...]
    """The argv to run in the container; success is exit status 0."""
    period: Fact[int]
    """Seconds between runs, at least 1."""
    timeout: Fact[int]
    """Seconds before a run counts as failed, at least 1."""
    failures: Fact[int]
    """Failures in a row before the probe has failed, at least 1."""
    successes: Fact[int] | None = None
