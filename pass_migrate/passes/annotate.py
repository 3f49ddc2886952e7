"""Labels of containers become annotations of pods, because pod labels allow fewer names and values."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because, union
from pass_migrate.knowledge.label_consumers import LabelConsumer, consumer_of
from pass_migrate.knowledge.secret_names import is_no_secret, sign_of
from pass_migrate.knowledge.secret_values import in_variable
from pass_migrate.model import App, Finding, Notes, Severity, Workload
from pass_migrate.model.workload import Pairs
from pass_migrate.passes.qualified_names import is_qualified_name
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

ANNOTATION = Rule(
    "label-is-annotation",
    Fate.APPROXIMATED,
    "An annotation of the pod: programs that read labels of Docker containers do not see it.",
)
SERVICE_ANNOTATION = Rule(
    "service-label",
    Fate.APPROXIMATED,
    "An annotation of the controller, as it is a label of the Swarm service and not of its containers.",
)
POD_ANNOTATION = Rule(
    "container-annotation", Fate.APPROXIMATED, "An annotation of the pod, and so of all its containers."
)
NO_NAME = Rule(
    "annotation-name",
    Fate.DROPPED,
    "Kubernetes does not accept this name for an annotation: at most 63 letters, digits, `-`, `_` and `.`.",
)
TOO_MUCH = Rule(
    "annotations-too-large", Fate.DROPPED, "All annotations of an object together may have 256 KiB."
)
CREDENTIAL = Rule(
    "label-credential",
    Fate.DROPPED,
    "The value is a credential, and annotations are open to all who may see the pod.",
)
SAME_NAME = Rule("annotation-wins", Fate.IRRELEVANT, "An annotation of the same name takes its place.")

LARGEST = 256 * 1024
"""Bytes in all annotations of one object (Kubernetes API machinery, validation of object metadata)."""


@transform(
    reads=["workloads.labels", "workloads.annotations", "workloads.deploy_labels"],
    writes=["workloads.pod_annotations", "workloads.object_annotations"],
    rules=[ANNOTATION, SERVICE_ANNOTATION, POD_ANNOTATION, NO_NAME, TOO_MUCH, CREDENTIAL, SAME_NAME],
)
def annotate(app: App) -> App:
    """Annotations of pods and of their controllers, and a word on whoever acted on the labels.

    Sources: Compose specification (`labels`, `annotations`, `deploy.labels`), Kubernetes documentation
    (Annotations).
    """
    return app.each(_annotated)


def _annotated(workload: Workload, notes: Notes) -> Workload:
    if not (workload.labels or workload.annotations or workload.deploy_labels):
        return workload
    _report(workload, notes)
    own = {name.value for name, _ in workload.annotations}
    labels = []
    for name, value in workload.labels:
        if name.value in own:
            notes.drop(SAME_NAME, name, value)
        else:
            labels.append((name, value, ANNOTATION))
    _report_secrets(workload, notes)
    pod = _fitting([*((name, value, POD_ANNOTATION) for name, value in workload.annotations), *labels], notes)
    controller = _fitting(
        [(name, value, SERVICE_ANNOTATION) for name, value in workload.deploy_labels], notes
    )
    return replace(workload, pod_annotations=pod, object_annotations=controller)


def _fitting(pairs: list[tuple[Fact[str], Fact[str], Rule]], notes: Notes) -> Pairs:
    """What Kubernetes accepts, sorted by name."""
    out: list[tuple[Fact[str], Fact[str]]] = []
    size = 0
    for name, value, rule in sorted(pairs, key=lambda pair: pair[0].value):
        if _is_credential(name.value, value.value):
            notes.drop(CREDENTIAL, name, value)
        elif not is_qualified_name(name.value):
            notes.drop(NO_NAME, name, value)
        elif size + len(name.value) + len(value.value.encode()) > LARGEST:
            notes.drop(TOO_MUCH, name, value)
        else:
            size += len(name.value) + len(value.value.encode())
            out.append((because(name.value, name, rule=rule), because(value.value, value, rule=rule)))
    return tuple(out)


def _is_credential(name: str, value: str) -> bool:
    """Whether a value is a credential: for the program that reads it, by its shape, or by the name's end.

    Only the last part of a dotted name says what the value is: `middlewares.token-check.address` is none.
    """
    consumer = consumer_of(name)
    if (consumer is not None and consumer.holds_secret(name)) or in_variable(value):
        return True
    sign = sign_of(name.rpartition("/")[2].rpartition(".")[2])
    return sign is not None and not sign.weak and bool(value.strip()) and not is_no_secret(value)


def _report_secrets(workload: Workload, notes: Notes) -> None:
    """One finding for the credentials among labels and annotations."""
    pairs = (*workload.labels, *workload.annotations, *workload.deploy_labels)
    names = [name for name, value in pairs if _is_credential(name.value, value.value)]
    if not names:
        return
    told = ", ".join(f"`{name}`" for name in sorted({name.value for name in names}))
    notes.find(
        Finding(
            id="secret-in-label",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=union(*(name.leaves for name in names)),
            message=f"{told} of `{workload.key.value}` holds a credential in plain sight; the manifests "
            "leave it out.",
            remedy="Take the credential out of the label in the Compose file too.",
        )
    )


def _report(workload: Workload, notes: Notes) -> None:
    """One finding for each program that read the labels."""
    found: dict[str, tuple[LabelConsumer, list[Fact[str]]]] = {}
    for name, _ in (*workload.labels, *workload.deploy_labels):
        if (consumer := consumer_of(name.value)) is not None:
            found.setdefault(consumer.name, (consumer, []))[1].append(name)
    for consumer, names in found.values():
        notes.find(
            Finding(
                id="docker-only-labels",
                severity=Severity.WARNING,
                subject=workload.key.value,
                leaves=union(*(name.leaves for name in names)),
                message=f"`{workload.key.value}` has labels by which {consumer.name} {consumer.does}; in the "
                "cluster nothing reads them.",
                remedy=consumer.remedy,
            )
        )
