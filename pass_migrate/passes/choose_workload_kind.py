"""How long it runs and what it keeps decide the controller: Deployment, StatefulSet, DaemonSet or Job."""

from __future__ import annotations

from functools import partial

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import image_of
from pass_migrate.model import Alternative, App, Mount, Notes, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.kind_evidence import Evidence, is_quiet, is_throwaway_script, prints_help
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

LONG_RUNNING = Rule(
    "long-running", Fate.CARRIED, "It runs until it is stopped and keeps nothing of its own: a Deployment."
)
EVERY_NODE = Rule("every-node", Fate.CARRIED, "One on every node is what a DaemonSet does.")
MODE_JOB = Rule("mode-job", Fate.CARRIED, "`deploy.mode: replicated-job` runs to completion: a Job.")
AWAITED_TO_END = Rule(
    "awaited-to-end", Fate.CARRIED, "Another service waits for this one to end well, so it is a Job."
)
ONE_SHOT_IMAGE = Rule(
    "one-shot-image", Fate.CARRIED, "The image is a tool that does its work and ends: a Job."
)
PRINTS_HELP = Rule("prints-help-and-ends", Fate.CARRIED, "Its command prints help and ends: a Job.")
KEEPS_DATA = Rule(
    "keeps-data",
    Fate.CARRIED,
    "It writes to a volume of its own, so its pod keeps its name and its claim: a StatefulSet.",
)
NONE_FOR_NOW = Rule(
    "none-for-now",
    Fate.CARRIED,
    "It has no containers for now: a Deployment can be given some later, a Job that is over cannot.",
)
MAY_END = Rule(
    "may-end",
    Fate.DECIDED,
    "Nothing calls it and it is not kept running: it is taken to do its work and end, as a Job.",
)
SHARES_VOLUME = Rule(
    "replicas-share-volume",
    Fate.DECIDED,
    "All replicas share the volume, as they do under Docker: a Deployment.",
)
GLOBAL_JOB = Rule(
    "global-job", Fate.DECIDED, "No controller runs something once on every node: it runs once, as a Job."
)
IN_ANOTHER_POD = Rule(
    "in-another-pod", Fate.APPROXIMATED, "Its container runs in another service's pod, as often as that one."
)
ONE_POD = Rule("one-pod", Fate.CARRIED, "One pod, as Compose runs one container where nothing else is said.")
UNIQUE_NAME = Rule(
    "unique-name", Fate.APPROXIMATED, "A fixed container name allows one container only, so there is one pod."
)
NODE_COUNT = Rule("node-count", Fate.DROPPED, "The number of nodes decides how many pods a DaemonSet has.")

ALWAYS = frozenset({"always", "unless-stopped", "any"})
END_BY_ITSELF = "Does this service do its work and end, rather than run until it is stopped?"
AS_JOB = (
    "It runs once as a Job. Should it be meant to run on, nothing starts it again when it ends, and a "
    "change needs a new Job."
)
AS_DEPLOYMENT = "It runs as a Deployment. Should it end by itself, Kubernetes starts it again and again."


@transform(
    reads=[
        "workloads.image",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.health",
        "workloads.lifecycle",
        "workloads.scheduling",
        "workloads.mounts",
        "workloads.volumes_from",
        "workloads.depends_on",
        "workloads.published",
        "workloads.exposed",
        "workloads.listeners",
        "workloads.pod_of",
        "workloads.container_name",
        "workloads.replicas",
        "volumes",
    ],
    writes=["workloads.kind", "workloads.replicas"],
    rules=[
        LONG_RUNNING,
        EVERY_NODE,
        MODE_JOB,
        AWAITED_TO_END,
        ONE_SHOT_IMAGE,
        PRINTS_HELP,
        KEEPS_DATA,
        NONE_FOR_NOW,
        MAY_END,
        SHARES_VOLUME,
        GLOBAL_JOB,
        IN_ANOTHER_POD,
        ONE_POD,
        UNIQUE_NAME,
        NODE_COUNT,
    ],
)
def choose_workload_kind(app: App) -> App:
    """Give every workload its controller and its number of pods.

    Sources: Compose specification (`deploy.mode`, `restart`, `depends_on`), Kubernetes documentation
    (Workloads).
    """
    return app.each(partial(_decided, evidence=Evidence.of(app)))


