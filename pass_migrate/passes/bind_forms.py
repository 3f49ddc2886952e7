"""What a bind mount becomes before a person says otherwise: the evidence, and the form that follows."""

from __future__ import annotations

from posixpath import basename

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.knowledge.places import (
    holds_credentials,
    is_configuration,
    is_source_file,
    is_written,
    names_a_file,
    node_path,
)
from pass_migrate.model import Mount, Workload
from pass_migrate.passes.bind_writers import Share, evidence, is_read_only, keeps_data
from pass_migrate.passes.config_files import PROJECT_FILE, in_parts
from pass_migrate.passes.known import known
from pass_migrate.records import dataclass

READ_ONLY_COPY = Rule(
    "read-only-files",
    Fate.DECIDED,
    "Until a person says otherwise the service is taken to read these files, not to write them: they "
    "are in the manifests.",
)
CHOSEN = Rule("chosen-form", Fate.CARRIED, "A person chose what takes the place of this bind mount.")
WRITABLE_COPY = Rule(
    "writable-copy",
    Fate.APPROXIMATED,
    "The container changes the file: it gets a copy of its own, and its changes end with the pod.",
)
JOINED_PARTS = Rule(
    "joined-parts",
    Fate.APPROXIMATED,
    "Too large for one object: an init container joins its parts before the start.",
)
SHARED_DIRECTORY = Rule(
    "shared-directory",
    Fate.APPROXIMATED,
    "Services hand files to each other through this host directory: a claim that all of them mount "
    "takes its place.",
)
DATA_DIRECTORY = Rule(
    "data-directory",
    Fate.DECIDED,
    "The service keeps data in this host directory: a claim takes its place.",
)
TOO_LARGE = Rule(
    "too-large",
    Fate.DECIDED,
    "More than fits into an object: a claim takes its place, and a person has to fill it.",
)
NOTHING_THERE = Rule(
    "nothing-there",
    Fate.APPROXIMATED,
    "Nothing is there: Docker makes an empty directory, and so does the pod, for its own life.",
)
SOURCE_CODE = Rule(
    "source-code",
    Fate.DECIDED,
    "The image is built from these files: the container runs what is in the image, not the working copy.",
)
NODE_PATH = Rule(
    "node-path",
    Fate.DECIDED,
    "A path of the machine, not of the project: the node's own path takes its place.",
)
NOT_ON_NODES = Rule(
    "not-on-nodes",
    Fate.DECIDED,
    "A path of the Docker host that means nothing on a cluster node: it is not mounted.",
)
HOST_DATA = Rule(
    "host-data",
    Fate.DECIDED,
    "A directory of the Docker host outside the project: an empty claim takes its place.",
)
HOST_FILE = Rule(
    "host-file",
    Fate.DECIDED,
    "A file of the Docker host outside the project: it is expected in an object of the cluster.",
)
HOST_CREDENTIALS = Rule(
    "host-credentials",
    Fate.DECIDED,
    "A directory of credentials of the Docker host outside the project: its files are expected in a Secret.",
)
SOCKET = Rule(
    "socket",
    Fate.DECIDED,
    "A socket of a process on the Docker host: nothing listens on it on a cluster node.",
)
RULES = (
    READ_ONLY_COPY,
    CHOSEN,
    WRITABLE_COPY,
    JOINED_PARTS,
    SHARED_DIRECTORY,
    DATA_DIRECTORY,
    TOO_LARGE,
    NOTHING_THERE,
    SOURCE_CODE,
    NODE_PATH,
    NOT_ON_NODES,
    HOST_DATA,
    HOST_FILE,
    HOST_CREDENTIALS,
    SOCKET,
)
"""All reasons that a form may have."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a bind mount becomes."""

    kind: str
    """`files`, `copy` (of files, writable), `claim`, `filled` (a claim that waits for a person),
    `empty`, `host`, `external` (an object that a person makes) or `none`."""
    rule: Rule
    ask: bool = False
    """Whether only a person can know, so that a decision is put."""
    reasons: tuple[Fact[str], ...] = ()
    """What it rests on beside the mount itself."""
    host_type: str = ""
    """host: the hostPath type."""
    why: str = ""
    """host, none: what is known about the path."""


