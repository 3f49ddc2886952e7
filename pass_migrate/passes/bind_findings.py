"""What a person is asked and told about bind mounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from posixpath import basename

from pass_migrate.facts import Leaf, union
from pass_migrate.knowledge.places import names_a_file
from pass_migrate.model import Alternative, App, Finding, Mount, Notes, Severity, Workload
from pass_migrate.passes import bind_forms as forms
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.bind_forms import Form
from pass_migrate.passes.bind_writers import Share
from pass_migrate.passes.config_files import in_parts
from pass_migrate.passes.copy_steps import wait_name

_CONSEQUENCES = {
    "files": "The files are in the manifests as they are now, read-only in the container; apply again after a change.",
    "copy": "Each pod gets a copy of the files that it may change; its changes end with the pod.",
    "claim": "A volume of the cluster keeps what the service writes; the project's files, if any, are copied in first.",
    "filled": "A volume of the cluster; the pod waits until a person has copied the files in.",
    "empty": "An empty directory that lives as long as the pod.",
    "none": "Nothing is mounted: the container sees what its image has there.",
    "host": "The node's own path is mounted, so the pod depends on the node that it runs on.",
    "external": "The file is taken from a Secret that a person makes; the pod waits for it.",
}
HOST_PATH = "host:<path>"


def decision_of(workload: Workload, mount: Mount) -> str:
    """The id of the decision on a bind mount."""
    return f"bind/{workload.key.value}:{mount.target.value}"


def ask(workload: Workload, mount: Mount, form: Form, notes: Notes) -> Form:
    """The form that holds: the evidence's, or the one that a person chose. The question is put where it is open."""
    decision = decision_of(workload, mount)
    if not form.ask and decision not in notes.target.answers:
        return form
    assert mount.host is not None
    choices = _choices(mount, form)
    answer = notes.ask(
        decision,
        subject=workload.key.value,
        question=f"What takes the place of the host's `{mount.host.display}` at {mount.target.value} in {workload.key.value}?",
        default=form.kind,
        consequence=_consequence(form),
        rule=form.rule,
        rests_on=[fact for fact in (mount.source, *form.reasons) if fact is not None],
        alternatives=[
            Alternative(answer=choice, consequence=_CONSEQUENCES[choice.partition(":")[0]])
            for choice in choices if choice != form.kind
        ],
    )
    if decision not in notes.target.answers:
        return form
    kind, _, path = answer.value.partition(":")
    named = kind == "host" and path.startswith("/") and HOST_PATH in choices
    accepted(answer, decision, [*choices, *([answer.value] if named else [])])
    if kind == form.kind and not path:
        return replace(form, reasons=(*form.reasons, answer))
    return Form(kind, forms.CHOSEN, reasons=(answer,), host_type=form.host_type if kind == "host" else "", why=path)


def _consequence(form: Form) -> str:
    return f"{form.why} {_CONSEQUENCES[form.kind]}".strip()


def _choices(mount: Mount, form: Form) -> list[str]:
    """The answers that work for this mount."""
    host = mount.host
    assert host is not None
    readable = bool(host.files) and host.complete
    out = [form.kind]
    if readable:
        out += ["copy"] if in_parts(host.display, host.files) else ["files", "copy"]
    if not (host.kind == "file" or names_a_file(host.display)) or readable:
        out.append("claim")
    out += ["empty", "none"]
    out.append("host" if host.display.startswith("/") else HOST_PATH)
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
            if form is not None and mount.host is not None and (finding := _finding(workload, position, form, expected)) is not None:
                notes.find(finding)
    roots = {share.root: share for share in shares.values()}
    for root, share in sorted(roots.items()):
        if any(chosen[place].rule is forms.SHARED_DIRECTORY for place, found in shares.items() if found.root == root):
            notes.find(Finding(
                id="shared-host-directory", severity=Severity.WARNING, subject=root,
                message=f"{_listed(share.services)} hand files to each other through the host directory {root}; "
                "in the cluster they do so through one claim.",
                remedy="What is there already is copied in once; later changes in the project do not reach the claim.",
                leaves=union(*(fact.leaves for fact in share.because_of)),
            ))


def _finding(workload: Workload, position: int, form: Form, expected: Mapping[str, str]) -> Finding | None:
    mount = workload.mounts[position]
    host, key, target = mount.host, workload.key.value, mount.target.value
    assert host is not None
    leaves = mount.source.leaves if mount.source is not None else ()
    match form.rule:
        case forms.NOTHING_THERE if host.kind == "missing":
            strict = mount.create_host_path is not None and not mount.create_host_path.value
            looks = names_a_file(host.display)
            return _about(
                "missing-bind-source", Severity.ERROR if strict else Severity.WARNING, key, leaves,
                f"{host.display} is not there, " + ("and the mount forbids making it." if strict else
                f"so Docker would mount an empty directory at {target}{', where a file is expected' if looks else ''}."),
                f"Put {host.display} in place before converting, or make it in the cluster.",
            )
        case forms.TOO_LARGE:
            step = wait_name(workload, position)
            copy = f"kubectl cp {host.display} POD:/to/{'' if host.kind == 'file' else '.'} -c {step}"
            return _about(
                "must-be-filled", Severity.ERROR, key, leaves,
                f"{host.display} ({host.size / 1024 / 1024:.1f} MiB or more) is too large for a ConfigMap: "
                f"the pod waits until it is in the claim mounted at {target}.",
                f"Once the pod is there: {copy}",
            )
        case forms.SOCKET:
            return _about(
                "host-socket", Severity.WARNING, key, leaves,
                f"{host.display} is the socket of a process on the Docker host; it is not mounted.", "Give the service another way to reach it.",
            )
        case forms.NOT_ON_NODES if host.display.endswith(".sock"):
            return _about(
                "host-socket", Severity.WARNING, key, leaves, f"{host.display} is not mounted. {form.why}",
                "Replace what the service does with the socket by its Kubernetes counterpart (the cluster's API).",
            )
        case forms.NODE_PATH:
            return _about(
                "host-path", Severity.WARNING, key, leaves,
                f"It mounts the node's {host.display}. {form.why} The `baseline` Pod Security Standard forbids host paths.",
                "Allow it in the namespace (`privileged`), or answer the decision with another form.",
            )
        case forms.HOST_FILE:
            name = basename(host.display)
            return _about(
                "file-outside-project", Severity.ERROR, key, leaves,
                f"{host.display} is outside the project and was not read; the pod waits for a Secret with it.",
                f"kubectl create secret generic {expected[f'bind:{key}:{target}']} --from-file={name}={host.display}",
            )
        case forms.HOST_DATA:
            return _about(
                "data-outside-project", Severity.WARNING, key, leaves,
                f"The data in {host.display} on the Docker host are not part of the project: the claim at {target} starts empty.",
                f"Copy them once the pod runs: kubectl cp {host.display} POD:{target}",
            )
    return None


def _about(id: str, severity: Severity, subject: str, leaves: tuple[Leaf, ...], message: str, remedy: str) -> Finding:
    return Finding(id=id, severity=severity, subject=subject, message=message, remedy=remedy, leaves=leaves)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"

