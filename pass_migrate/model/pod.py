"""What surrounds the process: rights, resources, life cycle, where it may run, what runs before it."""

from __future__ import annotations

from dataclasses import field

from pass_migrate.facts import Fact
from pass_migrate.model.config import Variable
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Rights of the process, as given; the Kubernetes-side fields are set by passes."""

    user: Fact[str] | None = None
    """As written: `1000`, `1000:1000`, `nginx`, `nginx:www`."""
    group_add: tuple[Fact[str], ...] = ()
    cap_add: tuple[Fact[str], ...] = ()
    cap_drop: tuple[Fact[str], ...] = ()
    privileged: Fact[bool] | None = None
    read_only: Fact[bool] | None = None
    security_opt: tuple[Fact[str], ...] = ()
    sysctls: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    run_as_user: Fact[int] | None = None
    run_as_group: Fact[int] | None = None
    fs_group: Fact[int] | None = None
    supplemental_groups: tuple[Fact[int], ...] = ()
    allow_privilege_escalation: Fact[bool] | None = None
    seccomp: Fact[str] | None = None
    """`Unconfined`, `RuntimeDefault` or the name of a Localhost profile."""
    apparmor: Fact[str] | None = None
    selinux: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    """(`user` | `role` | `type` | `level`, value)"""
    proc_mount: Fact[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRequest:
    """A request for devices such as GPUs (`gpus`, `deploy.resources.reservations.devices`)."""

    capabilities: tuple[Fact[str], ...] = ()
    count: Fact[int] | None = None
    """-1 means all."""
    device_ids: tuple[Fact[str], ...] = ()
    driver: Fact[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Limits and reservations: CPU in millicores, memory in bytes."""

    cpu_limit: Fact[int] | None = None
    cpu_request: Fact[int] | None = None
    memory_limit: Fact[int] | None = None
    memory_request: Fact[int] | None = None
    cpu_shares: Fact[int] | None = None
    """Relative weight; 1024 is one core's."""
    cpu_count: Fact[int] | None = None
    device_requests: tuple[DeviceRequest, ...] = ()
    generic: tuple[tuple[Fact[str], Fact[int]], ...] = ()
    """Swarm generic resources: (kind, count)."""
    gpus: Fact[int] | None = None
    """Set by a pass."""
    gpu_resource: Fact[str] | None = None
    """The extended resource, `nvidia.com/gpu`."""
    extended: tuple[tuple[Fact[str], Fact[int]], ...] = ()
    writable_layer: Fact[int] | None = None
    """Bytes that the container may write outside its volumes."""
    shm_size: Fact[int] | None = None
    """Bytes of /dev/shm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A command that runs at a turn of the container's life."""

    command: tuple[Fact[str], ...]
    user: Fact[str] | None = None
    working_dir: Fact[str] | None = None
    privileged: Fact[bool] | None = None
    environment: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """How the container starts again and how it is stopped."""

    restart: Fact[str] | None = None
    """Compose `restart`, as written: `no`, `always`, `on-failure[:n]`, `unless-stopped`."""
    restart_condition: Fact[str] | None = None
    """`deploy.restart_policy.condition`: `none`, `on-failure`, `any`; wins over `restart`."""
    max_attempts: Fact[int] | None = None
    stop_grace_period: Fact[int] | None = None
    """Nanoseconds between the stop signal and the kill."""
    stop_signal: Fact[str] | None = None
    init: Fact[bool] | None = None
    """An init process reaps zombies and forwards signals."""
    post_start: tuple[Hook, ...] = ()
    pre_stop: tuple[Hook, ...] = ()
    restart_policy: Fact[str] | None = None
    """Pod restartPolicy, set by a pass."""
    grace_seconds: Fact[int] | None = None
    """terminationGracePeriodSeconds, set by a pass."""
    backoff_limit: Fact[int] | None = None
    """For Jobs, set by a pass."""
    strategy: Fact[str] | None = None
    """`Recreate` or `RollingUpdate` (Deployments), set by a pass."""
    max_surge: Fact[int | str] | None = None
    max_unavailable: Fact[int | str] | None = None
    min_ready_seconds: Fact[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduling:
    """Where and how often it may run."""

    mode: Fact[str] | None = None
    """`deploy.mode`: `replicated`, `global`, `replicated-job`, `global-job`."""
    platform: Fact[str] | None = None
    constraints: tuple[Fact[str], ...] = ()
    spread: tuple[Fact[str], ...] = ()
    max_per_node: Fact[int] | None = None
    update_parallelism: Fact[int] | None = None
    update_delay: Fact[int] | None = None
    """Nanoseconds."""
    update_order: Fact[str] | None = None
    update_monitor: Fact[int] | None = None
    """Nanoseconds."""
    update_failure: Fact[str] | None = None
    endpoint_mode: Fact[str] | None = None
    runtime: Fact[str] | None = None
    isolation: Fact[str] | None = None
    runtime_class: Fact[str] | None = None
    """Set by a pass."""
    node_selector: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    """Set by a pass."""
    node_affinity: tuple[tuple[Fact[str], Fact[str], Fact[str]], ...] = ()
    """(label, `In` | `NotIn`, value), set by a pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitStep:
    """A container that runs to its end before the workload's own container starts."""

    name: Fact[str]
    image: Fact[str]
    command: tuple[Fact[str], ...]
    """The whole argv."""
    mounts: tuple[int, ...] = ()
    """Which of the workload's mounts it sees, by position."""
    root: Fact[bool] | None = None
    """Whether it must run as root (to change owners)."""
    at: tuple[tuple[int, Fact[str]], ...] = field(default=())
    """Mounts that it sees at another path: (position, path); there it sees the volume whole, without
    `subpath`."""
    own_user: bool = False
    """Whether it runs as the image's own user, with what the image needs (it copies the image's files)."""
    job_reader: bool = False
    """Whether it reads Jobs from the API and so needs a service account."""
