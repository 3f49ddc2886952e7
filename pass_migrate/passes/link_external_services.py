"""A container outside the project that a service links to is named by a person, or its name ends here.

`external_links` reaches containers that another project started on the same Docker host. In the cluster
such a system has an address that no file here says; with it, a Service of type ExternalName keeps the name.
"""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import Alternative, App, Finding, Notes, ServiceName, Severity, Workload
from pass_migrate.passes.answers import accepted, refused
from pass_migrate.passes.kubernetes_names import is_service_name, is_subdomain
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

LINKED_OUTSIDE = Rule(
    "external-link", Fate.DECIDED, "Without an address the name does not resolve in the cluster."
)
LEFT_OUT = Rule(
    "external-link-left-out", Fate.DROPPED, "As decided, the name does not resolve in the cluster."
)
EXTERNAL_NAME = Rule("external-name", Fate.CARRIED, "The name leads to the address that was given.")
NO_NEED = Rule("link-inside", Fate.IRRELEVANT, "A service of the project answers to this name.")
NONE = "none"


@transform(
    reads=["workloads.external_links", "workloads.service_names", "workloads.key"],
    writes=["workloads.service_names"],
    rules=[LINKED_OUTSIDE, LEFT_OUT, EXTERNAL_NAME, NO_NEED],
)
def link_external_services(app: App) -> App:
    """Ask for the address of every linked container outside; a name is asked for once."""
    notes = Notes(app.target)
    inside = {workload.key.value for workload in app.workloads}
    inside |= {
        name.name.value
        for workload in app.workloads
        for name in workload.service_names
        if name.external is None
    }
    links: dict[str, tuple[Workload, Fact[str]]] = {}
    for workload in app.workloads:
        for link in workload.external_links:
            alias = link.value.rpartition(":")[2]
            first, known = links.get(alias, (workload, link))
            links[alias] = (first, known.also(link))
    added: dict[str, list[ServiceName]] = {}
    for alias, (workload, link) in sorted(links.items()):
        if alias in inside:
            notes.drop(NO_NEED, link)
        elif (name := _service_name(alias, workload, link, notes)) is not None:
            added.setdefault(workload.key.value, []).append(name)
    workloads = tuple(_with(workload, added.get(workload.key.value, [])) for workload in app.workloads)
    return notes.into(replace(app, workloads=workloads))


def _with(workload: Workload, added: list[ServiceName]) -> Workload:
    names = (*(name for name in workload.service_names if name.external is None), *added)
    return workload if names == workload.service_names else replace(workload, service_names=names)


def _service_name(alias: str, workload: Workload, link: Fact[str], notes: Notes) -> ServiceName | None:
    decision = f"external-link/{alias}"
    answer = notes.ask(
        decision,
        subject=workload.key.value,
        question=f"`{alias}` is a container outside this project. Under which host name is it reached?",
        default=NONE,
        consequence="The name does not resolve: whoever uses it fails.",
        rule=LINKED_OUTSIDE,
        rests_on=[link],
        alternatives=[
            Alternative(
                answer="<host name>", consequence=f"A Service `{alias}` of type ExternalName leads there."
            )
        ],
    )
    accepted(answer, decision, (NONE,), "<host name>")
    if answer.value == NONE:
        notes.drop(LINKED_OUTSIDE if answer.rule is LINKED_OUTSIDE else LEFT_OUT, link)
        return None
    if not is_subdomain(answer.value) or answer.value.replace(".", "").isdigit():
        raise refused(
            answer, decision, "Write a DNS name: a-z, 0-9, `-` and `.`; an ExternalName cannot be an address."
        )
    if not is_service_name(alias.lower()):
        notes.drop(LEFT_OUT, link)
        notes.find(
            Finding(
                id="unresolvable-name",
                severity=Severity.ERROR,
                subject=workload.key.value,
                message=f"`{alias}` cannot be the name of a Service.",
                remedy=f"Use `{answer.value}` where the name is used.",
                leaves=link.leaves,
            )
        )
        return None
    return ServiceName(name=link.map(lambda _: alias.lower(), rule=EXTERNAL_NAME), external=answer.map(str))
