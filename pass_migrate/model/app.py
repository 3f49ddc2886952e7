"""The whole application, and the operations that passes use on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Any

from pass_migrate.facts import Fact, Fate, Leaf, Rule, union
from pass_migrate.model.config import ConfigObject
from pass_migrate.model.findings import Alternative, Decision, Finding
from pass_migrate.model.network import Reference
from pass_migrate.model.secrets import SecretUse
from pass_migrate.model.storage import Volume
from pass_migrate.model.target import Target
from pass_migrate.model.urls import UrlUse
from pass_migrate.model.workload import Workload
from pass_migrate.records import dataclass, replace

ANSWERED = Rule("answered", Fate.CARRIED, "A person's answer in the settings file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A Compose network."""

    key: Fact[str]
    name: Fact[str] | None = None
    internal: Fact[bool] | None = None
    external: Fact[bool] | None = None
    subnets: tuple[Fact[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What the outside reaches: a host and path that lead to a workload's port."""

    host: Fact[str] | None
    path: Fact[str]
    workload: str
    """Key of the workload."""
    port: Fact[str]
    """Name of the listener."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Leaves that end here, and why."""

    leaves: tuple[Leaf, ...]
    rule: Rule
    """Its fate is `dropped` or `irrelevant`, or `decided` where a person may want it otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An application: what runs, what it stores, how it is configured, and what was found out about it."""

    name: Fact[str]
    """The project's name."""
    target: Target
    namespace: Fact[str] | None = None
    """Set by a pass."""
    workloads: tuple[Workload, ...] = ()
    """Sorted by key."""
    volumes: tuple[Volume, ...] = ()
    """Sorted by key."""
    configs: tuple[ConfigObject, ...] = ()
    """Compose configs and secrets, and files that bind mounts bring; sorted by name."""
    networks: tuple[Network, ...] = ()
    references: tuple[Reference, ...] = ()
    """Who names whom, set by a pass; sorted."""
    routes: tuple[Route, ...] = ()
    urls: tuple[UrlUse, ...] = ()
    """The URL ledger, set by a pass; sorted."""
    secrets: tuple[SecretUse, ...] = ()
    """The secrets ledger, sorted by name; names only."""
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    drops: tuple[Drop, ...] = ()

    def __repr__(self) -> str:
        """One line: the application's name and its workloads; no value."""
        workloads = ", ".join(workload.key.value for workload in self.workloads)
        return f"App({self.name.value!r}, workloads: {workloads or 'none'})"

    def by_key(self) -> dict[str, Workload]:
        """The workloads by the key of their service."""
        return {workload.key.value: workload for workload in self.workloads}

    def each(self, function: Callable[[Workload, Notes], Workload]) -> App:
        """Every workload replaced by what `function` makes of it, and all that it noted added."""
        notes = Notes(self.target)
        after = tuple(function(workload, notes) for workload in self.workloads)
        same = all(new is old for new, old in zip(after, self.workloads, strict=True))
        return notes.into(self if same else replace(self, workloads=after))


@dataclass(slots=True)
class Notes:
    """What a pass has to say beside the model it returns; `into` adds it all to the app at once."""

    target: Target
    findings: list[Finding] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    def find(self, finding: Finding) -> None:
        """A person should know this."""
        self.findings.append(finding)

    def drop(self, rule: Rule, *facts: Fact[Any] | None) -> None:
        """The leaves of `facts` end here for the reason that `rule` gives. None is passed over."""
        leaves = union(*(fact.leaves for fact in facts if fact is not None))
        if leaves:
            self.drops.append(Drop(leaves, rule))

    def ask(
        self,
        id: str,
        *,
        subject: str,
        question: str,
        default: str,
        consequence: str,
        rule: Rule,
        rests_on: Iterable[Fact[Any]] = (),
        alternatives: Iterable[Alternative] = (),
    ) -> Fact[str]:
        """Put a question to a person and go on with the answer, or with the default while there is none.

        `id` is `question/subject`. Returns the answer as a fact that rests on `rests_on` (and on the line
        of the settings file). `rule` explains the default; its fate is `decided`.
        """
        leaves = union(*(fact.leaves for fact in rests_on))
        answer = self.target.answers.get(id)
        self.decisions.append(
            Decision(
                id=id,
                subject=subject,
                question=question,
                default=default,
                consequence=consequence,
                alternatives=tuple(alternatives),
                answer=answer,
                leaves=leaves,
            )
        )
        if answer is None:
            return Fact(default, leaves, rule)
        return Fact(answer.value, union(leaves, answer.leaves), ANSWERED)

    def into(self, app: App) -> App:
        """`app` with everything noted; the same app if nothing was."""
        if not (self.findings or self.decisions or self.drops):
            return app
        return replace(
            app,
            findings=(*app.findings, *self.findings),
            decisions=(*app.decisions, *self.decisions),
            drops=(*app.drops, *self.drops),
        )
