"""Addresses in the configuration, and who they reach: the URL ledger."""

from __future__ import annotations

from enum import Enum

from pass_migrate.facts import Leaf
from pass_migrate.records import dataclass


class Reach(Enum):
    """Who an address is for."""

    PUBLIC = "public"
    """Users outside: the Docker host's own port, or the application's public host name."""
    SELF = "self"
    """The container itself."""
    INTERNAL = "internal"
    """Another workload of the application, by its name."""
    UNANSWERED = "unanswered"
    """A bare name, or a port of the Docker host, that nothing in the application answers to."""
    EXTERNAL = "external"
    """A system outside the application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlUse:
    """An address in the configuration, without user, password, path and query: it may be printed."""

    variable: str
    """The environment variable, or `command`, `entrypoint`, `health check`."""
    address: str
    """`scheme://host:port`, as far as written."""
    reach: Reach
    target: str
    """Key of the workload it leads to; empty where there is none."""
    workloads: tuple[str, ...]
    """Keys of the workloads that get it, sorted."""
    leaves: tuple[Leaf, ...]
    """Where it stands."""
