"""An image whose variables are known gets those it needs; the report says which it gets for nothing."""

from __future__ import annotations

from collections.abc import Iterable

from pass_migrate.facts import Fact, Fate, Leaf, Rule, union
from pass_migrate.knowledge.contracts import Contract, contract_of
from pass_migrate.model import Alternative, App, Finding, Notes, Severity, Variable, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

ALL = "unread-variables/all"
KEEP_UNREAD = Rule(
    "unread-kept",
    Fate.CARRIED,
    "Nothing in the image reads it; it is carried as Compose sets it.",
)
UNREAD = Rule(
    "unread-variable",
    Fate.DROPPED,
    "Nothing in the image reads it, and a person decided to leave it out.",
)


@transform(
    reads=[
        "target",
        "workloads.image",
        "workloads.environment",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.health",
        "workloads.mounts",
    ],
    writes=["workloads.environment"],
    rules=[KEEP_UNREAD, UNREAD],
)
def check_environment_contract(app: App) -> App:
    """Compare every environment with what the image reads; leave unread variables out if asked to."""
    notes = Notes(app.target)
    unread: dict[str, list[str]] = {}
    for workload in app.workloads:
        contract = contract_of(workload.image.value) if workload.image is not None else None
        if contract is not None:
            _check(workload, contract, notes)
            unread[workload.key.value] = _unread(workload, contract)
    dropped = _ask(app, unread, notes)
    if not dropped:
        return notes.into(app)
    return notes.into(
        replace(
            app, workloads=tuple(_without(workload, unread, dropped, notes) for workload in app.workloads)
        )
    )


def _check(workload: Workload, contract: Contract, notes: Notes) -> None:
    values = {
        variable.name.value: variable for variable in workload.environment if variable.value is not None
    }
    _missing(workload, contract, values, notes)
    built = "{names}: read only while the image is built; changing them in the container changes nothing."
    for finding in (
        _listed("dead-variable", "Nothing reads {names} any more.", contract.dead, values, workload),
        _listed("build-time-variable", built, contract.build_only, values, workload),
    ):
        if finding is not None:
            notes.find(finding)
    for name, why in contract.unset_risks.items():
        if name not in values or not _text(values[name]):
            notes.find(
                Finding(
                    id="empty-variable",
                    severity=Severity.WARNING,
                    subject=f"{workload.key.value}.{name}",
                    message=why,
                    leaves=values[name].name.leaves if name in values else workload.key.leaves,
                )
            )


def _missing(workload: Workload, contract: Contract, values: dict[str, Variable], notes: Notes) -> None:
    """One finding for each variable without which the program fails or does something else."""
    wanted = dict(contract.required)
    may_be_empty = set(contract.may_be_empty)
    leaves: dict[str, tuple[Leaf, ...]] = {}
    for needed in contract.needed_with:
        trigger = values.get(needed.when)
        if trigger is None or _text(trigger).lower() in ("", "false"):
            continue
        for name in needed.needs:
            wanted[name] = needed.why
            leaves[name] = trigger.name.leaves
            if needed.may_be_empty:
                may_be_empty.add(name)
    for name, why in sorted(wanted.items()):
        if name in values and (_text(values[name]) or name in may_be_empty):
            continue
        state = "is empty" if name in values else "is not set"
        notes.find(
            Finding(
                id="missing-variable",
                severity=Severity.ERROR,
                subject=f"{workload.key.value}.{name}",
                message=f"{name} {state}. {why}",
                remedy="Set it in an env_file or under `environment`.",
                leaves=values[name].name.leaves if name in values else leaves.get(name, workload.key.leaves),
            )
        )


def _listed(
    id: str, message: str, names: Iterable[str], values: dict[str, Variable], workload: Workload
) -> Finding | None:
    """One finding for all variables of a kind that the workload has."""
    found = sorted(name for name in names if name in values)
    if not found:
        return None
    return Finding(
        id=id,
        severity=Severity.NOTE,
        subject=workload.key.value,
        message=message.format(names=", ".join(found)),
        remedy="Take them out of what the service gets.",
        leaves=union(*(values[name].name.leaves for name in found)),
    )


def _unread(workload: Workload, contract: Contract) -> list[str]:
    """Names of the variables that nothing in the image reads, and no command or mounted file names."""
    if not contract.closed:
        return []
    text = _texts(workload)
    names = (variable.name.value for variable in workload.environment if variable.value is not None)
    return [name for name in names if not contract.is_read(name) and name not in text]


def _ask(app: App, unread: dict[str, list[str]], notes: Notes) -> set[str]:
    """Which services are to get only what they read: nobody, until a person says so for all or for one."""
    held = {
        workload.key.value: [
            variable
            for variable in workload.environment
            if variable.name.value in unread.get(workload.key.value, ())
            and variable.secret is not None
            and variable.secret.value
        ]
        for workload in app.workloads
    }
    wanted = {key for key, secrets in held.items() if secrets}
    dropped = set()
    if wanted or ALL in notes.target.answers:
        listed = ", ".join(
            f"{key} ({len(unread[key])}, {len(held[key])} of them secret)" for key in sorted(wanted)
        )
        if _answer(
            ALL,
            f"Services get variables that their image does not read: {listed}. Should they keep them?",
            [secret.name for key in sorted(wanted) for secret in held[key]],
            notes,
        ):
            dropped |= set(unread)
    for key, names in unread.items():
        decision = f"unread-variables/{key}"
        if decision in notes.target.answers:
            question = f"{key} gets {len(names)} variables that its image does not read. Should it keep them?"
            dropped = (dropped | {key}) if _answer(decision, question, [], notes) else (dropped - {key})
    return dropped


def _answer(decision: str, question: str, facts: list[Fact[str]], notes: Notes) -> bool:
    """Whether unread variables are to be left out."""
    answer = notes.ask(
        decision,
        subject=decision.partition("/")[2],
        question=question,
        default="keep",
        consequence="The environment is what it is under Compose, other services' passwords included.",
        rule=KEEP_UNREAD,
        rests_on=facts,
        alternatives=[
            Alternative(
                answer="drop",
                consequence="Each gets only what it reads; a change elsewhere no longer restarts it.",
            )
        ],
    )
    return accepted(answer, decision, ("keep", "drop")).value == "drop"


def _without(workload: Workload, unread: dict[str, list[str]], dropped: set[str], notes: Notes) -> Workload:
    gone = set(unread.get(workload.key.value, ())) if workload.key.value in dropped else set()
    if not gone:
        return workload
    for variable in workload.environment:
        if variable.name.value in gone:
            notes.drop(UNREAD, variable.name, variable.value)
    kept = tuple(variable for variable in workload.environment if variable.name.value not in gone)
    return replace(workload, environment=kept)


def _texts(workload: Workload) -> str:
    """All text of a workload in which a variable may be named: command, health check, mounted files."""
    words: list[Fact[str]] = [*(workload.entrypoint or ()), *(workload.command or ())]
    if workload.health is not None:
        words += workload.health.test
    files = [
        file.content.value for mount in workload.mounts if mount.host is not None for file in mount.host.files
    ]
    return "\n".join(
        [*(word.value for word in words), *(content.decode("utf-8", "replace") for content in files)]
    )


def _text(variable: Variable) -> str:
    return variable.value.value.strip() if variable.value is not None else ""
