"""Where the application goes: the answers that hold for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The cluster and the conventions that manifests are made for; from settings and the command line."""

    profile: str = "portable"
    """`portable` (core objects), `eks` or `local`."""
    namespace: Fact[str] | None = None
    """The namespace to deploy into; by default the project's name, made fit."""
    kubernetes_version: str = "1.35"
    """The oldest release the manifests must be accepted by, as `major.minor`."""
    secrets: str = "manifest"
    """Where secret values live: `manifest` (Secret objects in a private folder), `external` (External
    Secrets), or `placeholder` (Secret objects with values to be filled in)."""
    secret_store: Fact[str] | None = None
    """For `external`: the ClusterSecretStore that holds the values."""
    liveness: bool = False
    """Whether health checks become liveness probes too. Docker never restarts an unhealthy container."""
    ingress_host: Fact[str] | None = None
    """The public host name of the application."""
    ingress_class: Fact[str] | None = None
    """The IngressClass; the cluster's default if None."""
    gateway: Fact[str] | None = None
    """`namespace/name` of a Gateway: routes become HTTPRoutes then, instead of Ingress."""
    tls_secret: Fact[str] | None = None
    """Name of the TLS Secret for the public host, if TLS ends at the Ingress."""
    storage_class: Fact[str] | None = None
    """StorageClass for volumes of one node; the cluster's default if None."""
    shared_storage_class: Fact[str] | None = None
    """StorageClass for volumes that several nodes mount (ReadWriteMany)."""
    storage_size: Fact[str] | None = None
    """Size of a claim where nothing else is known."""
    helper_image: str = "docker.io/library/busybox:1.37"
    """Image of init containers that wait or copy; needs `sh`, `nc`, `cp`, `chown`."""
    kubectl_image: str = "registry.k8s.io/kubectl:v1.36.3"
    """Image of init containers that wait for a Job; needs `kubectl` and no shell. Release 1.36 is the
    first that waits for an object that is not there yet, and it is within one release of every API server
    that manifests are made for."""
    answers: Mapping[str, Fact[str]] = field(default_factory=dict)
    """Answers to decisions, by the decision's id."""
