"""Whoever can be called has a Service under the name that its peers use.

Docker lets peers resolve a service's name, its container name, host name, network aliases and link aliases.
Each of them that somebody asks for becomes a Service in front of the same pods; one that cannot be a
Service's name is a finding that says who uses it.
"""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import App, Dependency, Notes, Reference, ServiceName, Workload
from pass_migrate.passes import name_findings
from pass_migrate.passes.kubernetes_names import is_service_name
from pass_migrate.passes.name_for_kubernetes import RENAMED
from pass_migrate.passes.ports_heard import expanded
from pass_migrate.passes.references import HEALTH
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

CALLED = Rule("called-by-name", Fate.CARRIED, "Another part of the project calls it by this name.")
AWAITED = Rule("awaited", Fate.CARRIED, "Another service depends on it, so its name has to resolve.")
LISTENS = Rule("listens", Fate.CARRIED, "It listens on a known port, so peers can call it by its name.")
ANY_PORT = Rule(
    "any-port",
    Fate.APPROXIMATED,
    "No port is known: the name resolves to the pods, where any port can be dialled.",
)
ALIAS = Rule(
    "alias", Fate.CARRIED, "Peers may use this name, too: a Service of that name leads to the same pods."
)
ALIAS_FOR_ALL = Rule(
    "alias-for-all",
    Fate.APPROXIMATED,
    "The alias resolves for everyone in the namespace, not only where it was given.",
)
OWN_NAME = Rule("own-name", Fate.IRRELEVANT, "It is the name that the Service has anyway.")
NOBODY_ASKS = Rule("nobody-asks", Fate.DROPPED, "Nobody in the project refers to this name.")
NOT_A_NAME = Rule("not-a-service-name", Fate.DROPPED, "No Service can have this name: only a-z, 0-9 and `-`.")
NAME_IN_USE = Rule(
    "name-in-use", Fate.DROPPED, "The name belongs to another service: it cannot lead to both."
)
NO_NAME = Rule("no-name-of-its-own", Fate.DROPPED, "In another's network Docker gives the container no name.")
VIRTUAL_IP = Rule("virtual-ip", Fate.CARRIED, "A Service has one virtual address by default.")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A name by which Docker's peers could reach a workload."""

    name: Fact[str]
    explicit: bool
    """Whether it was given as an alias, so that it is kept even if nobody is seen to use it."""
    rule: Rule


@transform(
    reads=[
        "name",
        "references",
        "workloads.name",
        "workloads.container_name",
        "workloads.hostname",
        "workloads.aliases",
        "workloads.links",
        "workloads.listeners",
        "workloads.published",
        "workloads.exposed",
        "workloads.depends_on",
        "workloads.pod_of",
        "workloads.network_mode",
        "workloads.provider",
        "workloads.scheduling",
    ],
    writes=["workloads.service_names"],
    rules=[
        CALLED,
        AWAITED,
        LISTENS,
        ANY_PORT,
        ALIAS,
        ALIAS_FOR_ALL,
        OWN_NAME,
        NOBODY_ASKS,
        NOT_A_NAME,
        NAME_IN_USE,
        NO_NAME,
        VIRTUAL_IP,
    ],
)
def keep_names_resolving(app: App) -> App:
    """Decide on the Services of every workload."""
    names = _Names(app)
    found = {workload.key.value: names.services(workload) for workload in app.workloads}
    for workload in app.workloads:
        if workload.pod_of is not None and found[workload.key.value]:
            aliases = tuple(replace(name, main=False) for name in found.pop(workload.key.value))
            found[workload.pod_of.value] = (*found.get(workload.pod_of.value, ()), *aliases)
    workloads = tuple(_with(workload, found.get(workload.key.value, ())) for workload in app.workloads)
    return names.notes.into(replace(app, workloads=workloads))


def _with(workload: Workload, names: tuple[ServiceName, ...]) -> Workload:
    names = (*names, *(name for name in workload.service_names if name.external is not None or name.ports))
    return workload if workload.service_names == names else replace(workload, service_names=names)


