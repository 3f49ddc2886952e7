"""A new volume starts with the image's files where Docker would put them there."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.knowledge.places import is_dependency_directory
from pass_migrate.model import Alternative, App, Finding, InitStep, Mount, Notes, Severity, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.kubernetes_names import label
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

SEEDED = Rule(
    "seeded-from-image",
    Fate.APPROXIMATED,
    "Docker fills a new volume from the image; here an init container copies the image's files into an "
    "empty one.",
    aside=True,
)
SEEDED_UNSEEN = Rule(
    "seeded-unseen",
    Fate.DECIDED,
    "Docker fills a new volume with what the image has at the path, and gives it that owner. This image "
    "could not be looked into, so an init container copies whatever is there.",
    aside=True,
)

_COPY = """\
[ -n "`ls -A "$2" | grep -v '^lost+found$'`" ] || cp -a "$1/." "$2\""""


@transform(
    reads=[
        "workloads.key",
        "workloads.name",
        "workloads.image",
        "workloads.build",
        "workloads.mounts",
        "workloads.init",
        "volumes",
    ],
    writes=["workloads.init"],
    rules=[SEEDED, SEEDED_UNSEEN],
)
def seed_volumes(app: App) -> App:
    """Add the copying steps; say where a shared volume may be missing files that cannot be seen from here.

    Sources: Docker documentation ("Populate a volume using a container"), Kubernetes documentation (Init
    Containers).
    """
    return app.each(_seeded)


def _seeded(workload: Workload, notes: Notes) -> Workload:
    image = image_of(workload.image.value) if workload.image is not None else None
    steps = []
    for position, mount in enumerate(workload.mounts):
        if not _may_need(mount):
            continue
        known = image is not None and _holds(image, mount.target.value)
        built = workload.build is not None and is_dependency_directory(mount.target.value)
        if known or built:
            if (image is not None and image.no_shell) or workload.image is None:
                notes.find(
                    _finding(
                        workload,
                        mount,
                        "The image has files there, and no shell to copy them with."
                        if workload.image is not None
                        else "The image has files there.",
                    )
                )
            else:
                steps.append(_step(workload, workload.image, position, mount))
        elif mount.source is not None and image is None and workload.image is not None:
            steps += _as_answered(workload, workload.image, position, notes)
    names = {step.name.value for step in workload.init}
    new = [step for step in steps if step.name.value not in names]
    return replace(workload, init=(*workload.init, *new)) if new else workload


def _as_answered(workload: Workload, image: Fact[str], position: int, notes: Notes) -> list[InitStep]:
    """A copy of whatever an unknown image has there, unless a person says that it is nothing."""
    mount = workload.mounts[position]
    path = mount.target.value
    decision = f"volume-seed/{workload.key.value}:{path}"
    answer = notes.ask(
        decision,
        subject=workload.key.value,
        question=f"Must a new volume at {path} have the files and the owner that the image has there?",
        default="copy",
        consequence="An init container of the same image, as root, copies what is there into an empty "
        "volume, with its owner, as Docker does.",
        alternatives=[
            Alternative(answer="empty", consequence="The volume starts empty and belongs to root.")
        ],
        rule=SEEDED_UNSEEN,
        rests_on=[image, mount.target],
    )
    if accepted(answer, decision, ["copy", "empty"]).value == "empty":
        return []
    return [_step(workload, image, position, mount, rule=SEEDED_UNSEEN)]


def _may_need(mount: Mount) -> bool:
    """Whether Docker would fill what is behind the mount: a volume that is written to, and not opted out."""
    if (
        mount.type.value != "volume"
        or mount.place is None
        or mount.place.kind.value not in ("claim", "empty")
    ):
        return False
    if mount.nocopy is not None and mount.nocopy.value:
        return False
    return mount.read_only is None or not mount.read_only.value


def _holds(image: Image, target: str) -> bool:
    return target.rstrip("/") in image.seeds


def _step(workload: Workload, image: Fact[str], position: int, mount: Mount, rule: Rule = SEEDED) -> InitStep:
    """A copy by the service's own image, which sees the volume beside its files, not over them."""
    reasons = [fact for fact in (image, mount.target, mount.source) if fact is not None]
    path = mount.target.value.rstrip("/")
    place = mount.place
    below = f"/{place.subpath.value}" if place is not None and place.subpath is not None else ""
    seen = "" if rule is SEEDED else '[ -d "$1" ] || exit 0\n'
    script = seen + ('mkdir -p "$2" && ' if below else "") + _COPY
    words = ("/bin/sh", "-ec", script, "seed", path, f"/seed{below}")
    return InitStep(
        name=because(label(f"seed-{workload.display_name}-{path}"), *reasons, rule=rule),
        image=because(image.value, *reasons, rule=rule),
        command=tuple(because(word, *reasons, rule=rule) for word in words),
        mounts=(position,),
        at=((position, because("/seed", *reasons, rule=rule)),),
        root=because(True, *reasons, rule=rule),
    )


def _finding(workload: Workload, mount: Mount, why: str) -> Finding:
    source = mount.source or mount.target
    return Finding(
        id="volume-starts-empty",
        severity=Severity.WARNING,
        subject=source.value,
        message=(
            f"{workload.key.value} mounts it at {mount.target.value}. {why} In the cluster it starts empty."
        ),
        remedy=(
            "Look into the image (`docker run --rm IMAGE ls PATH`); if there are files, list the path "
            "under `seeds` of the image in your knowledge file."
        ),
        leaves=source.leaves,
    )
