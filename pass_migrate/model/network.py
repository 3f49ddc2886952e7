"""Who listens where, under which names, and who waits for whom."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPort:
    """A container port that is published on the Docker host."""

    target: Fact[int]
    """The port in the container."""
    published: Fact[str] | None = None
    """The port (or `a-b`) on the host; None for a random one."""
    host_ip: Fact[str] | None = None
    protocol: Fact[str]
    """`tcp`, `udp` or `sctp`."""
    mode: Fact[str] | None = None
    """`ingress` or `host`."""
    name: Fact[str] | None = None
    app_protocol: Fact[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A port on which a workload answers, with what tells us so."""

    port: Fact[int]
    protocol: Fact[str]
    """`TCP`, `UDP` or `SCTP`, as Kubernetes writes it."""
    name: Fact[str]
    """DNS label of at most 15 characters, unique in the workload: `http`, `postgres`, `tcp-9876`."""
    app_protocol: Fact[str] | None = None
    http: bool = False
    """Whether it speaks HTTP, as far as known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePort:
    """A port of a Service that is open to the outside."""

    listener: Fact[str]
    """Name of the listener it leads to."""
    port: Fact[int]
    """The number that clients dial."""
    node_port: Fact[int] | None = None
    """The number on every node; None leaves the choice to the cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceName:
    """A DNS name under which peers reach a workload; each becomes a Service."""

    name: Fact[str]
    main: bool = False
    """Whether it is the workload's own Service, as opposed to an alias."""
    type: Fact[str] | None = None
    """`NodePort` or `LoadBalancer` where a person asked for it; None: reachable from inside the cluster."""
    headless: Fact[bool] | None = None
    """True: the name resolves to the pods themselves, and any port can be dialled."""
    ports: tuple[ServicePort, ...] = ()
    """The ports it offers, where they are not simply all listeners under their own numbers."""
    external: Fact[str] | None = None
    """The DNS name outside the application that it stands for (type ExternalName); it selects no pods
    then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """Another service that has to be there first."""

    service: Fact[str]
    """Key of the other service."""
    condition: Fact[str]
    """`service_started`, `service_healthy` or `service_completed_successfully`."""
    required: Fact[bool] | None = None
    restart: Fact[bool] | None = None
    implicit: bool = False
    """True where links, volumes_from or a shared namespace imply it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAlias:
    """An extra line in the container's hosts file."""

    host: Fact[str]
    address: Fact[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place where one workload names another: an address in a variable, a command or a mounted file."""

    caller: str
    """Key of the workload that holds the address."""
    callee: str
    """Key of the workload that answers to the name; the caller's own key where it names itself."""
    name: Fact[str]
    """The name as it is written, resting on the place where it stands (and on whatever makes it an
    address)."""
    port: Fact[int] | None = None
    """The port in the container that is dialled; None where the address does not say."""
    http: bool = False
    """Whether the address says that HTTP is spoken there."""
    place: str = ""
    """Where it stands, for people: `variable DB_URL`, `command`, `health check`, `file ./nginx.conf`."""
