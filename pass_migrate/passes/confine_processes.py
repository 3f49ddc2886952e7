"""Security options keep their meaning: new privileges, seccomp, AppArmor, SELinux."""

from __future__ import annotations

from collections.abc import Callable

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Finding, Notes, Security, Severity, Workload
from pass_migrate.passes.answers import refused
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

NO_NEW_PRIVILEGES = Rule(
    "no-new-privileges", Fate.CARRIED, "`no-new-privileges` is what `allowPrivilegeEscalation: false` means."
)
NEW_PRIVILEGES = Rule("new-privileges", Fate.CARRIED, "Processes may gain privileges, which is the default.")
PRIVILEGED_MAY = Rule(
    "privileged-escalates",
    Fate.DROPPED,
    "Kubernetes refuses `allowPrivilegeEscalation: false` for a privileged container or one with SYS_ADMIN.",
)
SECCOMP = Rule("seccomp", Fate.CARRIED, "The profile of the same meaning.")
SECCOMP_FILE = Rule(
    "seccomp-file",
    Fate.DECIDED,
    "A profile of one's own has to be on the nodes; the container runtime's default stands in.",
)
APPARMOR = Rule(
    "apparmor",
    Fate.APPROXIMATED,
    "The profile of the same meaning; one of one's own has to be loaded on the nodes.",
)
SELINUX = Rule("selinux-label", Fate.CARRIED, "The label that the process gets on nodes with SELinux.")
UNCONFINED_LABEL = Rule(
    "selinux-unconfined",
    Fate.APPROXIMATED,
    "It uses directories of the host, which have labels of their own: the type `spc_t` lets it, as "
    "`label=disable` does.",
)
CONFINED = Rule(
    "selinux-confined",
    Fate.APPROXIMATED,
    "It was switched off for the sake of bind mounts. Volumes in the cluster get a label that the "
    "container may use, so it stays on.",
)
MASKED = Rule(
    "masked-paths", Fate.DROPPED, "Unmasked system paths need a pod with a user namespace of its own."
)
UNKNOWN_OPTION = Rule(
    "security-option", Fate.DROPPED, "The pod API has no counterpart for this security option."
)

DEFAULT_PROFILE = "RuntimeDefault"
HOST_KINDS = frozenset({"absolute", "socket", "device", "outside"})
LABEL_PARTS = frozenset({"user", "role", "type", "level"})
DOCKERS_OWN = Rule(
    "docker-seccomp",
    Fate.CARRIED,
    "Docker confines a container with its own seccomp profile; the runtime's default is as good as the same.",
)


@transform(
    reads=["workloads.security", "workloads.mounts"],
    writes=["workloads.security"],
    rules=[
        DOCKERS_OWN,
        NO_NEW_PRIVILEGES,
        NEW_PRIVILEGES,
        PRIVILEGED_MAY,
        SECCOMP,
        SECCOMP_FILE,
        APPARMOR,
        SELINUX,
        UNCONFINED_LABEL,
        CONFINED,
        MASKED,
        UNKNOWN_OPTION,
    ],
)
def confine_processes(app: App) -> App:
    """Each entry of `security_opt` as the field of the security context that means the same.

    Sources: Docker documentation (`docker run --security-opt`), Kubernetes documentation (Security Context).
    """
    return app.each(_confined)


def _confined(workload: Workload, notes: Notes) -> Workload:
    security = workload.security
    for option in security.security_opt:
        name, value = _parts(option.value)
        security = OPTIONS.get(name, _unknown)(workload, security, option, value, notes)
    privileged = security.privileged is not None and security.privileged.value
    if security.seccomp is None and not privileged:
        told = [security.privileged] if security.privileged is not None else []
        security = replace(security, seccomp=because(DEFAULT_PROFILE, *told, rule=DOCKERS_OWN))
    return workload if security == workload.security else replace(workload, security=security)


def _parts(option: str) -> tuple[str, str]:
    """Name and value; both `=` and the older `:` separate them."""
    cut = min(
        (position for position in (option.find("="), option.find(":")) if position > 0), default=len(option)
    )
    return option[:cut].strip(), option[cut + 1 :].strip()


