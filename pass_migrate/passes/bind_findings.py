"""What a person is asked and told about bind mounts."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename

from pass_migrate.facts import union
from pass_migrate.knowledge.places import names_a_file
from pass_migrate.model import Alternative, App, Finding, HostPath, Mount, Notes, Severity, Workload
from pass_migrate.passes import bind_forms as forms
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.bind_forms import Form
from pass_migrate.passes.bind_writers import Share
from pass_migrate.passes.config_files import in_parts
from pass_migrate.passes.copy_steps import wait_name
from pass_migrate.records import dataclass, replace

_CONSEQUENCES = {
    "files": "The files are in the manifests as they are now, read-only in the container.",
    "copy": "Each pod gets a copy of the files that it may change; its changes end with the pod.",
    "claim": "A volume of the cluster keeps what the service writes; project files are copied in first.",
    "filled": "A volume of the cluster; the pod waits until a person has copied the files in.",
    "empty": "An empty directory that lives as long as the pod.",
    "none": "Nothing is mounted: the container sees what its image has there.",
    "host": "The node's own path is mounted, so the pod depends on the node that it runs on.",
    "external": "It is taken from a Secret that a person makes; the pod waits for it.",
}
HOST_PATH = "host:<path>"


def decision_of(workload: Workload, mount: Mount) -> str:
    """The id of the decision on a bind mount."""
    return f"bind/{workload.key.value}:{mount.target.value}"


def ask(workload: Workload, mount: Mount, form: Form, notes: Notes) -> Form:
    """The form that holds, the evidence's or a person's; a decision is put where it is open."""
    decision = decision_of(workload, mount)
    host = mount.host
    if host is None or (not form.ask and decision not in notes.target.answers):
        return form
    choices = _choices(host, form)
    answer = notes.ask(
        decision,
        subject=workload.key.value,
        question=f"What takes the place of the host's `{host.display}` at {mount.target.value}?",
        default=form.kind,
        consequence=f"{form.why} {_CONSEQUENCES[form.kind]}".strip(),
        rule=form.rule,
        rests_on=[fact for fact in (mount.source, *form.reasons) if fact is not None],
        alternatives=[
            Alternative(answer=choice, consequence=_CONSEQUENCES[choice.partition(":")[0]])
            for choice in choices
            if choice != form.kind
        ],
    )
    if decision not in notes.target.answers:
        return form
    kind, _, path = answer.value.partition(":")
    named = kind == "host" and path.startswith("/") and HOST_PATH in choices
    accepted(answer, decision, [*choices, *([answer.value] if named else [])])
    if kind == form.kind and not path:
        return replace(form, reasons=(*form.reasons, answer))
    host_type = form.host_type if kind == "host" else ""
    return Form(kind, forms.CHOSEN, reasons=(answer,), host_type=host_type, why=path)


def _choices(host: HostPath, form: Form) -> list[str]:
    """The answers that work for what stands at the source of a mount."""
    readable = bool(host.files) and host.complete
    out = [form.kind]
    if readable:
        out += ["copy"] if in_parts(host.display, host.files) else ["files", "copy"]
    if readable or not (host.kind == "file" or names_a_file(host.display)):
        out.append("claim")
    out += ["empty", "none", "host" if host.display.startswith("/") else HOST_PATH]
    return list(dict.fromkeys(out))


def tell(
    app: App,
    chosen: Mapping[tuple[str, int], Form],
    shares: Mapping[tuple[str, int], Share],
    expected: Mapping[str, str],
    notes: Notes,
) -> None:
    """One finding for each thing that a person should know.

    `expected` has the names of the objects that a person makes, by their key.
    """
    for workload in app.workloads:
        for position, mount in enumerate(workload.mounts):
            form = chosen.get((workload.key.value, position))
            if form is not None and mount.host is not None:
                view = _View(workload, position, mount, mount.host, form)
                if (words := view.words(expected)) is not None:
                    notes.find(view.finding(*words))
    held = {
        share.root: share for place, share in shares.items() if chosen[place].rule is forms.SHARED_DIRECTORY
    }
    for root, share in sorted(held.items()):
        *most, last = share.services
        notes.find(
            Finding(
                id="shared-host-directory",
                severity=Severity.WARNING,
                subject=root,
                message=(
                    f"{', '.join(most)} and {last} hand files to each other through the host directory "
                    f"{root}; "
                    "in the cluster they do so through one claim."
                ),
                remedy="What is there already is copied in once; later changes do not reach the claim.",
                leaves=union(*(fact.leaves for fact in share.because_of)),
            )
        )


@dataclass(frozen=True, slots=True)
class _View:
    """A bind mount and the form that was chosen for it."""

    workload: Workload
    position: int
    mount: Mount
    host: HostPath
    form: Form

    def finding(self, id: str, severity: Severity, message: str, remedy: str) -> Finding:
        leaves = self.mount.source.leaves if self.mount.source is not None else ()
        key = self.workload.key.value
        return Finding(id=id, severity=severity, subject=key, message=message, remedy=remedy, leaves=leaves)

    def words(self, expected: Mapping[str, str]) -> tuple[str, Severity, str, str] | None:
        """Id, severity, message and remedy; None if there is nothing to say."""
        path, target = self.host.display, self.mount.target.value
        match self.form.rule:
            case forms.NOTHING_THERE if self.host.kind == "missing":
                return self._missing(path, target)
            case forms.TOO_LARGE:
                return self._too_large(path, target)
            case forms.SOCKET | forms.NOT_ON_NODES if path.endswith(".sock"):
                why = self.form.why or "It is the socket of a process on the Docker host."
                remedy = "Replace what the service does with the socket by the cluster's own API."
                return "host-socket", Severity.WARNING, f"{path} is not mounted. {why}", remedy
            case forms.NODE_PATH:
                ban = "The `baseline` Pod Security Standard forbids host paths."
                message = f"It mounts the node's {path}. {self.form.why} {ban}"
                remedy = "Allow it in the namespace (`privileged`), or answer the decision with another form."
                return "host-path", Severity.WARNING, message, remedy
            case forms.HOST_FILE:
                name = expected[f"bind:{self.workload.key.value}:{target}"]
                return (
                    "file-outside-project",
                    Severity.ERROR,
                    f"{path} is outside the project and was not read; the pod waits for a Secret with it.",
                    f"kubectl create secret generic {name} --from-file={basename(path)}={_in_shell(path)}",
                )
            case forms.HOST_CREDENTIALS:
                name = expected[f"bind:{self.workload.key.value}:{target}"]
                return (
                    "credentials-outside-project",
                    Severity.ERROR,
                    f"{path} is outside the project, so the pod waits for a Secret with its files.",
                    f"kubectl create secret generic {name} --from-file={_in_shell(path.rstrip('/') + '/')}",
                )
            case forms.HOST_DATA:
                message = f"{path} of the Docker host is not in the project: the claim at {target} is empty."
                remedy = f"Copy it once the pod runs: kubectl cp {_in_shell(path)} POD:{target}"
                return "data-outside-project", Severity.WARNING, message, remedy
        return None

    def _too_large(self, path: str, target: str) -> tuple[str, Severity, str, str]:
        size, end = self.host.size / 1024 / 1024, "" if self.host.kind == "file" else "."
        message = (
            f"{path} ({size:.1f} MiB or more) is too large for a ConfigMap: "
            f"the pod waits until it is in the claim mounted at {target}."
        )
        step = wait_name(self.workload, self.position)
        remedy = f"Once it waits: kubectl cp {path} POD:/to/{end} -c {step}"
        return "must-be-filled", Severity.ERROR, message, remedy

    def _missing(self, path: str, target: str) -> tuple[str, Severity, str, str]:
        make = self.mount.create_host_path
        remedy = f"Put {path} in place before converting, or make it in the cluster."
        if make is not None and not make.value:
            message = f"{path} is not there, and the mount forbids making it."
            return "missing-bind-source", Severity.ERROR, message, remedy
        expects = ", where a file is expected" if names_a_file(path) else ""
        message = f"{path} is not there, so Docker would mount an empty directory at {target}{expects}."
        return "missing-bind-source", Severity.WARNING, message, remedy


def _in_shell(path: str) -> str:
    """A path as an argument of a command: shells replace `~` at the start of a word only."""
    return f'"$HOME/{path[2:]}"' if path.startswith("~/") else path
