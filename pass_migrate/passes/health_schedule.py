"""The numbers of a Docker health check, with Docker's defaults, and the numbers of probes that follow."""

from __future__ import annotations

from typing import Any

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image
from pass_migrate.model import Health
from pass_migrate.passes.seconds import SECOND, ceil_div, in_seconds
from pass_migrate.records import dataclass

DOCKER_DEFAULT = Rule(
    "docker-health-default",
    Fate.CARRIED,
    "Docker's default, written down because that of Kubernetes differs.",
)
IMAGE_NUMBER = Rule("image-health-number", Fate.CARRIED, "The number of the image's own health check.")
ZERO_IS_DEFAULT = Rule("zero-is-default", Fate.CARRIED, "Zero stands for Docker's default here.")
STARTUP_BUDGET = Rule(
    "startup-budget",
    Fate.APPROXIMATED,
    "As many attempts as Docker makes before it calls the container unhealthy: the start period, then the "
    "retries. Kubernetes restarts the container then; Docker would leave it running.",
)
KNOWN_SLOW_START = Rule(
    "known-slow-start",
    Fate.APPROXIMATED,
    "This image may need longer at its first start than its health check says, and being stopped half-way "
    "does harm.",
)

START_INTERVAL = 5 * SECOND
"""Docker Engine's default for `start_interval`."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often a check runs, and how many failures matter; durations in nanoseconds."""

    interval: Fact[int]
    timeout: Fact[int]
    retries: Fact[int]
    start_period: Fact[int]
    start_interval: Fact[int]

    @staticmethod
    def of(health: Health, image: Image | None) -> Schedule:
        """The schedule that Docker follows: what is written, else the image's own, else Docker's default."""
        own = image if image is not None and image.health else None
        return Schedule(
            interval=_number(health.interval, own.health_interval * SECOND if own else None, 30 * SECOND),
            timeout=_number(health.timeout, own.health_timeout * SECOND if own else None, 30 * SECOND),
            retries=_number(health.retries, own.health_retries if own else None, 3),
            start_period=_number(health.start_period, own.health_start_period * SECOND if own else None, 0),
            start_interval=_number(health.start_interval, None, START_INTERVAL),
        )

    def startup_attempts(self, slow_start: int) -> tuple[Fact[int], bool]:
        """How many attempts a start has, at the start interval, and whether knowledge set that number.

        `slow_start` is the time in seconds that the image is known to need at least.
        """
        pace = self.start_interval.value
        attempts = ceil_div(self.start_period.value, pace) + ceil_div(
            self.retries.value * self.interval.value, pace
        )
        known = ceil_div(slow_start * SECOND, pace)
        if known > attempts:
            return because(known, self.start_interval, rule=KNOWN_SLOW_START), True
        parts: list[Fact[Any]] = [self.start_period, self.retries, self.interval, self.start_interval]
        return because(attempts, *parts, rule=STARTUP_BUDGET), False


def _number(written: Fact[int] | None, image: int | None, default: int) -> Fact[int]:
    if written is not None and written.value > 0:
        return written
    if written is not None:
        return because(default, written, rule=ZERO_IS_DEFAULT)
    if image is not None:
        return because(image, rule=IMAGE_NUMBER)
    return because(default, rule=DOCKER_DEFAULT)


def period_of(duration: Fact[int]) -> Fact[int]:
    """A duration as a number of a probe: whole seconds, at least one."""
    return in_seconds(duration)
