"""What a person should know about namespaces that containers shared."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.model import Finding, Severity, Workload


def unknown(workload: Workload, fact: Fact[str]) -> Finding:
    """The container to join is not part of the project."""
    kind, _, name = fact.value.partition(":")
    return Finding(
        id="unknown-namespace",
        severity=Severity.ERROR,
        subject=workload.key.value,
        message=f"It shares a namespace with the {kind} `{name}`, which is not in this project.",
        remedy="Convert the project that runs it together with this one, and join by `service:`.",
        leaves=fact.leaves,
    )


def two_pods(workload: Workload, pod: Fact[str], other: Fact[str]) -> Finding:
    """It cannot be in the pods of two services."""
    return Finding(
        id="two-pods",
        severity=Severity.ERROR,
        subject=workload.key.value,
        message=f"It shares namespaces with {pod.value} and {other.value}; it runs in that of {pod.value}.",
        remedy=f"Let {other.value} join {pod.value} too, or give up one of the two.",
        leaves=other.leaves,
    )


def owners(workload: Workload, pod: Fact[str], lost: Fact[bool]) -> Finding:
    """A namespace of the node, asked for by a container that joins a pod."""
    return Finding(
        id="namespaces-of-owner",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message=f"In the pod of {pod.value} it is not in the node's namespace that it asks for.",
        remedy=f"Ask for it at {pod.value} too, if all containers of the pod may have it.",
        leaves=lost.leaves,
    )


def network_too(workload: Workload, pod: Fact[str]) -> Finding:
    """Sharing IPC or processes means sharing a pod, and so its network."""
    return Finding(
        id="shared-network",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message=f"In the pod of {pod.value} it shares the network as well: one address, one set of ports.",
        remedy="Make sure that the two do not listen on the same port.",
        leaves=pod.leaves,
    )


def no_network(workload: Workload, mode: Fact[str]) -> Finding:
    """A pod always has a network."""
    return Finding(
        id="no-network",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message="It had no network under Docker; its pod has one, and can reach others.",
        remedy="Add a NetworkPolicy that denies all ingress and egress of its pods.",
        leaves=mode.leaves,
    )


def foreign_network(workload: Workload, mode: Fact[str]) -> Finding:
    """A Docker network that the project does not declare."""
    return Finding(
        id="foreign-network",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message=f"It joins the Docker network `{mode.value}` by name; what is there is outside this project.",
        remedy="Name what it reaches there by an address that resolves in the cluster.",
        leaves=mode.leaves,
    )
