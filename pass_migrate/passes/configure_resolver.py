"""Host names resolve as they did: extra hosts stay, search domains and options are added to the cluster's.

Docker's embedded DNS keeps answering for services whatever `dns` says; in a pod, servers of one's own
either come behind the cluster's or replace them. Sources: Compose specification (`dns`, `extra_hosts`),
Kubernetes documentation ("DNS for Services and Pods", "Adding entries to Pod /etc/hosts").
"""

from __future__ import annotations

from ipaddress import ip_address

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import ANSWERED, Alternative, App, Finding, HostAlias, Notes, Severity, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.kubernetes_names import is_subdomain
from pass_migrate.passes.trace_references import HOST_GATEWAY
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

NODE_NETWORK_DNS = Rule(
    "node-network-dns", Fate.CARRIED, "On the node's network the pod still resolves the names of services."
)
DNS_SERVERS = Rule("dns-servers", Fate.DECIDED, "Without an answer the cluster's DNS resolves all names.")
DNS_LEFT_OUT = Rule("cluster-dns", Fate.DROPPED, "As decided, the cluster's DNS resolves all names.")
SEARCH_ADDED = Rule(
    "search-added", Fate.APPROXIMATED, "Tried after the cluster's own search domains, not instead."
)
OPTION_ADDED = Rule(
    "resolver-option", Fate.APPROXIMATED, "Added to the options that the cluster sets (`ndots:5`)."
)
NO_SEARCH = Rule(
    "no-search-domain", Fate.DROPPED, "No name for a search domain; a pod always has the cluster's."
)
POD_RESOLVER = Rule(
    "resolver-of-pod", Fate.DROPPED, "It runs in another service's pod, which has one resolver."
)
DOCKER_HOST = Rule("docker-host", Fate.DROPPED, "The machine that Docker runs on: a pod has no counterpart.")
NOT_A_HOST = Rule(
    "not-a-host-entry", Fate.DROPPED, "Not a host name and an address that a hosts file can hold."
)
MOST_SERVERS = 3
"""Name servers in a pod, the cluster's included (Kubernetes, "Pod's DNS Config")."""


@transform(
    reads=[
        "workloads.dns",
        "workloads.dns_search",
        "workloads.dns_opt",
        "workloads.host_aliases",
        "workloads.pod_of",
        "workloads.host_network",
    ],
    writes=[
        "workloads.dns",
        "workloads.dns_search",
        "workloads.dns_opt",
        "workloads.dns_policy",
        "workloads.host_aliases",
    ],
    rules=[
        NODE_NETWORK_DNS,
        DNS_SERVERS,
        DNS_LEFT_OUT,
        SEARCH_ADDED,
        OPTION_ADDED,
        NO_SEARCH,
        POD_RESOLVER,
        DOCKER_HOST,
        NOT_A_HOST,
    ],
)
def configure_resolver(app: App) -> App:
    """Decide on the resolver and the hosts file of every pod."""
    return app.each(_resolver)


def _resolver(workload: Workload, notes: Notes) -> Workload:
    if not (
        workload.dns
        or workload.dns_search
        or workload.dns_opt
        or workload.host_aliases
        or workload.host_network
    ):
        return workload
    if workload.pod_of is not None:
        notes.drop(POD_RESOLVER, *workload.dns, *workload.dns_search, *workload.dns_opt)
        return replace(workload, dns=(), dns_search=(), dns_opt=())
    policy, servers = _servers(workload, notes)
    searches = tuple(
        fact.by(SEARCH_ADDED) for fact in workload.dns_search if is_subdomain(fact.value.rstrip("."))
    )
    notes.drop(NO_SEARCH, *(fact for fact in workload.dns_search if not is_subdomain(fact.value.rstrip("."))))
    after = replace(
        workload,
        dns=servers,
        dns_policy=policy,
        dns_search=searches,
        dns_opt=tuple(fact.by(OPTION_ADDED) for fact in workload.dns_opt),
        host_aliases=_hosts_file(workload, notes),
    )
    return workload if after == workload else after


def _servers(workload: Workload, notes: Notes) -> tuple[Fact[str] | None, tuple[Fact[str], ...]]:
    """dnsPolicy, and the name servers beside or instead of the cluster's."""
    host = workload.host_network
    policy = None
    if host is not None and host.value:
        policy = host.map(lambda _: "ClusterFirstWithHostNet", rule=NODE_NETWORK_DNS)
    servers = tuple(fact for fact in workload.dns if _is_address(fact.value))
    notes.drop(NOT_A_HOST, *(fact for fact in workload.dns if not _is_address(fact.value)))
    if not servers or _answered_before(workload):
        return workload.dns_policy or policy, servers
    key = workload.key.value
    decision = f"dns/{key}"
    answer = accepted(
        notes.ask(
            decision,
            subject=key,
            question=f"{key} resolves names with DNS servers of its own. Which should its pods use?",
            default="cluster",
            consequence="Names that only those servers know resolve only if the cluster's DNS asks them.",
            rule=DNS_SERVERS,
            rests_on=servers,
            alternatives=[
                Alternative(
                    answer="append", consequence="They are asked when the cluster's DNS does not answer."
                ),
                Alternative(
                    answer="replace", consequence="They alone are asked: names of Services do not resolve."
                ),
            ],
        ),
        decision,
        ("cluster", "append", "replace"),
    )
    if answer.value == "cluster":
        notes.drop(answer.rule if answer.rule is DNS_SERVERS else DNS_LEFT_OUT, *servers)
        return policy, ()
    most = MOST_SERVERS if answer.value == "replace" else MOST_SERVERS - 1
    notes.drop(DNS_LEFT_OUT, *servers[most:])
    own = notes.target.answers[decision]
    if answer.value == "replace":
        return because("None", *servers[:most], own, rule=ANSWERED), servers[:most]
    return policy or because("ClusterFirst", *servers[:most], own, rule=ANSWERED), servers[:most]


def _answered_before(workload: Workload) -> bool:
    """Whether this pass has been here: it always sets a policy where it leaves servers."""
    return workload.dns_policy is not None


def _hosts_file(workload: Workload, notes: Notes) -> tuple[HostAlias, ...]:
    """The lines that a pod's hosts file can hold."""
    out = []
    for alias in workload.host_aliases:
        host = alias.host.map(str.lower)
        if alias.address.value == HOST_GATEWAY:
            notes.drop(DOCKER_HOST, alias.host, alias.address)
        elif is_subdomain(host.value) and _is_address(alias.address.value):
            out.append(replace(alias, host=host))
        else:
            notes.drop(NOT_A_HOST, alias.host, alias.address)
            notes.find(
                Finding(
                    id="not-a-host-entry",
                    severity=Severity.WARNING,
                    subject=workload.key.value,
                    message=f"The extra host `{alias.host.value}` cannot stand in a pod's hosts file.",
                    remedy="Give it a name of a-z, 0-9, `-` and `.`, and an IP address.",
                    leaves=alias.host.also(alias.address).leaves,
                )
            )
    return tuple(out)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