def _decided(workload: Workload, notes: Notes, evidence: Evidence) -> Workload:
    if workload.pod_of is not None:
        notes.drop(IN_ANOTHER_POD, workload.replicas, workload.scheduling.mode)
        return replace(
            workload, kind=because("Deployment", workload.pod_of, rule=IN_ANOTHER_POD), replicas=None
        )
    kind = _kind(workload, evidence, notes)
    mode = workload.scheduling.mode
    if mode is not None and mode.value == "replicated":
        kind = kind.also(mode)
    replicas = workload.replicas
    if kind.value == "DaemonSet":
        notes.drop(NODE_COUNT, replicas)
        replicas = None
    elif replicas is None:
        replicas = because(1, rule=ONE_POD)
    elif replicas.value > 1 and workload.container_name is not None:
        replicas = because(1, replicas, workload.container_name, rule=UNIQUE_NAME)
    return replace(workload, kind=kind, replicas=replicas)


def _kind(workload: Workload, evidence: Evidence, notes: Notes) -> Fact[str]:
    """The controller, from the first piece of evidence that settles it."""
    mode = workload.scheduling.mode
    restart = workload.lifecycle.restart_condition or workload.lifecycle.restart
    if mode is not None and mode.value == "global":
        return because("DaemonSet", mode, rule=EVERY_NODE)
    if mode is not None and mode.value == "replicated-job":
        return because("Job", mode, rule=MODE_JOB)
    if mode is not None and mode.value == "global-job":
        return _global_job(workload, mode, notes)
    if waits := evidence.awaited.get(workload.key.value):
        # With several that wait, no single one of them decides.
        return because(
            "Job", *([waits[0].condition, waits[0].service] if len(waits) == 1 else []), rule=AWAITED_TO_END
        )
    none = workload.replicas if workload.replicas is not None and workload.replicas.value == 0 else None
    kept_running = restart is not None and restart.value in ALWAYS
    known = image_of(workload.image.value) if workload.image is not None else None
    one_shot = workload.image if known is not None and known.one_shot else None
    help_word = prints_help(workload)
    quiet = is_quiet(workload)
    may_end = quiet and (restart is not None or is_throwaway_script(workload))
    ends = not kept_running and (one_shot is not None or help_word is not None or may_end)
    if ends and none is None:
        if one_shot is not None:
            return because("Job", one_shot, rule=ONE_SHOT_IMAGE)
        if help_word is not None:
            return because("Job", help_word, rule=PRINTS_HELP)
        return _may_end(workload, restart, notes)
    if (mount := evidence.own_volume(workload)) is not None:
        return _with_volume(workload, mount, evidence, notes)
    if ends and none is not None:
        return because("Deployment", none, rule=NONE_FOR_NOW)
    # Where nothing else shows that it runs on, `restart: always` does.
    return because("Deployment", *([restart] if quiet and restart is not None else []), rule=LONG_RUNNING)


def _may_end(workload: Workload, restart: Fact[str] | None, notes: Notes) -> Fact[str]:
    key = workload.key.value
    decision = f"workload-kind/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=END_BY_ITSELF,
        default="Job",
        consequence=AS_JOB,
        alternatives=[Alternative(answer="Deployment", consequence=AS_DEPLOYMENT)],
        rule=MAY_END,
        rests_on=[restart]
        if restart is not None
        else [*(workload.command or ()), *(workload.entrypoint or ())],
    )
    return accepted(answer, decision, ["Job", "Deployment"])


def _global_job(workload: Workload, mode: Fact[str], notes: Notes) -> Fact[str]:
    key = workload.key.value
    decision = f"workload-kind/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question="What stands for a job that Swarm runs once on every node?",
        default="Job",
        consequence="It runs once, on one node.",
        alternatives=[
            Alternative(answer="DaemonSet", consequence="It runs on every node, and again whenever it ends.")
        ],
        rule=GLOBAL_JOB,
        rests_on=[mode],
    )
    return accepted(answer, decision, ["Job", "DaemonSet"])


def _with_volume(workload: Workload, mount: Mount, evidence: Evidence, notes: Notes) -> Fact[str]:
    """A StatefulSet; but replicas that share a volume under Docker would each get one of their own."""
    source = [mount.source] if mount.source is not None and len(evidence.own_volumes(workload)) == 1 else []
    replicas = workload.replicas
    known = image_of(workload.image.value) if workload.image is not None else None
    if replicas is None or replicas.value <= 1 or (known is not None and known.stateful):
        return because("StatefulSet", *source, rule=KEEPS_DATA)
    key = workload.key.value
    decision = f"workload-kind/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question="Do all replicas share one volume, or does each have its own?",
        default="Deployment",
        consequence="All replicas mount the same volume, as under Docker; it has to allow that "
        "(ReadWriteMany) to span nodes.",
        alternatives=[
            Alternative(
                answer="StatefulSet", consequence="Each replica has a volume of its own, empty at first."
            )
        ],
        rule=SHARES_VOLUME,
        rests_on=[replicas, *source],
    )
    return accepted(answer, decision, ["Deployment", "StatefulSet"])
