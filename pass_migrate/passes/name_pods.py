"""A container sees the host name that it was given, as far as a pod can have it.

Under Compose `hostname` is what the container calls itself, and a name that peers resolve; the latter is
decided by `keep_names_resolving`. A pod's host name is one DNS label.
"""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import App, Notes, Workload
from pass_migrate.passes.kubernetes_names import is_label, label
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

FIRST_LABEL = Rule(
    "host-name-first-label", Fate.APPROXIMATED, "A pod's host name has no dots: its first part stays."
)
HOST_NAME_FITTED = Rule(
    "host-name-fitted", Fate.APPROXIMATED, "A pod's host name is a DNS label: made to fit."
)
NO_DOMAIN = Rule(
    "no-domain", Fate.DROPPED, "The domain of a pod is the cluster's; no name resolves in another one."
)
POD_OF_OTHER = Rule(
    "host-name-of-pod", Fate.DROPPED, "It runs in another service's pod, which has one host name."
)
NODE_HOST_NAME = Rule(
    "host-name-of-node", Fate.DROPPED, "On the node's network a pod has the node's host name."
)


@transform(
    reads=["workloads.hostname", "workloads.domainname", "workloads.pod_of", "workloads.host_network"],
    writes=["workloads.pod_hostname"],
    rules=[FIRST_LABEL, HOST_NAME_FITTED, NO_DOMAIN, POD_OF_OTHER, NODE_HOST_NAME],
)
def name_pods(app: App) -> App:
    """Decide on the host name of every pod."""
    return app.each(_host_name)


def _host_name(workload: Workload, notes: Notes) -> Workload:
    notes.drop(NO_DOMAIN, workload.domainname)
    name: Fact[str] | None = None
    if workload.hostname is not None:
        if workload.pod_of is not None:
            notes.drop(POD_OF_OTHER, workload.hostname)
        elif workload.host_network is not None and workload.host_network.value:
            notes.drop(NODE_HOST_NAME, workload.hostname)
        else:
            name = _fitted(workload.hostname)
    return workload if name == workload.pod_hostname else replace(workload, pod_hostname=name)


def _fitted(hostname: Fact[str]) -> Fact[str]:
    if is_label(hostname.value):
        return hostname
    first, dot, _ = hostname.value.partition(".")
    return hostname.map(
        lambda _: label(first), rule=FIRST_LABEL if dot and is_label(first) else HOST_NAME_FITTED
    )
