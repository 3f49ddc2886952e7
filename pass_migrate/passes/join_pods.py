"""A service that shares another's network, IPC or process namespace runs in that service's pod.

Docker joins single namespaces; Kubernetes shares the network and IPC of all containers of a pod, and their
processes where the pod says so. Namespaces of the host become the pod's host namespaces.
"""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, HostAlias, Notes, Workload
from pass_migrate.passes import namespace_findings
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

JOINED = Rule(
    "joins-pod",
    Fate.APPROXIMATED,
    "Runs as a container in that service's pod: the two are scheduled, scaled and restarted together.",
)
SHARED_PROCESSES = Rule(
    "shared-processes",
    Fate.APPROXIMATED,
    "The containers of the pod see each other's processes, all of them.",
)
NODE_PROCESSES = Rule(
    "node-processes",
    Fate.APPROXIMATED,
    "The pod is in the node's process namespace: its containers see each other there, and all else.",
)
OWNERS_NAMESPACES = Rule(
    "namespaces-of-owner", Fate.DROPPED, "Only the service that owns the pod can put it into the node's."
)
UNKNOWN_PEER = Rule(
    "unknown-namespace",
    Fate.DROPPED,
    "The container to join is not part of this project: a pod cannot join it.",
)
OTHER_POD = Rule(
    "two-pods",
    Fate.DROPPED,
    "A container is in one pod only: it cannot share namespaces with containers of two.",
)
FOREIGN_NETWORK = Rule(
    "foreign-network", Fate.DROPPED, "A Docker network by name: pods join the cluster's network and no other."
)
NO_NETWORK = Rule(
    "no-network", Fate.DROPPED, "Every pod has a network interface: only a network policy can cut it off."
)
BRIDGE = Rule(
    "default-bridge",
    Fate.APPROXIMATED,
    "Pods have a network of their own, like on the bridge; names resolve as well.",
)
PRIVATE_NAMESPACE = Rule("private-namespace", Fate.IRRELEVANT, "A pod's namespace is its own anyway.")
SHAREABLE_IPC = Rule(
    "pod-ipc",
    Fate.APPROXIMATED,
    "Containers of one pod share IPC; there is no leaving it out, and no sharing beyond.",
)
NODE_NAME = Rule(
    "node-host-name", Fate.IRRELEVANT, "On the node's network the pod has the node's host name anyway."
)
NO_UTS = Rule(
    "no-host-uts", Fate.DROPPED, "A pod takes the node's host name only together with the node's network."
)
USER_NAMESPACE = Rule(
    "user-namespace", Fate.DECIDED, "Without an answer the pod runs in the node's user namespace."
)


@transform(
    reads=[
        "workloads.network_mode",
        "workloads.ipc",
        "workloads.pid",
        "workloads.userns",
        "workloads.uts",
        "workloads.container_name",
        "workloads.host_aliases",
        "name",
    ],
    writes=[
        "workloads.name",
        "workloads.pod_of",
        "workloads.share_processes",
        "workloads.host_network",
        "workloads.host_pid",
        "workloads.host_ipc",
        "workloads.host_users",
        "workloads.host_aliases",
    ],
    rules=[
        JOINED,
        SHARED_PROCESSES,
        NODE_PROCESSES,
        OWNERS_NAMESPACES,
        UNKNOWN_PEER,
        OTHER_POD,
        FOREIGN_NETWORK,
        NO_NETWORK,
        BRIDGE,
        PRIVATE_NAMESPACE,
        SHAREABLE_IPC,
        NODE_NAME,
        NO_UTS,
        USER_NAMESPACE,
    ],
)
def join_pods(app: App) -> App:
    """Settle the namespaces of every workload, then move what is the pod's to the workload that owns it."""
    notes = Notes(app.target)
    pods = _Pods(app, notes)
    after = {workload.key.value: pods.settle(workload) for workload in app.workloads}
    for workload in app.workloads:
        member = after[workload.key.value]
        if member.pod_of is not None:
            after[member.pod_of.value] = _adopt(after[member.pod_of.value], member, notes)
            for lost in (member.host_pid, member.host_ipc, member.host_users):
                if lost is not None:
                    notes.drop(OWNERS_NAMESPACES, lost)
                    notes.find(namespace_findings.owners(member, member.pod_of, lost))
            after[workload.key.value] = replace(
                member,
                name=_container_name(member),
                host_aliases=(),
                host_pid=None,
                host_ipc=None,
                host_users=None,
            )
    return notes.into(replace(app, workloads=tuple(after[workload.key.value] for workload in app.workloads)))


def _container_name(member: Workload) -> Fact[str] | None:
    """The name of a container that joins: that it is one of that pod rests on who it joins."""
    if member.name is None or member.pod_of is None:
        return member.name
    return because(member.name.value, member.name, member.pod_of, rule=JOINED)


def _adopt(root: Workload, member: Workload, notes: Notes) -> Workload:
    """The pod's owner with the pod-level settings of a container that joins."""
    known = {(alias.host.value, alias.address.value) for alias in root.host_aliases}
    brought: list[HostAlias] = [
        alias for alias in member.host_aliases if (alias.host.value, alias.address.value) not in known
    ]
    root = replace(root, host_aliases=(*root.host_aliases, *brought)) if brought else root
    if member.pid is not None and member.pid.value.startswith(("service:", "container:")):
        if root.host_pid is not None and root.host_pid.value:
            notes.drop(NODE_PROCESSES, member.pid)
        else:
            root = replace(root, share_processes=because(True, member.pid, rule=SHARED_PROCESSES))
    return root


