"""A service that nothing runs for is left out: one that a plugin provides, or a tool that is run by hand."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import Alternative, App, Finding, Notes, Severity, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.facts_within import facts_within
from pass_migrate.passes.kind_evidence import prints_help
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

PROVIDED = Rule(
    "provided",
    Fate.DROPPED,
    "A plugin of Docker Compose provides this service: there is nothing to run in the cluster.",
)
RUN_BY_HAND = Rule(
    "run-by-hand", Fate.DROPPED, "The service is a tool that is run by hand: nothing is deployed for it."
)
PRINTS_HELP = Rule(
    "prints-help",
    Fate.DECIDED,
    "Its command only prints help and it waits for a terminal: a tool that is run by hand.",
)


@transform(
    reads=["workloads.provider", "workloads.command", "workloads.tty", "workloads.stdin"],
    writes=["workloads"],
    rules=[PROVIDED, RUN_BY_HAND, PRINTS_HELP],
)
def leave_out_services(app: App) -> App:
    """Remove the workloads that nothing is deployed for. Source: Compose specification, `provider`."""
    notes = Notes(app.target)
    kept = tuple(workload for workload in app.workloads if not _left_out(workload, notes))
    return notes.into(app if len(kept) == len(app.workloads) else replace(app, workloads=kept))


def _left_out(workload: Workload, notes: Notes) -> bool:
    rule = PROVIDED if workload.provider is not None else RUN_BY_HAND
    if workload.provider is not None:
        _provided(workload, workload.provider, notes)
    elif not _is_hand_tool(workload, notes):
        return False
    notes.drop(rule, *facts_within(workload))
    return True


def _provided(workload: Workload, provider: Fact[str], notes: Notes) -> None:
    key = workload.key.value
    notes.find(
        Finding(
            id="service-by-provider",
            severity=Severity.ERROR,
            subject=key,
            leaves=provider.leaves,
            message=f"Docker Compose asks its plugin `{provider.value}` for `{key}` and gives the variables "
            "that it returns to the services that depend on it. In the cluster nothing provides it.",
            remedy="Deploy or rent what the plugin provided, and set its address in the services that depend "
            "on it.",
        )
    )


def _is_hand_tool(workload: Workload, notes: Notes) -> bool:
    """A terminal, and a command that does nothing but print help: ask whether to deploy it at all."""
    terminal = [fact for fact in (workload.tty, workload.stdin) if fact is not None and fact.value]
    help_word = prints_help(workload)
    if len(terminal) < 2 or help_word is None:
        return False
    key = workload.key.value
    decision = f"deploy-tool/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Is `{key}` a tool that is only run by hand?",
        default="deploy",
        consequence="It is deployed like any other service: it prints its help and ends.",
        alternatives=[
            Alternative(
                answer="leave-out",
                consequence="Nothing is deployed for it. Run it when needed, with `kubectl run` say.",
            )
        ],
        rule=PRINTS_HELP,
        rests_on=[help_word, *terminal],
    )
    return accepted(answer, decision, ["deploy", "leave-out"]).value == "leave-out"
