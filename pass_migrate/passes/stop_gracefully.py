"""A pod is stopped as Docker stops the container: with the same signal and the same time to obey it."""

from __future__ import annotations

import re
from functools import partial

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import image_of
from pass_migrate.model import App, Finding, Hook, Notes, Severity, Workload
from pass_migrate.passes.facts_within import facts_within
from pass_migrate.passes.first_process import FirstProcess, owner
from pass_migrate.passes.seconds import WHOLE_SECONDS, in_seconds
from pass_migrate.passes.shell_script import argv_of, replaces_shell, script_of
from pass_migrate.passes.signals import signals_first_process
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

DOCKER_GRACE = Rule(
    "docker-grace",
    Fate.CARRIED,
    "Docker kills a container ten seconds after asking it to stop; Kubernetes would wait thirty.",
)
POD_GRACE = Rule(
    "pod-grace",
    Fate.APPROXIMATED,
    "All containers of a pod have the same time: the longest that one of them asks for.",
)
DEFAULT_SIGNAL = Rule(
    "default-stop-signal", Fate.CARRIED, "The signal that the container is stopped with anyway."
)
KILLED_AT_ONCE = Rule("killed-at-once", Fate.CARRIED, "SIGKILL leaves no time to stop, so no time is given.")
NO_TIME = Rule(
    "no-grace-needed", Fate.IRRELEVANT, "A container that is killed at once needs no time to stop."
)
SIGNAL_BY_HOOK = Rule(
    "stop-signal-by-hook",
    Fate.APPROXIMATED,
    "The pod API cannot name a stop signal without an alpha feature: a preStop hook sends it and waits for "
    "the end.",
)
NO_SIGNAL = Rule(
    "no-stop-signal",
    Fate.DROPPED,
    "The pod API cannot name a stop signal without an alpha feature, and no hook can send it here: the "
    "image's holds.",
)
REAPER = Rule(
    "reaped-by-pod",
    Fate.APPROXIMATED,
    "The pod's own first process collects orphans for all its containers, which see each other's processes "
    "then.",
)
NODE_SIGNAL = Rule(
    "no-signal-to-node",
    Fate.DROPPED,
    "Process 1 of this pod is the node's own, and no hook may signal it: the image's stop signal holds.",
)
FOREIGN_SIGNAL = Rule(
    "hook-signals-first-process",
    Fate.DROPPED,
    "It signals process 1, which is not the container's program here but the pod's or the node's.",
)
NODE_REAPER = Rule(
    "reaped-by-node",
    Fate.APPROXIMATED,
    "In the node's process namespace the node's first process collects orphans; a pod has none beside it.",
)
NO_REAPER = Rule(
    "no-init", Fate.CARRIED, "The container's own first process stays the first, which is the default."
)

_SIGNAL = re.compile(r"(?:SIG)?([A-Z]+\d?|RTM(?:IN|AX)[+-]\d+|\d+)")
_REALTIME_FIRST, _REALTIME_LAST = 34, 64


@transform(
    reads=[
        "workloads.lifecycle",
        "workloads.image",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.pod_of",
        "workloads.kind",
        "workloads.share_processes",
        "workloads.host_pid",
    ],
    writes=["workloads.lifecycle", "workloads.share_processes"],
    rules=[
        DOCKER_GRACE,
        POD_GRACE,
        DEFAULT_SIGNAL,
        KILLED_AT_ONCE,
        NO_TIME,
        SIGNAL_BY_HOOK,
        NO_SIGNAL,
        NODE_SIGNAL,
        FOREIGN_SIGNAL,
        REAPER,
        NODE_REAPER,
        NO_REAPER,
        WHOLE_SECONDS,
    ],
)
def stop_gracefully(app: App) -> App:
    """Grace period, stop signal and init process. `join_hooks` joins the hook that this may add with others.

    Sources: Compose specification (`stop_grace_period`, `stop_signal`, `init`), Docker documentation (`docker
    stop`), Kubernetes documentation (Pod Lifecycle, Container Lifecycle Hooks).
    """
    app = _reaped(app)
    app = app.each(partial(_stopped, first=FirstProcess.of(app)))
    return (
        _one_grace_for_each_pod(app)
        if any(workload.pod_of is not None for workload in app.workloads)
        else app
    )


def _reaped(app: App) -> App:
    """Init processes: the pod's owner shares the pod's, unless the pod has the node's."""
    node = FirstProcess.of(app).node
    wanted: dict[str, list[Fact[bool]]] = {}
    for workload in app.workloads:
        init = workload.lifecycle.init
        if init is not None and init.value:
            wanted.setdefault(owner(workload), []).append(init)

    def shared(workload: Workload, notes: Notes) -> Workload:
        init, inits = workload.lifecycle.init, wanted.get(workload.key.value)
        if init is not None and not init.value:
            notes.drop(NO_REAPER, init)
        if workload.key.value in node:
            notes.drop(NODE_REAPER, init if init is not None and init.value else None)
            return workload
        if inits is None or workload.pod_of is not None:
            return workload
        known = [workload.share_processes] if workload.share_processes is not None else []
        return replace(workload, share_processes=because(True, *inits, *known, rule=REAPER))

    return app.each(shared)


def _stopped(workload: Workload, notes: Notes, first: FirstProcess) -> Workload:
    life = workload.lifecycle
    given = life.stop_grace_period
    grace = because(10, rule=DOCKER_GRACE) if given is None else in_seconds(given, least=0)
    life = replace(life, grace_seconds=grace)
    if not first.is_own(workload):
        life = replace(
            life,
            post_start=_harmless(workload, life.post_start, notes),
            pre_stop=_harmless(workload, life.pre_stop, notes),
        )
    workload = replace(workload, lifecycle=life)
    _report_shell(workload, notes)
    return workload if life.stop_signal is None else _signalled(workload, life.stop_signal, notes, first)