class _Pods:
    """Who joins whom: the namespaces of all workloads, followed to the pod that owns them."""

    def __init__(self, app: App, notes: Notes) -> None:
        self.by_key = app.by_key()
        self.notes = notes
        self.containers: dict[str, tuple[str, Fact[str] | None]] = {
            f"{app.name.value}-{key}-1": (key, None) for key in self.by_key
        }
        self.containers |= {
            workload.container_name.value: (workload.key.value, workload.container_name)
            for workload in app.workloads
            if workload.container_name is not None
        }

    def settle(self, workload: Workload) -> Workload:
        """The workload with its namespaces decided."""
        if not any((workload.network_mode, workload.ipc, workload.pid, workload.userns, workload.uts)):
            return workload
        pod: Fact[str] | None = None
        for fact in (workload.network_mode, workload.ipc, workload.pid):
            if fact is None or not fact.value.startswith(("service:", "container:")):
                continue
            found = self._root(workload, fact)
            if found is None or found.value == workload.key.value:
                self.notes.drop(UNKNOWN_PEER, fact)
                self.notes.find(namespace_findings.unknown(workload, fact))
            elif pod is not None and pod.value != found.value:
                self.notes.drop(OTHER_POD, fact)
                self.notes.find(namespace_findings.two_pods(workload, pod, found))
            else:
                pod = found if pod is None else pod.also(found)
        if pod is not None and not _joins(workload.network_mode):
            self.notes.find(namespace_findings.network_too(workload, pod))
        network = self._network(workload)
        return replace(
            workload,
            pod_of=pod,
            host_network=network,
            host_ipc=self._ipc(workload),
            host_pid=self._pid(workload),
            host_users=self._users(workload, network),
        )

    def _root(self, workload: Workload, fact: Fact[str]) -> Fact[str] | None:
        """The workload whose pod it is in the end, resting on every link of the chain."""
        seen = {workload.key.value}
        chain: list[Fact[str]] = [fact]
        step = fact
        while True:
            kind, _, name = step.value.partition(":")
            key = name
            if kind == "container":
                key, declared = self.containers.get(name, ("", None))
                chain += [declared] if declared is not None else []
            if key not in self.by_key or key in seen:
                return None
            seen.add(key)
            peer = self.by_key[key]
            onward = next((found for found in (peer.network_mode, peer.ipc, peer.pid) if _joins(found)), None)
            if onward is None:
                return because(key, *chain, rule=JOINED)
            step = onward
            chain.append(onward)

    def _network(self, workload: Workload) -> Fact[bool] | None:
        mode = workload.network_mode
        if mode is None or _joins(mode):
            return None
        match mode.value:
            case "host":
                return mode.map(lambda _: True)
            case "none":
                self.notes.drop(NO_NETWORK, mode)
                self.notes.find(namespace_findings.no_network(workload, mode))
            case "bridge" | "default" | "":
                self.notes.drop(BRIDGE, mode)
            case _:
                self.notes.drop(FOREIGN_NETWORK, mode)
                self.notes.find(namespace_findings.foreign_network(workload, mode))
        return None

    def _ipc(self, workload: Workload) -> Fact[bool] | None:
        ipc = workload.ipc
        if ipc is None or _joins(ipc):
            return None
        if ipc.value == "host":
            return ipc.map(lambda _: True)
        self.notes.drop(PRIVATE_NAMESPACE if ipc.value in ("", "private") else SHAREABLE_IPC, ipc)
        return None

    def _pid(self, workload: Workload) -> Fact[bool] | None:
        pid = workload.pid
        if pid is None or _joins(pid):
            return None
        if pid.value == "host":
            return pid.map(lambda _: True)
        self.notes.drop(PRIVATE_NAMESPACE, pid)
        return None

    def _users(self, workload: Workload, network: Fact[bool] | None) -> Fact[bool] | None:
        """hostUsers; and what becomes of the host name's namespace."""
        if workload.uts is not None:
            self.notes.drop(NODE_NAME if network is not None else NO_UTS, workload.uts)
        users = workload.userns
        if users is None:
            return None
        if users.value == "host":
            return users.map(lambda _: True)
        key = workload.key.value
        decision = f"user-namespace/{key}"
        answer = self.notes.ask(
            decision,
            subject=key,
            question=f"Docker remaps the users of {key}. Should its pod have a user namespace of its own?",
            default="node",
            consequence="User ids in the container are those of the node, as for other pods.",
            rule=USER_NAMESPACE,
            rests_on=[users],
            alternatives=[
                Alternative(
                    answer="pod",
                    consequence="The kubelet maps user ids; host namespaces and some volumes are ruled out.",
                ),
            ],
        )
        return accepted(answer, decision, ("node", "pod")).map(lambda text: text == "node")


def _joins(fact: Fact[str] | None) -> bool:
    return fact is not None and fact.value.startswith(("service:", "container:"))
