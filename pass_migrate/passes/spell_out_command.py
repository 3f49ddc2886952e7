"""A cleared entry point or command is spelled out: Kubernetes takes an empty one for none at all."""

from __future__ import annotations

import shlex

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import Alternative, App, Notes, Workload
from pass_migrate.passes.answers import refused
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

COMMAND_ALONE = Rule(
    "entrypoint-cleared", Fate.CARRIED, "With the entry point cleared, the command is all that runs."
)
NO_ARGUMENTS = Rule(
    "command-cleared", Fate.CARRIED, "An entry point of its own drops the image's command on both sides."
)
IMAGE_DECIDES = Rule(
    "image-command",
    Fate.DECIDED,
    "What is left of the image's command once it is cleared stands in the image: it is not known here.",
)


@transform(
    reads=[
        "workloads.entrypoint",
        "workloads.command",
        "workloads.entrypoint_cleared",
        "workloads.command_cleared",
    ],
    writes=["workloads.entrypoint", "workloads.command"],
    rules=[COMMAND_ALONE, NO_ARGUMENTS, IMAGE_DECIDES],
)
def spell_out_command(app: App) -> App:
    """No empty entry point and no empty command.

    Sources: Compose specification (`command`, `entrypoint`), Kubernetes documentation (Define a Command and
    Arguments).
    """
    return app.each(_spelled_out)


def _spelled_out(workload: Workload, notes: Notes) -> Workload:
    entrypoint, command = workload.entrypoint, workload.command
    if entrypoint and command == ():
        notes.drop(NO_ARGUMENTS, workload.command_cleared)
        return replace(workload, command=None)
    if entrypoint == () and command:
        cleared = [workload.entrypoint_cleared] if workload.entrypoint_cleared is not None else []
        words = tuple(
            (word if word.rule is not None else word.by(COMMAND_ALONE)).also(*cleared) for word in command
        )
        return replace(workload, entrypoint=words, command=None)
    if entrypoint == () or command == ():
        return _asked(workload, notes)
    return workload


def _asked(workload: Workload, notes: Notes) -> Workload:
    """Only the image knows what is left: ask."""
    key = workload.key.value
    given = [fact for fact in (workload.entrypoint_cleared, workload.command_cleared) if fact is not None]
    what = "entry point" if workload.entrypoint == () else "command"
    answer = notes.ask(
        f"image-command/{key}",
        subject=key,
        question=f"The {what} of `{key}` is cleared. Which command line runs then?",
        default="image",
        consequence="The image's own entry point and command run, as if nothing had been cleared.",
        alternatives=[
            Alternative(
                answer="<command line>", consequence="This runs, split like a shell does, without a shell."
            )
        ],
        rule=IMAGE_DECIDES,
        rests_on=given,
    )
    if answer.value == "image":
        notes.drop(IMAGE_DECIDES, *given)
        return replace(workload, entrypoint=None, command=None)
    return replace(workload, entrypoint=_words(answer, f"image-command/{key}"), command=None)


def _words(answer: Fact[str], decision: str) -> tuple[Fact[str], ...]:
    try:
        words = shlex.split(answer.value)
    except ValueError as error:
        raise _unusable(answer, decision) from error
    if not words:
        raise _unusable(answer, decision)
    return tuple(Fact(word, answer.leaves, answer.rule) for word in words)


def _unusable(answer: Fact[str], decision: str) -> MigrateError:
    return refused(answer, decision, "Give a command line with closed quotes, or `image`.")
