"""One thing that runs: a Compose service on its way to a Deployment, StatefulSet, DaemonSet or Job."""

from __future__ import annotations

from dataclasses import field

from pass_migrate.facts import Fact
from pass_migrate.model.config import Variable
from pass_migrate.model.network import Dependency, HostAlias, Listener, PublishedPort, ServiceName
from pass_migrate.model.pod import InitStep, Lifecycle, Resources, Scheduling, Security
from pass_migrate.model.probes import Health, Probe
from pass_migrate.model.storage import Mount
from pass_migrate.records import dataclass

Pairs = tuple[tuple[Fact[str], Fact[str]], ...]
"""Names and values, in a stable order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A container and what belongs to it. First what the source says, then what passes decide."""

    key: Fact[str]
    """The service's key in the source; never changes, and is what dependencies and decisions speak of."""
    image: Fact[str] | None = None
    build: Fact[str] | None = None
    """Build context (relative to the project directory, for reports), if the image is built."""
    build_directory: str = ""
    """Build context as an absolute path on the converting machine; never printed."""
    pull_policy: Fact[str] | None = None
    entrypoint: tuple[Fact[str], ...] | None = None
    """None: the image's; empty: cleared."""
    command: tuple[Fact[str], ...] | None = None
    """None: the image's; empty: cleared."""
    entrypoint_cleared: Fact[bool] | None = None
    """The empty value that clears `entrypoint`; None where none stands."""
    command_cleared: Fact[bool] | None = None
    """The empty value that clears `command`; None where none stands."""
    working_dir: Fact[str] | None = None
    tty: Fact[bool] | None = None
    stdin: Fact[bool] | None = None
    environment: tuple[Variable, ...] = ()
    """Sorted by name."""
    published: tuple[PublishedPort, ...] = ()
    exposed: tuple[Fact[str], ...] = ()
    """`expose` entries as written: `80`, `80/udp`, `3000-3002`."""
    container_name: Fact[str] | None = None
    hostname: Fact[str] | None = None
    domainname: Fact[str] | None = None
    aliases: tuple[Fact[str], ...] = ()
    """Network aliases, each once."""
    links: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    """(service, alias) for links with an alias."""
    external_links: tuple[Fact[str], ...] = ()
    networks: tuple[Fact[str], ...] = ()
    """Keys of the networks it joins."""
    network_mode: Fact[str] | None = None
    ipc: Fact[str] | None = None
    pid: Fact[str] | None = None
    userns: Fact[str] | None = None
    uts: Fact[str] | None = None
    dns: tuple[Fact[str], ...] = ()
    dns_search: tuple[Fact[str], ...] = ()
    dns_opt: tuple[Fact[str], ...] = ()
    host_aliases: tuple[HostAlias, ...] = ()
    mounts: tuple[Mount, ...] = ()
    """In the order of the source: tmpfs, volumes, configs, secrets."""
    volumes_from: tuple[Fact[str], ...] = ()
    devices: tuple[tuple[Fact[str], Fact[str], Fact[str]], ...] = ()
    """(path on the host, path in the container, permissions)"""
    health: Health | None = None
    depends_on: tuple[Dependency, ...] = ()
    security: Security = field(default_factory=Security)
    resources: Resources = field(default_factory=Resources)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    scheduling: Scheduling = field(default_factory=Scheduling)
    labels: Pairs = ()
    annotations: Pairs = ()
    deploy_labels: Pairs = ()
    provider: Fact[str] | None = None
    """A service that an external plugin provides: nothing runs for it."""

    # What passes decide.
    name: Fact[str] | None = None
    """The Kubernetes name: a DNS label, unique in the application."""
    kind: Fact[str] | None = None
    """`Deployment`, `StatefulSet`, `DaemonSet` or `Job`."""
    replicas: Fact[int] | None = None
    """How many pods; the source's number, or what a pass decided."""
    listeners: tuple[Listener, ...] = ()
    service_names: tuple[ServiceName, ...] = ()
    readiness: Probe | None = None
    startup: Probe | None = None
    liveness: Probe | None = None
    init: tuple[InitStep, ...] = ()
    pod_of: Fact[str] | None = None
    """Key of the workload whose pod this container joins (`network_mode: service:x`); None for a pod of
    its own."""
    host_network: Fact[bool] | None = None
    host_pid: Fact[bool] | None = None
    host_ipc: Fact[bool] | None = None
    share_processes: Fact[bool] | None = None
    """Whether the containers of the pod see each other's processes; set on the workload whose pod it is."""
    host_users: Fact[bool] | None = None
    """hostUsers: False gives the pod a user namespace of its own; None leaves the default."""
    pull: Fact[str] | None = None
    """imagePullPolicy, decided by a pass."""
    dns_policy: Fact[str] | None = None
    """dnsPolicy, where it is not the default."""
    service_links: Fact[bool] | None = None
    """Whether Kubernetes injects a variable per Service; decided by a pass."""
    pod_hostname: Fact[str] | None = None
    pod_annotations: Pairs = ()
    """Annotations of the pod, with names that Kubernetes accepts; decided by a pass."""
    object_annotations: Pairs = ()
    """Annotations of the Deployment, StatefulSet ... itself; decided by a pass."""

    @property
    def display_name(self) -> str:
        """The Kubernetes name if decided, else the source's key."""
        return self.name.value if self.name is not None else self.key.value