PLACEHOLDERS = frozenset({".gitkeep", ".keep", ".gitignore", ".empty", ".placeholder"})
"""Files that only keep an empty directory in a repository."""


def form_of(workload: Workload, mount: Mount, share: Share | None) -> Form:
    """The form that the evidence speaks for."""
    host = known(mount.host)
    if host.kind == "socket":
        return Form("none", SOCKET, ask=True, host_type="Socket")
    if host.kind in ("absolute", "outside", "device"):
        return _elsewhere(mount)
    if share is not None:
        return Form("claim", SHARED_DIRECTORY, reasons=share.because_of)
    if _is_source_code(workload, mount):
        return Form("none", SOURCE_CODE, ask=True)
    if host.kind == "missing":
        return _missing(workload, mount)
    if not host.complete:
        return Form("filled", TOO_LARGE, ask=True)
    writes = evidence(workload, mount)
    if host.kind == "file":
        if writes:
            return Form("copy", WRITABLE_COPY, reasons=(mount.target, *writes))
        return (
            Form("copy", JOINED_PARTS) if in_parts(host.display, host.files) else Form("files", PROJECT_FILE)
        )
    return _directory(workload, mount, writes)


def _elsewhere(mount: Mount) -> Form:
    """A path outside the project: the machine's own, or somebody's data."""
    path = known(mount.host).display
    entry = node_path(path) if path.startswith("/") else None
    if entry is not None:
        rule = NODE_PATH if entry.default == "host" else NOT_ON_NODES
        return Form(entry.default, rule, ask=True, host_type=entry.type, why=entry.why)
    if names_a_file(path):
        return Form("external", HOST_FILE, ask=True)
    if holds_credentials(path):
        return Form("external", HOST_CREDENTIALS, ask=True)
    return Form("claim", HOST_DATA, ask=True)


def _missing(workload: Workload, mount: Mount) -> Form:
    target = mount.target.value
    lasting = keeps_data(workload, mount) or is_written(target)
    if lasting and not is_read_only(mount) and not names_a_file(known(mount.host).display):
        return Form("claim", DATA_DIRECTORY, ask=True, reasons=(mount.target,))
    return Form("empty", NOTHING_THERE)


def _directory(workload: Workload, mount: Mount, writes: tuple[Fact[str], ...]) -> Form:
    host = known(mount.host)
    lasting = keeps_data(workload, mount) or is_written(mount.target.value)
    bare = all(file.path.value.rsplit("/", 1)[-1] in PLACEHOLDERS for file in host.files)
    if not is_read_only(mount) and (writes or keeps_data(workload, mount) or (lasting and bare)):
        return Form("claim", DATA_DIRECTORY, ask=True, reasons=(mount.target, *writes))
    if bare:
        return Form("empty", NOTHING_THERE)
    settled = is_read_only(mount) or is_configuration(mount.target.value)
    if in_parts(host.display, host.files):
        return Form("copy", JOINED_PARTS, ask=not settled)
    return Form("files", PROJECT_FILE if settled else READ_ONLY_COPY, ask=not settled)


def _is_source_code(workload: Workload, mount: Mount) -> bool:
    """Whether the image is built from what is mounted, so that the container has it without the mount."""
    host = mount.host
    if workload.build is None or host is None or mount.source is None:
        return False
    context, source = workload.build_directory.rstrip("/"), mount.source.value.rstrip("/")
    if not context or not (_is_under(source, context) or _is_under(context, source)):
        return False
    if host.kind == "file":
        return is_source_file(host.display)
    if _is_under(context, source):
        return True
    if host.kind != "directory":
        return False
    if not host.complete:
        return True
    return any(is_source_file(file.path.value) for file in host.files) and not is_configuration(
        mount.target.value
    )


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def name_for(target: str) -> str:
    """What a mount is called after: the last part of its target."""
    return basename(target.rstrip("/")) or "root"
