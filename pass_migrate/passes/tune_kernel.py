"""Kernel settings hold for a whole pod; those that nodes may refuse are left out until somebody says so."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.data import read
from pass_migrate.model import Alternative, App, Notes, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

POD_WIDE = Rule("sysctl-pod-wide", Fate.APPROXIMATED, "A kernel setting holds for all containers of the pod.")
NODE_ALLOWS = Rule(
    "sysctl-unsafe",
    Fate.DECIDED,
    "Nodes refuse pods with this kernel setting unless their kubelet allows it.",
)
NODE_NETWORK = Rule(
    "sysctl-node-network", Fate.DROPPED, "On the node's network a pod may not change network settings."
)


@transform(
    reads=["workloads.security", "workloads.network_mode", "workloads.host_network"],
    writes=["workloads.security"],
    rules=[POD_WIDE, NODE_ALLOWS, NODE_NETWORK],
)
def tune_kernel(app: App) -> App:
    """`sysctls` that every node accepts. Source: Kubernetes documentation, Using sysctls."""
    return app.each(_tuned)


def _tuned(workload: Workload, notes: Notes) -> Workload:
    given = workload.security.sysctls
    if not given:
        return workload
    kept: list[tuple[Fact[str], Fact[str]]] = []
    unsafe: list[tuple[Fact[str], Fact[str]]] = []
    on_node = _on_node_network(workload)
    for name, value in given:
        if on_node and name.value.startswith("net."):
            notes.drop(NODE_NETWORK, name, value)
        elif name.value in read("sysctls")["safe"]:
            kept.append((_carried(name), _carried(value)))
        else:
            unsafe.append((name, value))
    if unsafe:
        answer = _asked(workload, unsafe, notes)
        if answer.value == "all":
            kept += [
                (name.also(answer).by(POD_WIDE), value.also(answer).by(POD_WIDE)) for name, value in unsafe
            ]
        else:
            notes.drop(NODE_ALLOWS, *(fact for pair in unsafe for fact in pair))
    kept.sort(key=lambda pair: pair[0].value)
    return replace(workload, security=replace(workload.security, sysctls=tuple(kept)))


def _carried(fact: Fact[str]) -> Fact[str]:
    return because(fact.value, fact, rule=POD_WIDE)


def _on_node_network(workload: Workload) -> bool:
    host = workload.host_network
    return (host is not None and host.value) or (
        workload.network_mode is not None and workload.network_mode.value == "host"
    )


def _asked(workload: Workload, unsafe: list[tuple[Fact[str], Fact[str]]], notes: Notes) -> Fact[str]:
    key = workload.key.value
    names = ", ".join(f"`{name.value}`" for name, _ in unsafe)
    decision = f"sysctls/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Do the nodes allow pods to set {names}?",
        default="safe-only",
        consequence="Settings that nodes may refuse are left out; the node's own values hold.",
        alternatives=[
            Alternative(
                answer="all",
                consequence="All are set; on a node whose kubelet does not allow them the pod is refused.",
            )
        ],
        rule=NODE_ALLOWS,
        rests_on=[name for name, _ in unsafe],
    )
    return accepted(answer, decision, ["safe-only", "all"])