def _new_privileges(_: Workload, security: Security, option: Fact[str], value: str, notes: Notes) -> Security:
    if value.lower() == "false":
        notes.drop(NEW_PRIVILEGES, option)
        return security
    admin = any(name.value.upper().removeprefix("CAP_") in ("SYS_ADMIN", "ALL") for name in security.cap_add)
    if admin or (security.privileged is not None and security.privileged.value):
        notes.drop(PRIVILEGED_MAY, option)
        return security
    unprivileged = [security.privileged] if security.privileged is not None else []
    forbidden = because(False, option, *unprivileged, rule=NO_NEW_PRIVILEGES)
    return replace(security, allow_privilege_escalation=forbidden)


def _seccomp(workload: Workload, security: Security, option: Fact[str], value: str, notes: Notes) -> Security:
    known = {"unconfined": "Unconfined", "builtin": DEFAULT_PROFILE}
    if value in known:
        return replace(security, seccomp=because(known[value], option, rule=SECCOMP))
    key = workload.key.value
    answer = notes.ask(
        f"seccomp/{key}",
        subject=key,
        question=f"Where do the nodes keep the seccomp profile of `{key}`?",
        default=DEFAULT_PROFILE,
        consequence="The container runtime's default profile confines it: system calls that only the "
        "profile allows fail.",
        alternatives=[
            Alternative(answer="Unconfined", consequence="No system call is refused."),
            Alternative(
                answer="<profiles/name.json>",
                consequence="The profile of this path below the kubelet's seccomp directory; it has to be "
                "on every node.",
            ),
        ],
        rule=SECCOMP_FILE,
        rests_on=[option],
    )
    if answer.value.startswith("/") or not answer.value:
        raise refused(
            answer,
            f"seccomp/{key}",
            "Give a path below the kubelet's seccomp directory, without a leading `/`.",
        )
    return replace(security, seccomp=answer)


def _apparmor(_: Workload, security: Security, option: Fact[str], value: str, notes: Notes) -> Security:
    del notes
    known = {
        "unconfined": "Unconfined",
        "runtime/default": DEFAULT_PROFILE,
        "docker-default": DEFAULT_PROFILE,
    }
    return replace(security, apparmor=because(known.get(value, value), option, rule=APPARMOR))


def _label(workload: Workload, security: Security, option: Fact[str], value: str, notes: Notes) -> Security:
    if value == "disable":
        host = [
            mount.source
            for mount in workload.mounts
            if mount.host is not None and mount.host.kind in HOST_KINDS
        ]
        if not host:
            notes.drop(CONFINED, option)
            return security
        reasons = [fact for fact in host[:1] if fact is not None and len(host) == 1]
        return _with_label(security, "type", because("spc_t", option, *reasons, rule=UNCONFINED_LABEL))
    part, text = _parts(value)
    if part not in LABEL_PARTS or not text:
        return _unknown(workload, security, option, value, notes)
    return _with_label(security, part, because(text, option, rule=SELINUX))


def _with_label(security: Security, part: str, value: Fact[str]) -> Security:
    others = {name.value: (name, old) for name, old in security.selinux}
    others[part] = (because(part, value, rule=SELINUX), value)
    return replace(security, selinux=tuple(others[name] for name in sorted(others)))


def _system_paths(
    workload: Workload, security: Security, option: Fact[str], value: str, notes: Notes
) -> Security:
    del value
    notes.drop(MASKED, option)
    notes.find(
        Finding(
            id="masked-paths",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=option.leaves,
            message=f"`{workload.key.value}` sees all of /proc and /sys under Docker; in its pod parts of "
            "them "
            "are hidden or read-only.",
            remedy="Where it needs them, add `procMount: Unmasked` together with `hostUsers: false`, or "
            "run it "
            "privileged.",
        )
    )
    return security


def _unknown(workload: Workload, security: Security, option: Fact[str], value: str, notes: Notes) -> Security:
    del workload, value
    notes.drop(UNKNOWN_OPTION, option)
    return security


Option = Callable[[Workload, Security, Fact[str], str, Notes], Security]
OPTIONS: dict[str, Option] = {
    "no-new-privileges": _new_privileges,
    "seccomp": _seccomp,
    "apparmor": _apparmor,
    "label": _label,
    "systempaths": _system_paths,
}
"""Name of a security option -> what it does. Any other has no counterpart."""
