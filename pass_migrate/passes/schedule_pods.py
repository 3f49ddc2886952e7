"""Constraints on nodes become node selectors and affinity, as far as the cluster knows what they speak of."""

from __future__ import annotations

import re

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Finding, Notes, Scheduling, Severity, Workload
from pass_migrate.passes.answers import refused
from pass_migrate.passes.kubernetes_names import is_subdomain
from pass_migrate.passes.qualified_names import is_label_value, is_qualified_name
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

PLATFORM = Rule(
    "platform",
    Fate.APPROXIMATED,
    "The pod runs only on nodes of this platform; Docker would emulate another one.",
)
WASM = Rule(
    "platform-of-runtime", Fate.DROPPED, "No node has this platform: the runtime class says who runs it."
)
NODE_LABEL = Rule("node-label", Fate.APPROXIMATED, "The nodes need the label of the same name and value.")
NODE_HOST = Rule("node-host", Fate.APPROXIMATED, "The node of this name in the cluster.")
NO_NODE = Rule(
    "no-such-node", Fate.DROPPED, "The cluster's nodes have no such property: give them a label and use that."
)
MANAGERS = Rule(
    "swarm-manager", Fate.DROPPED, "The control plane's nodes take no ordinary pods, or are not there at all."
)
WORKERS = Rule("swarm-worker", Fate.CARRIED, "Pods run on ordinary nodes anyway.")
SPREAD = Rule(
    "spread",
    Fate.APPROXIMATED,
    "Pods are spread over the values of the label if possible; several preferences count side by side.",
)
SPREAD_WELL_KNOWN = Rule(
    "spread-over-zones",
    Fate.APPROXIMATED,
    "Pods are spread if possible over the zones or regions that the cluster itself labels its nodes with; "
    "Swarm's own label of this name is on no node.",
)
ONE_PER_NODE = Rule("one-per-node", Fate.CARRIED, "No two pods of it share a node.")
FEW_PER_NODE = Rule(
    "few-per-node",
    Fate.APPROXIMATED,
    "It bounds how much the nodes may differ, not how many pods each may have.",
)
NO_BOUND = Rule("no-bound-per-node", Fate.CARRIED, "Zero means that any number may share a node.")
RUNTIME = Rule("runtime-class", Fate.DECIDED, "Only the cluster knows what its RuntimeClasses are called.")
USUAL_RUNTIME = Rule("usual-runtime", Fate.CARRIED, "The cluster's usual runtime does it.")
OTHER_POD = Rule("pod-placement", Fate.APPROXIMATED, "The container runs where the pod runs that it shares.")

ROOT = "kubernetes.io/"
TOPOLOGY = {
    "zone": "topology.kubernetes.io/zone",
    "region": "topology.kubernetes.io/region",
}
"""Labels that people give Swarm nodes, and the well-known ones that clusters give theirs."""
ARCHITECTURES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "armhf": "arm",
    "armel": "arm",
    "i386": "386",
}
SYSTEMS = frozenset({"linux", "windows"})
USUAL = frozenset({"runc", "crun", "io.containerd.runc.v2", "nvidia"})
_CONSTRAINT = re.compile(r"\s*([\w.\-/]+)\s*(==|!=)\s*(.+?)\s*")


@transform(
    reads=["workloads.scheduling", "workloads.pod_of"],
    writes=["workloads.scheduling"],
    rules=[
        PLATFORM,
        WASM,
        NODE_LABEL,
        NODE_HOST,
        NO_NODE,
        MANAGERS,
        WORKERS,
        SPREAD,
        SPREAD_WELL_KNOWN,
        ONE_PER_NODE,
        FEW_PER_NODE,
        NO_BOUND,
        RUNTIME,
        USUAL_RUNTIME,
        OTHER_POD,
    ],
)
def schedule_pods(app: App) -> App:
    """Where pods may run.

    Sources: Compose specification (`platform`, `runtime`, `deploy.placement`), Kubernetes documentation
    (Assigning Pods to Nodes, Runtime Class).
    """
    return app.each(_scheduled)


def _scheduled(workload: Workload, notes: Notes) -> Workload:
    given = workload.scheduling
    if workload.pod_of is not None:
        notes.drop(
            OTHER_POD,
            given.platform,
            given.runtime,
            given.isolation,
            given.max_per_node,
            *given.constraints,
            *given.spread,
        )
        return replace(workload, scheduling=replace(given, max_per_node=None, spread=()))
    found = _platform(given, notes)
    found = replace(
        found,
        node_affinity=_affinity(workload, notes),
        spread=tuple(key for spread in given.spread if (key := _spread(workload, spread, notes)) is not None),
        max_per_node=_per_node(given.max_per_node, notes),
    )
    for name in (given.runtime, given.isolation):
        if name is not None:
            found = _runtime(workload, found, name, notes)
    return workload if found == given else replace(workload, scheduling=found)


