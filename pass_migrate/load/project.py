"""A loaded project: the resolved Compose model with its places, and all that loading learned on the way."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from pass_migrate.errors import Problem
from pass_migrate.facts import Fact
from pass_migrate.load.journal import Journal
from pass_migrate.load.sources import Sources
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """An application as Docker Compose understands it, resolved and canonical."""

    name: Fact[str]
    """The project name."""
    directory: Path
    """The project directory, absolute: the base of relative paths. Never printed."""
    tree: Map
    """The resolved model in the shape of `docker-compose config`: enabled services, referenced volumes,
    networks, configs and secrets only; long forms; paths absolute. Short forms were taken apart into
    leaves of their own."""
    journal: Journal
    """The leaves of all files read, and what became of those that do not travel on in `tree`."""
    sources: Sources
    """The files that were read, for excerpts, and the rules for reading more (bind mounts, config files)."""
    environment: dict[str, Scalar] = field(default_factory=dict)
    """The project environment: shell, `--env-file` or `.env`, for secrets and configs that name a
    variable."""
    warnings: tuple[Problem, ...] = ()
    """What Docker Compose would warn of: unset variables, obsolete keys."""

    def __repr__(self) -> str:
        """One line: the project's name and its services, no value and no path of this machine."""
        services = self.tree.get("services")
        names = ", ".join(services.items) if isinstance(services, Map) else ""
        return f"Project({self.name.value!r}, services: {names or 'none'})"
