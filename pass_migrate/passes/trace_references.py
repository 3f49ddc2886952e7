"""Who calls whom is read off the addresses that each workload holds; names that nobody answers to are found.

A Compose file does not say who talks to whom, or on which port. The addresses in variables, commands and
mounted files do, so they decide which Services there are and which ports these have.
"""

from __future__ import annotations

import re
from dataclasses import field

from pass_migrate.facts import Fact, Leaf
from pass_migrate.model import App, Finding, Notes, Severity, Workload
from pass_migrate.passes.listing import places
from pass_migrate.passes.references import HEALTH, Mention, is_bare_name, split
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

DOCKER_HOSTS = frozenset(
    {
        "host.docker.internal",
        "gateway.docker.internal",
        "kubernetes.docker.internal",
        "host.containers.internal",
        "docker.for.mac.localhost",
        "docker.for.win.localhost",
        "docker.for.mac.host.internal",
    }
)
"""Names by which Docker and Podman call the machine that they run on."""


HOST_GATEWAY = "host-gateway"
"""In `extra_hosts`, Docker's word for the address of the machine that it runs on."""
EXTRA_HOSTS = "extra_hosts"
_NUMBERED = re.compile(r".+-.+-\d+")
"""`<project>-<service>-1`: how Docker Compose names a container."""


@dataclass(slots=True)
class _Unanswered:
    """A name that nobody in the application answers to."""

    uses: dict[tuple[str, str], None] = field(default_factory=dict)
    leaves: dict[Leaf, None] = field(default_factory=dict)
    used: bool = False
    """Whether the Docker host is called, not only entered into a hosts file."""

    def add(self, workload: Workload, place: str, *facts: Fact[str]) -> _Unanswered:
        """One more place that names it."""
        self.uses[workload.key.value, place] = None
        self.leaves |= dict.fromkeys(leaf for fact in facts for leaf in fact.leaves)
        return self


@transform(
    reads=[
        "name",
        "configs",
        "workloads.environment",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.health",
        "workloads.lifecycle",
        "workloads.mounts",
        "workloads.container_name",
        "workloads.hostname",
        "workloads.aliases",
        "workloads.links",
        "workloads.external_links",
        "workloads.host_aliases",
    ],
    writes=["references"],
)
def trace_references(app: App) -> App:
    """Write down all references, and find the host names that lead nowhere."""
    notes = Notes(app.target)
    found, rest = split(app)
    for host, unanswered in sorted(_unanswered(app, rest).items()):
        notes.find(_finding(host, unanswered))
    return notes.into(replace(app, references=found))


def _unanswered(app: App, rest: list[tuple[Workload, Mention]]) -> dict[str, _Unanswered]:
    """Bare host names that nothing answers to, and names for the machine that Docker runs on."""
    out: dict[str, _Unanswered] = {}
    elsewhere: dict[str, set[str]] = {}
    for workload in app.workloads:
        if workload.host_aliases or workload.external_links:
            known = elsewhere.setdefault(workload.key.value, set())
            known |= {link.value.rpartition(":")[2] for link in workload.external_links}
            for alias in workload.host_aliases:
                if alias.address.value == HOST_GATEWAY:
                    out.setdefault(alias.host.value, _Unanswered()).add(
                        workload, EXTRA_HOSTS, alias.host, alias.address
                    )
                else:
                    known.add(alias.host.value)
    gateways = DOCKER_HOSTS | out.keys()
    for workload, mention in rest:
        host = mention.address.host
        if host in elsewhere.get(workload.key.value, ()):
            continue
        if host in gateways:
            out.setdefault(host, _Unanswered()).add(workload, mention.place, *mention.facts).used = True
        elif mention.place != HEALTH and is_bare_name(mention.address):
            out.setdefault(host, _Unanswered()).add(workload, mention.place, *mention.facts)
    return out


def _finding(host: str, found: _Unanswered) -> Finding:
    users = places(found.uses)
    leaves = tuple(sorted(found.leaves))
    if found.used:
        return Finding(
            id="docker-host",
            severity=Severity.WARNING,
            subject=host,
            message=f"`{host}` is the machine that Docker runs on; a pod has none. It stands in {users}.",
            remedy="Name the system by an address that resolves in the cluster, or remove what needs it.",
            leaves=leaves,
        )
    if any(place == EXTRA_HOSTS for _, place in found.uses):
        return Finding(
            id="docker-host",
            severity=Severity.NOTE,
            subject=host,
            message=f"`{host}` is the machine that Docker runs on; a pod has none. No address uses it.",
            remedy="If the program does use it, give it an address that resolves in the cluster.",
            leaves=leaves,
        )
    looks = ", and looks like the container of another one" if _NUMBERED.fullmatch(host) is not None else ""
    return Finding(
        id="unanswered-host",
        severity=Severity.WARNING,
        subject=host,
        message=f"`{host}` is no service of this project{looks}: it will not resolve. It stands in {users}.",
        remedy="Give its address in the cluster, convert its project as well, or remove what needs it.",
        leaves=leaves,
    )
