"""Whose process is the first that a container sees: its own, the pod's, or the node's."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.model import App, Workload
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class FirstProcess:
    """The process namespaces of an application's pods."""

    node: frozenset[str]
    """Keys of the workloads in whose namespace process 1 is the node's."""
    pod: frozenset[str]
    """Keys of the workloads in whose namespace process 1 is the pod's, which all its containers share."""

    @staticmethod
    def of(app: App) -> FirstProcess:
        """Look at every pod once: what its owner has, and what a container that joins brings."""
        node = {owner(workload) for workload in app.workloads if _holds(workload.host_pid)}
        pod = {owner(workload) for workload in app.workloads if _holds(workload.share_processes)}
        return FirstProcess(
            frozenset(workload.key.value for workload in app.workloads if owner(workload) in node),
            frozenset(workload.key.value for workload in app.workloads if owner(workload) in pod - node),
        )

    def is_own(self, workload: Workload) -> bool:
        """Whether process 1 is the program of the container."""
        return workload.key.value not in self.node | self.pod


def owner(workload: Workload) -> str:
    """Key of the workload whose pod it runs in."""
    return workload.pod_of.value if workload.pod_of is not None else workload.key.value


def _holds(fact: Fact[bool] | None) -> bool:
    return fact is not None and fact.value