class _Names:
    """Which names there are, who owns them and who asks for them."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.notes = Notes(app.target)
        self.calls: dict[str, list[Reference]] = {}
        for reference in app.references:
            self.calls.setdefault(reference.callee, []).append(reference)
        self.awaited: dict[str, list[Dependency]] = {}
        self.links: dict[str, list[tuple[Fact[str], Fact[str]]]] = {}
        for workload in app.workloads:
            for dependency in workload.depends_on:
                if dependency.condition.value != "service_completed_successfully":
                    self.awaited.setdefault(dependency.service.value, []).append(dependency)
            for service, alias in workload.links:
                self.links.setdefault(service.value, []).append((service, alias))
        self.pods = app.by_key()
        self.open = {
            self.pod_of(workload).key.value
            for workload in app.workloads
            if workload.published or workload.exposed
        }
        self.owners: dict[str, str] = {}
        for workload in app.workloads:
            self.owners.setdefault(self.main_name(workload).value, workload.key.value)
        for workload in app.workloads:
            for claim in self.claims(workload):
                self.owners.setdefault(claim.name.value, workload.key.value)
                self.owners.setdefault(claim.name.value.lower(), workload.key.value)

    def pod_of(self, workload: Workload) -> Workload:
        """The workload in whose pod it runs, mostly itself."""
        return workload if workload.pod_of is None else self.pods[workload.pod_of.value]

    def main_name(self, workload: Workload) -> Fact[str]:
        """The service's key where it can be a Service's name, else the name that was made to fit."""
        if is_service_name(workload.key.value) or workload.name is None:
            return workload.key
        return workload.name

    def claims(self, workload: Workload) -> list[_Claim]:
        """The names beside the key: link aliases, network aliases, container name, host name."""
        key = workload.key.value
        out = [_Claim(alias.also(service), True, ALIAS_FOR_ALL) for service, alias in self.links.get(key, ())]
        out += [_Claim(alias, True, ALIAS) for alias in workload.aliases]
        if workload.container_name is not None:
            out.append(_Claim(workload.container_name, False, ALIAS))
        if workload.hostname is not None:
            out.append(_Claim(workload.hostname.by(ALIAS), False, ALIAS))
        if workload.container_name is None:
            numbered = f"{self.app.name.value}-{key}-1"
            out.append(_Claim(self.app.name.map(lambda _: numbered).also(workload.key), False, ALIAS))
        return out

    def services(self, workload: Workload) -> tuple[ServiceName, ...]:
        """The Services of one workload, its own first."""
        mode = workload.network_mode
        unnamed = mode is not None and (
            mode.value == "none" or mode.value.startswith(("service:", "container:"))
        )
        if workload.provider is not None or unnamed:
            self.notes.drop(
                NO_NAME, workload.container_name, *workload.aliases, workload.scheduling.endpoint_mode
            )
            self.notes.drop(
                NO_NAME, *(fact for pair in self.links.get(workload.key.value, ()) for fact in pair)
            )
            return ()
        callers = self.callers(workload)
        main = self.main(workload, callers)
        self.complain(workload, callers)
        aliases: dict[str, ServiceName] = {}
        for claim in self.claims(workload):
            name = self.alias(workload, claim, callers)
            if name is not None:
                known = aliases.get(name.name.value)
                same = name.name if known is None else known.name.also(name.name)
                aliases[name.name.value] = replace(name, name=same)
        out = sorted(aliases.values(), key=lambda name: name.name.value)
        if out and main is None:
            main = ServiceName(
                name=self.main_name(workload).also(out[0].name), main=True, headless=self.headless(workload)
            )
        return (main, *out) if main is not None else ()

    def callers(self, workload: Workload) -> dict[str, list[Reference]]:
        """The references to a workload that have to keep working, by the name that they use."""
        out: dict[str, list[Reference]] = {}
        for reference in self.calls.get(workload.key.value, ()):
            if reference.caller != reference.callee or (
                reference.place != HEALTH and reference.port is not None
            ):
                out.setdefault(reference.name.value, []).append(reference)
        return out

    def main(self, workload: Workload, callers: dict[str, list[Reference]]) -> ServiceName | None:
        """The workload's own Service, if anybody can want it."""
        key = workload.key.value
        name = self.main_name(workload)
        renamed = name.value != key
        mode = workload.scheduling.endpoint_mode
        awaited = self.awaited.get(key)
        reason: Fact[str]
        if key in self.open:
            reason = name
        elif callers:
            first = min(
                (found[0] for found in callers.values()), key=lambda found: (found.caller, found.place)
            )
            reason = name.also(first.name).by(RENAMED if renamed else CALLED)
        elif awaited:
            reason = name.also(awaited[0].service).by(RENAMED if renamed else AWAITED)
        elif workload.listeners:
            reason = name.also(workload.listeners[0].port).by(RENAMED if renamed else LISTENS)
        else:
            self.notes.drop(VIRTUAL_IP, mode)
            return None
        headless = self.headless(workload)
        kind: Fact[str] | None = None
        if mode is not None and mode.value != "dnsrr":
            if headless is None:
                kind = because("ClusterIP", mode, rule=VIRTUAL_IP)
            else:
                self.notes.drop(VIRTUAL_IP, mode)
        return ServiceName(name=reason, main=True, headless=headless, type=kind)

    def headless(self, workload: Workload) -> Fact[bool] | None:
        """True where the name has to resolve to the pods themselves."""
        mode = workload.scheduling.endpoint_mode
        if mode is not None and mode.value == "dnsrr":
            return mode.map(lambda _: True)
        listeners = self.pod_of(workload).listeners
        known = {(listener.port.value, listener.protocol.value) for listener in listeners}
        declared = {(port.target.value, port.protocol.value.upper()) for port in workload.published}
        declared.update(port for entry in workload.exposed for port in expanded(entry))
        unlisted = not declared <= known
        if not unlisted and listeners:
            return None
        image = [workload.image] if workload.image is not None and not listeners else []
        return because(True, workload.key, *image, rule=ANY_PORT)

    def alias(
        self, workload: Workload, claim: _Claim, callers: dict[str, list[Reference]]
    ) -> ServiceName | None:
        """The Service for one more name, or why there is none. DNS does not tell upper from lower case."""
        name = claim.name
        asked = callers.get(name.value, [])
        if is_service_name(name.value.lower()):
            name = name.map(str.lower)
        text = name.value
        if text in (self.main_name(workload).value, workload.key.value):
            self.dropped(workload, claim, OWN_NAME)
            return None
        if not asked and not claim.explicit:
            self.dropped(workload, claim, NOBODY_ASKS)
            return None
        if self.owners.get(text) != workload.key.value:
            self.dropped(workload, claim, NAME_IN_USE)
            self.notes.find(name_findings.taken(workload, name, self.owners.get(text, ""), asked))
            return None
        if not is_service_name(text):
            self.dropped(workload, claim, NOT_A_NAME)
            if claim.explicit or asked:
                self.notes.find(
                    name_findings.impossible(workload, name, asked, self.main_name(workload).value)
                )
            return None
        if not claim.explicit:
            name = name.also(asked[0].name)
        return ServiceName(name=name.by(claim.rule), headless=self.headless(workload))

    def dropped(self, workload: Workload, claim: _Claim, rule: Rule) -> None:
        """Say why a written name ends; a host name lives on in the pod, and the numbered one is unwritten."""
        if claim.explicit or claim.name is workload.container_name:
            self.notes.drop(rule, claim.name)

    def complain(self, workload: Workload, callers: dict[str, list[Reference]]) -> None:
        """Say who calls a service by a key that no Service can have."""
        key, name = workload.key.value, self.main_name(workload).value
        asked = callers.get(key, [])
        if key != name and key.lower() != name and asked:
            self.notes.find(name_findings.impossible(workload, workload.key, asked, name))
