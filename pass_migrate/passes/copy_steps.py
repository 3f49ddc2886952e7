"""Init steps that copy files of the project to where a container may change them, or wait for a person."""

from __future__ import annotations

from collections.abc import Sequence

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import InitStep, Notes, Workload
from pass_migrate.passes.config_files import PART
from pass_migrate.passes.kubernetes_names import label
from pass_migrate.records import dataclass

COPIES_FILES = Rule(
    "copies-files",
    Fate.APPROXIMATED,
    "The files of the project are copied in before the start, those that are there already stay.",
)
WAITS_FOR_FILES = Rule(
    "waits-for-files",
    Fate.DECIDED,
    "The files are too large for an object: the pod waits until a person has copied them in.",
)

# `..data` and its like are how the kubelet keeps a ConfigMap up to date; the files beside them are meant.
_COPY = """\
copy() {
  cd "$1" || exit 1
  find -L . -path './..*' -prune -o -type f -print | while IFS= read -r f; do
    case "$f" in
      *@000) to="$2/${f%@000}" ;;
      *@*) continue ;;
      *) to="$2/$f" ;;
    esac
    [ -e "$to" ] && continue
    mkdir -p "${to%/*}" || exit 1
    case "$f" in
      *@000) cat "${f%000}"* > "$to" ;;
      *) cp -L "$f" "$to" ;;
    esac || exit 1
  done
}
""".replace("@", PART)


@dataclass(frozen=True, slots=True)
class Copy:
    """Files of the project on their way into a volume of the same pod."""

    origin: int
    """Position of the mount with the files, which only init steps see."""
    destination: int
    """Position of the mount that they are copied to."""
    below: str
    """Where below the root of the destination's volume; empty for the root."""
    into_claim: bool
    """Whether the destination is a claim, whose root belongs to root."""
    because_of: tuple[Fact[str], ...]


def copy_step(workload: Workload, copies: Sequence[Copy], notes: Notes) -> InitStep:
    """One step that does all copies of a pod's container."""
    reasons = tuple(fact for copy in copies for fact in copy.because_of)
    lines = []
    at: list[tuple[int, Fact[str]]] = []
    for number, copy in enumerate(copies):
        to = f"/to/{number}/{copy.below}".rstrip("/")
        lines.append(f"copy {_quoted(f'/from/{number}')} {_quoted(to)}")
        # The number counts the copies before this one, so it rests on them too.
        before = [fact for earlier in copies[: number + 1] for fact in earlier.because_of]
        at.append((copy.origin, because(f"/from/{number}", *before, rule=COPIES_FILES)))
        at.append((copy.destination, because(f"/to/{number}", *before, rule=COPIES_FILES)))
    words = ("/bin/sh", "-ec", _COPY + "\n".join(lines))
    root = any(copy.into_claim for copy in copies)
    return InitStep(
        name=because(label(f"files-{workload.display_name}"), *reasons, rule=COPIES_FILES),
        image=because(notes.target.helper_image, rule=COPIES_FILES),
        command=tuple(because(word, *reasons, rule=COPIES_FILES) for word in words),
        mounts=tuple(position for position, _ in at),
        at=tuple(at),
        root=because(True, *reasons, rule=COPIES_FILES) if root else None,
    )


def wait_step(workload: Workload, position: int, file: str, reason: Fact[str], notes: Notes) -> InitStep:
    """A step that waits until `file` (or, if empty, anything) is in the volume behind a mount."""
    test = f"[ -e {_quoted('/to/' + file)} ]" if file else '[ -n "`ls -A /to`" ]'
    words = ("/bin/sh", "-ec", f"until {test}; do sleep 2; done")
    return InitStep(
        name=because(wait_name(workload, position), reason, rule=WAITS_FOR_FILES),
        image=because(notes.target.helper_image, rule=WAITS_FOR_FILES),
        command=tuple(because(word, reason, rule=WAITS_FOR_FILES) for word in words),
        mounts=(position,),
        at=((position, because("/to", reason, rule=WAITS_FOR_FILES)),),
        root=because(True, reason, rule=WAITS_FOR_FILES),
    )


def wait_name(workload: Workload, position: int) -> str:
    """Name of the step that waits for the files of one mount."""
    return label(f"wait-{workload.display_name}-{position}")


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"
