"""Hooks at one turn of a container's life become one shell command, with their directories and variables."""

from __future__ import annotations

import shlex

from pass_migrate.facts import Fate, Rule, because, union
from pass_migrate.model import App, Finding, Hook, Notes, Severity, Workload
from pass_migrate.passes.facts_within import facts_within
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

POST_START = Rule(
    "post-start-hook",
    Fate.APPROXIMATED,
    "It runs beside the main process, as under Compose; if it fails, Kubernetes restarts the container.",
)
PRE_STOP = Rule(
    "pre-stop-hook",
    Fate.APPROXIMATED,
    "It runs before the stop signal, as under Compose; its time counts against the grace period, and its "
    "failure does not keep the container from stopping.",
)
JOINED = Rule(
    "hooks-joined",
    Fate.APPROXIMATED,
    "The pod API has one hook of each kind, without directory or variables: a shell runs them all in order.",
)
CONTAINER_USER = Rule(
    "hook-user", Fate.DROPPED, "A hook runs as the container's user, with the container's rights."
)

PLAIN_SHELLS = frozenset({"sh", "/bin/sh"})


@transform(
    reads=["workloads.lifecycle"],
    writes=["workloads.lifecycle"],
    rules=[POST_START, PRE_STOP, JOINED, CONTAINER_USER],
)
def join_hooks(app: App) -> App:
    """One hook, with nothing but a command, for each turn.

    Sources: Compose specification (`post_start`, `pre_stop`), Kubernetes documentation (Container Lifecycle
    Hooks).
    """
    return app.each(_joined)


def _joined(workload: Workload, notes: Notes) -> Workload:
    life = workload.lifecycle
    if not (life.post_start or life.pre_stop):
        return workload
    post = _one(workload, life.post_start, POST_START, notes)
    pre = _one(workload, life.pre_stop, PRE_STOP, notes)
    return replace(workload, lifecycle=replace(life, post_start=post, pre_stop=pre))


def _one(workload: Workload, hooks: tuple[Hook, ...], rule: Rule, notes: Notes) -> tuple[Hook, ...]:
    for hook in hooks:
        _report_user(workload, hook, notes)
    runnable = [hook for hook in hooks if hook.command]
    if not runnable:
        return ()
    only = runnable[0]
    if len(runnable) == 1 and only.working_dir is None and not only.environment:
        return (
            Hook(command=tuple(word if word.rule is not None else word.by(rule) for word in only.command)),
        )
    script = " && ".join(_text(hook) for hook in runnable)
    parts = [
        fact
        for hook in runnable
        for fact in (*hook.command, *facts_within((hook.working_dir, hook.environment)))
    ]
    # The shell is there because of what it joins: a second hook, a directory, a variable.
    return (Hook(command=tuple(because(word, *parts, rule=JOINED) for word in ("/bin/sh", "-c", script))),)


def _text(hook: Hook) -> str:
    """One hook as shell text; what it sets up for itself does not reach the hooks behind it."""
    words = [word.value for word in hook.command]
    if hook.working_dir is None and not hook.environment and _is_one_liner(words):
        return f"( {words[2]} )"
    settings = ["env"] if hook.environment else []
    for variable in hook.environment:
        if variable.value is None:
            settings += ["-u", variable.name.value]
    for variable in hook.environment:
        if variable.value is not None:
            settings.append(f"{variable.name.value}={variable.value.value}")
    text = shlex.join([*settings, *words])
    return text if hook.working_dir is None else f"( cd {shlex.quote(hook.working_dir.value)} && {text} )"


def _is_one_liner(words: list[str]) -> bool:
    """Whether a plain shell is given one line, which can stand among others as it is."""
    return (
        len(words) == 3 and words[0] in PLAIN_SHELLS and words[1] == "-c" and not {"\n", "#"} & set(words[2])
    )


def _report_user(workload: Workload, hook: Hook, notes: Notes) -> None:
    privileged = hook.privileged is not None and hook.privileged.value
    notes.drop(CONTAINER_USER, hook.user, hook.privileged)
    if hook.user is None and not privileged:
        return
    given = [fact for fact in (hook.user, hook.privileged) if fact is not None]
    notes.find(
        Finding(
            id="hook-user",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=union(*(fact.leaves for fact in given)),
            message=f"A hook of `{workload.key.value}` asks for a user or for rights of its own; in "
            "Kubernetes "
            "it runs as the container does.",
            remedy="If it needs more rights, do its work in an init container or in the entry point instead.",
        )
    )
