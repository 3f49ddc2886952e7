"""What lives no longer than its container is an empty directory of the pod, in memory where it was."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.places import is_dependency_directory
from pass_migrate.model import App, Finding, Mount, Notes, Placement, Severity, Workload
from pass_migrate.passes.bind_forms import SOURCE_CODE
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

TMPFS = Rule(
    "tmpfs",
    Fate.CARRIED,
    "A directory in memory; in Kubernetes it counts towards the memory limit.",
)
TMPFS_OWNER = Rule(
    "tmpfs-owner",
    Fate.DROPPED,
    "A directory in memory belongs to root and is open to all (0777) in a pod; a mode needs an alpha "
    "feature.",
)
TMPFS_OPTION = Rule(
    "tmpfs-option",
    Fate.DROPPED,
    "A pod cannot give mount options for a directory in memory.",
)
SHARED_MEMORY = Rule(
    "shared-memory",
    Fate.CARRIED,
    "Shared memory of this size is a directory in memory, mounted where the program looks.",
)
ANONYMOUS = Rule(
    "anonymous-volume",
    Fate.APPROXIMATED,
    "An anonymous volume is an empty directory that lives as long as the pod.",
)
IMAGE_OWN_FILES = Rule(
    "image-own-files",
    Fate.IRRELEVANT,
    "It kept the image's own files in place; without a mount they are in place anyway.",
)
IMAGE_VOLUME = Rule("image-volume", Fate.CARRIED, "The files of an image, mounted read-only.")
NAMED_PIPE = Rule("named-pipe", Fate.APPROXIMATED, "A named pipe of the Windows node, mounted from the host.")
ANONYMOUS_OPTION = Rule(
    "anonymous-option",
    Fate.IRRELEVANT,
    "An option for making a volume; an empty directory is not made from anything.",
)
WRITABLE = Rule("writable", Fate.IRRELEVANT, "Writable is the default on both sides.")

SHM = "/dev/shm"  # noqa: S108 - the place is fixed by POSIX shared memory
IMAGE_VOLUMES_SINCE = (1, 35)
"""The release in which image volumes are on by default (Kubernetes feature gates, `ImageVolume`)."""


@transform(
    reads=[
        "target",
        "workloads.key",
        "workloads.image",
        "workloads.build",
        "workloads.mounts",
        "workloads.resources",
    ],
    writes=["workloads.mounts"],
    rules=[
        TMPFS,
        TMPFS_OWNER,
        TMPFS_OPTION,
        SHARED_MEMORY,
        ANONYMOUS,
        IMAGE_OWN_FILES,
        IMAGE_VOLUME,
        NAMED_PIPE,
        ANONYMOUS_OPTION,
        WRITABLE,
    ],
)
def provide_temporary_storage(app: App) -> App:
    """Place tmpfs mounts, anonymous volumes, image volumes and named pipes, and make room in /dev/shm.

    Sources: Compose specification (`tmpfs`, `shm_size`, `volumes`), Kubernetes documentation (Volumes:
    emptyDir, image).
    """
    images = {workload.key.value: workload.image for workload in app.workloads}
    return app.each(lambda workload, notes: _provided(workload, images, notes))


def _provided(workload: Workload, images: dict[str, Fact[str] | None], notes: Notes) -> Workload:
    mounts = [_placed(workload, mount, images, notes) for mount in workload.mounts]
    shm = workload.resources.shm_size
    if shm is not None and shm.value > 0 and all(mount.target.value.rstrip("/") != SHM for mount in mounts):
        mounts.append(_shared_memory(shm))
    if all(new is old for new, old in zip(mounts, workload.mounts, strict=False)) and len(mounts) == len(
        workload.mounts
    ):
        return workload
    return replace(workload, mounts=tuple(mounts))


def _shared_memory(size: Fact[int]) -> Mount:
    return Mount(
        type=because("tmpfs", size, rule=SHARED_MEMORY),
        target=because(SHM, size, rule=SHARED_MEMORY),
        place=Placement(
            kind=because("memory", size, rule=SHARED_MEMORY), size_limit=size.map(quantity).by(SHARED_MEMORY)
        ),
    )


def _placed(workload: Workload, mount: Mount, images: dict[str, Fact[str] | None], notes: Notes) -> Mount:
    if mount.place is not None:
        return mount
    if mount.read_only is not None and not mount.read_only.value:
        notes.drop(WRITABLE, mount.read_only)
    match mount.type.value:
        case "tmpfs":
            notes.drop(TMPFS_OWNER, mount.mode, mount.uid, mount.gid)
            notes.drop(TMPFS_OPTION, *mount.options)
            size = mount.size.map(quantity) if mount.size is not None and mount.size.value > 0 else None
            if size is None:
                notes.drop(TMPFS_OPTION, mount.size)
            return replace(
                mount,
                place=Placement(
                    kind=because("memory", mount.type, mount.target, rule=TMPFS), size_limit=size
                ),
            )
        case "volume" if mount.source is None:
            return _anonymous(workload, mount, notes)
        case "image" if mount.source is not None:
            return _image(workload, mount, mount.source, images, notes)
        case "npipe" if mount.source is not None:
            kind = because("host", mount.type, rule=NAMED_PIPE)
            return replace(mount, place=Placement(kind=kind, name=mount.source.by(NAMED_PIPE)))
    return mount


def _anonymous(workload: Workload, mount: Mount, notes: Notes) -> Mount:
    """An anonymous volume: empty in a pod, where Docker would fill it from the image.

    Below a working copy that is not mounted it only kept the image's own files visible, and so does no mount
    at all; the same holds for directories that the build fills.
    """
    notes.drop(
        ANONYMOUS_OPTION, mount.nocopy, mount.subpath, *(fact for pair in mount.labels for fact in pair)
    )
    target = mount.target.value.rstrip("/")
    around = next(
        (
            other
            for other in workload.mounts
            if other.place is not None
            and other.place.kind.rule is SOURCE_CODE
            and other.place.kind.value == "none"
            and target.startswith(other.target.value.rstrip("/") + "/")
        ),
        None,
    )
    if around is not None or (workload.build is not None and is_dependency_directory(target)):
        notes.drop(IMAGE_OWN_FILES, mount.type, mount.target, mount.read_only)
        return replace(mount, place=Placement(kind=because("none", mount.type, rule=IMAGE_OWN_FILES)))
    return replace(mount, place=Placement(kind=because("empty", mount.type, mount.target, rule=ANONYMOUS)))


def _image(
    workload: Workload, mount: Mount, source: Fact[str], images: dict[str, Fact[str] | None], notes: Notes
) -> Mount:
    """The files of an image; the source may also name a service, whose image is meant."""
    reference = source
    named = images.get(source.value)
    if named is not None:
        reference = named.also(source)
    release = tuple(int(part) for part in notes.target.kubernetes_version.split(".")[:2])
    if release < IMAGE_VOLUMES_SINCE:
        notes.find(
            Finding(
                id="image-volume",
                severity=Severity.ERROR,
                subject=workload.key.value,
                message=(
                    f"It mounts an image at {mount.target.value}; Kubernetes "
                    f"{notes.target.kubernetes_version} does so only with the feature gate ImageVolume."
                ),
                remedy="Turn the gate on, or copy the files into the service's own image.",
                leaves=source.leaves,
            )
        )
    return replace(
        mount,
        place=Placement(
            kind=because("image", mount.type, source, rule=IMAGE_VOLUME),
            name=reference.by(IMAGE_VOLUME),
            subpath=mount.subpath,
        ),
    )


def quantity(size: int) -> str:
    """Bytes as a quantity, in the largest binary unit that is exact."""
    for exponent, unit in ((3, "Gi"), (2, "Mi"), (1, "Ki")):
        if size and size % 1024**exponent == 0:
            return f"{size // 1024**exponent}{unit}"
    return str(size)