def _harmless(workload: Workload, hooks: tuple[Hook, ...], notes: Notes) -> tuple[Hook, ...]:
    """The hooks without those that signal process 1 where that is the pod's or the node's."""
    kept = tuple(hook for hook in hooks if not signals_first_process(word.value for word in hook.command))
    for hook in hooks:
        if hook in kept:
            continue
        notes.drop(FOREIGN_SIGNAL, *facts_within(hook))
        notes.find(
            Finding(
                id=FOREIGN_SIGNAL.id,
                severity=Severity.WARNING,
                subject=workload.key.value,
                leaves=hook.command[0].leaves,
                message=f"A hook of `{workload.key.value}` signals process 1, which in its pod is not its "
                "own program; the hook is left out.",
                remedy="Signal the program by its name, or give up sharing processes (`pid`, `init`).",
            )
        )
    return kept


def _signalled(workload: Workload, given: Fact[str], notes: Notes, first: FirstProcess) -> Workload:
    """The stop signal, settled: afterwards the model holds none."""
    image = image_of(workload.image.value) if workload.image is not None else None
    signal = _normal(given.value)
    life = replace(workload.lifecycle, stop_signal=None)
    if signal == _normal((image.stop_signal if image is not None else "") or "TERM"):
        notes.drop(DEFAULT_SIGNAL, given)
    elif signal in ("KILL", "9"):
        life = replace(life, grace_seconds=because(0, given, rule=KILLED_AT_ONCE))
        notes.drop(NO_TIME, workload.lifecycle.stop_grace_period)
    elif signal and first.is_own(workload) and not (image is not None and image.no_shell):
        life = replace(life, pre_stop=(*life.pre_stop, _hook(signal, given)))
        _report_signal(
            workload,
            given,
            "a preStop hook sends it to the first process and waits until that has ended; it needs "
            "`/bin/sh` and `kill` in the image, and the right to signal that process",
            notes,
        )
    else:
        notes.drop(NODE_SIGNAL if workload.key.value in first.node else NO_SIGNAL, given)
        _report_signal(
            workload, given, "and no hook can send it here, so the image's own stop signal is used", notes
        )
    return replace(workload, lifecycle=life)


def _normal(signal: str) -> str:
    """A signal as `kill -s` takes it, a number for real-time signals; empty if it is none."""
    match = _SIGNAL.fullmatch(signal.strip().upper())
    if match is None:
        return ""
    name = match[1]
    if name.startswith("RTMIN"):
        return str(_REALTIME_FIRST + int(name[5:] or 0))
    if name.startswith("RTMAX"):
        return str(_REALTIME_LAST + int(name[5:] or 0))
    return {"15": "TERM"}.get(name, name)


def _hook(signal: str, given: Fact[str]) -> Hook:
    send = f"kill -{signal} 1" if signal.isdigit() else f"kill -s {signal} 1"
    script = f"{send}; while kill -0 1 2>/dev/null; do sleep 1; done"
    return Hook(
        command=tuple(because(word, given, rule=SIGNAL_BY_HOOK) for word in ("/bin/sh", "-c", script))
    )


def _report_signal(workload: Workload, given: Fact[str], what: str, notes: Notes) -> None:
    notes.find(
        Finding(
            id="stop-signal",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=given.leaves,
            message=f"`{workload.key.value}` is stopped with {given.value}. Kubernetes can only be told so "
            "with "
            f"an alpha feature (ContainerStopSignals); {what}.",
            remedy=f"Set `STOPSIGNAL {given.value}` in the image: Kubernetes follows that.",
        )
    )


def _report_shell(workload: Workload, notes: Notes) -> None:
    """A shell as first process does not pass signals on, so the program never hears that it should stop."""
    if workload.kind is not None and workload.kind.value == "Job":
        return
    script = script_of(argv_of(workload))
    image = image_of(workload.image.value) if workload.image is not None else None
    key = workload.key.value
    if script is not None and not replaces_shell(script.value):
        message = f"In `{key}` a shell stays the first process and runs the program beside it."
        remedy = "Write `exec` in front of the last command of the script."
        leaves = script.leaves
    elif image is not None and image.pid1_shell and not workload.entrypoint:
        message = f"The entry point of `{key}`'s image is a script that starts the program without `exec`."
        remedy = "Override the entry point with the same command behind `exec`, or have the image changed."
        leaves = workload.image.leaves if workload.image is not None else ()
    else:
        return
    notes.find(
        Finding(
            id="shell-is-first-process",
            severity=Severity.WARNING,
            subject=key,
            leaves=leaves,
            message=f"{message} The shell does not pass the stop signal on: the program never stops by "
            "itself "
            "and is killed when the grace period is over, at every roll-out. It is the same under Docker.",
            remedy=remedy,
        )
    )


def _one_grace_for_each_pod(app: App) -> App:
    """Containers that share a pod get the longest grace period that one of them has."""
    longest: dict[str, Fact[int]] = {}
    for workload in app.workloads:
        grace = workload.lifecycle.grace_seconds
        if (
            workload.pod_of is not None
            and grace is not None
            and workload.lifecycle.stop_grace_period is not None
        ):
            known = longest.get(workload.pod_of.value)
            if known is None or grace.value > known.value:
                longest[workload.pod_of.value] = grace

    def lengthened(workload: Workload, _: Notes) -> Workload:
        other, own = longest.get(workload.key.value), workload.lifecycle.grace_seconds
        if other is None or own is None or other.value <= own.value:
            return workload
        grace = because(other.value, other, rule=POD_GRACE)
        return replace(workload, lifecycle=replace(workload.lifecycle, grace_seconds=grace))

    return app.each(lengthened)