def _platform(given: Scheduling, notes: Notes) -> Scheduling:
    """Operating system and architecture; a variant is lost."""
    if given.platform is None:
        return given
    system, _, rest = given.platform.value.partition("/")
    if system not in SYSTEMS and rest:
        notes.drop(WASM, given.platform)
        return given
    if system not in SYSTEMS:
        system, rest = "linux", system
    selected = [("os", system)]
    if rest:
        architecture = rest.split("/")[0]
        selected.append(("arch", ARCHITECTURES.get(architecture, architecture)))
    return replace(
        given,
        node_selector=tuple(
            (
                because(ROOT + name, given.platform, rule=PLATFORM),
                because(value, given.platform, rule=PLATFORM),
            )
            for name, value in sorted(selected)
        ),
    )


def _affinity(workload: Workload, notes: Notes) -> tuple[tuple[Fact[str], Fact[str], Fact[str]], ...]:
    out = []
    for constraint in workload.scheduling.constraints:
        match = _CONSTRAINT.fullmatch(constraint.value)
        subject, operator, value = match.groups() if match is not None else ("", "", "")
        if subject == "node.role":
            manager = (value == "manager") == (operator == "==")
            notes.drop(MANAGERS if manager else WORKERS, constraint)
            if manager:
                _report(
                    workload,
                    constraint,
                    "asks for manager nodes. The control plane's nodes take no ordinary pods",
                    notes,
                )
            continue
        label, value = _node_label(subject, value)
        if not label or not is_label_value(value):
            notes.drop(NO_NODE, constraint)
            _report(
                workload,
                constraint,
                "asks for nodes by a property that nodes of the cluster do not have",
                notes,
            )
            continue
        rule = NODE_LABEL if subject.startswith("node.labels.") else NODE_HOST
        comparison = "In" if operator == "==" else "NotIn"
        out.append(
            (
                because(label, constraint, rule=rule),
                because(comparison, constraint, rule=rule),
                because(value, constraint, rule=rule),
            )
        )
    return tuple(out)


def _node_label(subject: str, value: str) -> tuple[str, str]:
    """The label of a node that stands for a property in Swarm; empty if none does."""
    if subject.startswith("node.labels."):
        name = subject.removeprefix("node.labels.")
        return (name if is_qualified_name(name) else ""), value
    if subject == "node.hostname":
        return (ROOT + "hostname" if is_subdomain(value.lower()) else ""), value.lower()
    if subject == "node.platform.os":
        return ROOT + "os", value.lower()
    if subject == "node.platform.arch":
        return ROOT + "arch", ARCHITECTURES.get(value.lower(), value.lower())
    return "", value


def _report(workload: Workload, fact: Fact[str], what: str, notes: Notes) -> None:
    notes.find(
        Finding(
            id="placement-not-kept",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=fact.leaves,
            message=f"`{workload.key.value}` {what}, so this constraint is left out: it may run anywhere.",
            remedy="Give the nodes that you mean a label, and write the constraint as `node.labels.<label> "
            "== "
            "<value>`.",
        )
    )


def _spread(workload: Workload, given: Fact[str], notes: Notes) -> Fact[str] | None:
    if given.rule in (SPREAD, SPREAD_WELL_KNOWN):
        return given
    label, _ = _node_label(given.value, "x")
    if not label:
        notes.drop(NO_NODE, given)
        _report(workload, given, "is spread by a property that nodes of the cluster do not have", notes)
        return None
    if label in TOPOLOGY:
        return because(TOPOLOGY[label], given, rule=SPREAD_WELL_KNOWN)
    return because(label, given, rule=SPREAD)


def _per_node(given: Fact[int] | None, notes: Notes) -> Fact[int] | None:
    if given is None or given.value < 1:
        notes.drop(NO_BOUND, given)
        return None
    return given.by(ONE_PER_NODE if given.value == 1 else FEW_PER_NODE)


def _runtime(workload: Workload, found: Scheduling, given: Fact[str], notes: Notes) -> Scheduling:
    """The RuntimeClass for a container runtime (or a Windows isolation) that is not the usual one."""
    if given.value in USUAL or given.value in ("default", "process"):
        notes.drop(USUAL_RUNTIME, given)
        return found
    key = workload.key.value
    decision = f"runtime-class/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Which RuntimeClass of the cluster is Docker's runtime `{given.value}`?",
        default="none",
        consequence="The cluster's usual runtime runs it, which may not be able to.",
        alternatives=[
            Alternative(
                answer="<name>", consequence="The pod asks for this RuntimeClass, which has to be there."
            )
        ],
        rule=RUNTIME,
        rests_on=[given],
    )
    if answer.value == "none":
        notes.drop(RUNTIME, given)
        return found
    if not is_subdomain(answer.value):
        raise refused(
            answer,
            decision,
            "Give the name of a RuntimeClass (lower-case letters, digits, `-` and `.`), or `none`.",
        )
    return replace(found, runtime_class=answer)
