"""Mounts, and what stands behind them on either side."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFile:
    """A file found at the source of a bind mount."""

    path: Fact[str]
    """Relative to the mount's source, with `/`; empty for the source itself."""
    content: Fact[bytes]
    """Rests on the file's own leaf."""
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPath:
    """What stands at the source of a bind mount on the machine that converts."""

    kind: str
    """`file`, `directory`, `missing`, `socket`, `device`, `absolute` (a system path: not read) or
    `outside`."""
    display: str
    """The path relative to the project directory, or the absolute system path; for reports and for
    comparison."""
    files: tuple[HostFile, ...] = ()
    """The files, sorted by path; empty when not read."""
    size: int = 0
    """Bytes in all files (those counted before giving up, if not complete)."""
    complete: bool = True
    """False where there is more than fits into an object: too many files or too many bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What a mount becomes in the pod. `kind` says which of the other fields matter."""

    kind: Fact[str]
    """`claim`, `files`, `empty`, `memory`, `host`, `nfs`, `image` or `none` (not mounted; a drop or
    finding says why)."""
    name: Fact[str] | None = None
    """claim: key of the volume; files: key of the config object; image: the reference; host, nfs: the
    path."""
    names: tuple[Fact[str], ...] = ()
    """files: keys of further config objects whose files stand in the same directory (a projected volume
    of all)."""
    file: Fact[str] | None = None
    """files, single: path of the file in the object; its only entry if None."""
    subpath: Fact[str] | None = None
    """claim, empty, nfs, image: what of the volume is mounted, by path below its root; stands for
    `Mount.subpath` too."""
    server: Fact[str] | None = None
    """nfs: host name or address of the server."""
    host_type: Fact[str] | None = None
    """host: the hostPath type (`Directory`, `File`, `Socket` ...)."""
    size_limit: Fact[str] | None = None
    """empty, memory: quantity."""
    mode: Fact[int] | None = None
    """files: default permission bits."""
    single: bool = False
    """files: the target is one file, mounted by subPath; else a whole directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Something that appears at a path in a container."""

    type: Fact[str]
    """`bind`, `volume`, `tmpfs`, `image`, `npipe`, `cluster`; `config` or `secret` for Compose configs
    and secrets."""
    source: Fact[str] | None = None
    """bind: absolute path on the converting machine; volume: key; config and secret: key; image:
    reference."""
    target: Fact[str]
    """Absolute path in the container."""
    read_only: Fact[bool] | None = None
    host: HostPath | None = None
    subpath: Fact[str] | None = None
    nocopy: Fact[bool] | None = None
    labels: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    """volume: labels for the volume when it is created."""
    options: tuple[Fact[str], ...] = ()
    """tmpfs: other mount options."""
    propagation: Fact[str] | None = None
    recursive: Fact[str] | None = None
    create_host_path: Fact[bool] | None = None
    size: Fact[int] | None = None
    """tmpfs: bytes."""
    mode: Fact[int] | None = None
    """tmpfs, config, secret: permission bits."""
    uid: Fact[str] | None = None
    gid: Fact[str] | None = None
    init_only: bool = False
    """Whether only init steps see it: files that are copied somewhere else before the container starts."""
    place: Placement | None = None
    """What it becomes; None until a pass has decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A PersistentVolumeClaim to be."""

    name: Fact[str]
    """Kubernetes name."""
    size: Fact[str]
    """Quantity: `10Gi`."""
    access_mode: Fact[str]
    storage_class: Fact[str] | None = None
    annotations: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    template_of: str = ""
    """Key of the StatefulSet's workload whose volumeClaimTemplate this is; empty for a claim of its own."""
    same_node: Fact[bool] | None = None
    """True where several pods share a ReadWriteOnce claim, and so have to be scheduled onto one node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A named volume, or storage that a pass found to be needed."""

    key: Fact[str]
    name: Fact[str] | None = None
    """The Docker-side name, if written."""
    driver: Fact[str] | None = None
    driver_opts: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    external: Fact[bool] | None = None
    labels: tuple[tuple[Fact[str], Fact[str]], ...] = ()
    claim: Claim | None = None
