"""Users, capabilities, security options and kernel settings."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import HostPath, Mount, Security
from pass_migrate.passes.confine_processes import confine_processes
from pass_migrate.passes.secure_processes import secure_processes
from pass_migrate.passes.tune_kernel import tune_kernel
from tests.passes.building import after, application, asked, dropped, found, said, service, words


def secured(image: str = "app:1", answers: dict[str, str] | None = None, **given: Any) -> Security:
    """The security after the pass."""
    app = application(service("a", image=said(image), security=Security(**given)), answers=answers)
    return after(secure_processes(app), "a").security


def ids(security: Security) -> tuple[int | None, int | None]:
    """User and group."""
    user, group = security.run_as_user, security.run_as_group
    return (None if user is None else user.value, None if group is None else group.value)


@pytest.mark.parametrize(
    ("image", "user", "expected"),
    [
        ("app:1", "1000", (1000, None)),
        ("app:1", "1000:1001", (1000, 1001)),
        ("app:1", "0", (0, None)),
        ("app:1", "root", (0, 0)),
        ("app:1", "root:0", (0, 0)),
        ("ghcr.io/eclipse-pass/pass-core-main:2", "passcoreuser", (1532, 1432)),
        ("ghcr.io/eclipse-pass/pass-ui:2", "nginx", (101, 101)),
        ("postgres:16-alpine", "postgres", (70, 70)),
        ("postgres:16", "postgres", (999, 999)),
    ],
)
def test_users_become_numbers(image: str, user: str, expected: tuple[int | None, int | None]) -> None:
    """Numbers are kept, and T30: names become the numbers that they stand for in the image."""
    assert ids(secured(image, user=said(user))) == expected


def test_an_unknown_name_is_asked_for() -> None:
    """Without an answer the image's own user stays; with one, its numbers are taken."""
    app = secure_processes(
        application(service("a", image=said("app:1"), security=Security(user=said("app", "user"))))
    )
    assert ids(after(app, "a").security) == (None, None)
    assert (asked(app), dropped(app)) == (["user/a"], {"user": "user-unknown"})
    assert ids(secured(user=said("app"), answers={"user/a": "1000"})) == (1000, None)
    assert ids(secured(user=said("app"), answers={"user/a": "1000:50"})) == (1000, 50)
    with pytest.raises(MigrateError, match="user/a"):
        secured(user=said("app"), answers={"user/a": "somebody"})


def test_a_group_without_a_user_is_asked_for() -> None:
    """Container runtimes refuse a group alone, and whose group it is only the image knows."""
    security = Security(user=said(":50"))
    app = secure_processes(application(service("a", image=said("app:1"), security=security)))
    assert (ids(after(app, "a").security), asked(app)) == ((None, None), ["user/a"])


def test_no_user_is_hardened_into_an_image() -> None:
    """Where nothing is written nothing is set."""
    assert secured("postgres:16") == Security()


def test_capabilities_lose_their_prefix() -> None:
    """`CAP_NET_ADMIN` is NET_ADMIN, and ALL stays."""
    found = secured(cap_add=words("CAP_NET_ADMIN", "sys_time"), cap_drop=words("ALL"))
    assert [name.value for name in (*found.cap_add, *found.cap_drop)] == ["NET_ADMIN", "SYS_TIME", "ALL"]


def test_groups_are_numbers_each_once() -> None:
    """Numbers are kept, names of users in the image are known, others are a question."""
    found = secured("postgres:16", group_add=words("5", "postgres", "5"))
    assert [group.value for group in found.supplemental_groups] == [5, 999]
    app = secure_processes(application(service("a", security=Security(group_add=words("docker")))))
    assert asked(app) == ["group-docker/a"]
    answered = secured(group_add=words("docker"), answers={"group-docker/a": "998"})
    assert [group.value for group in answered.supplemental_groups] == [998]


def test_privileged_is_kept_and_reported() -> None:
    """As given, with a finding."""
    app = secure_processes(application(service("a", security=Security(privileged=said(True)))))
    assert found(app) == ["privileged-container/a"]
    assert secure_processes(app).workloads == app.workloads


def confined(
    *options: str, mounts: tuple[Mount, ...] = (), answers: dict[str, str] | None = None, **given: Any
) -> Security:
    """The security after its options are read."""
    security = Security(security_opt=words(*options), **given)
    app = confine_processes(application(service("a", security=security, mounts=mounts), answers=answers))
    assert confine_processes(app).workloads == app.workloads
    return after(app, "a").security


@pytest.mark.parametrize("option", ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"])
def test_no_new_privileges_forbids_escalation(option: str) -> None:
    """All spellings mean `allowPrivilegeEscalation: false`."""
    allowed = confined(option).allow_privilege_escalation
    assert allowed is not None
    assert allowed.value is False


def test_a_privileged_container_cannot_be_kept_from_escalating() -> None:
    """Kubernetes refuses the combination, so the option ends."""
    assert confined("no-new-privileges", privileged=said(True)).allow_privilege_escalation is None
    assert confined("no-new-privileges:false").allow_privilege_escalation is None


@pytest.mark.parametrize(
    ("option", "profile"),
    [
        ("seccomp=unconfined", "Unconfined"),
        ("seccomp:unconfined", "Unconfined"),
        ("seccomp=builtin", "RuntimeDefault"),
        ("seccomp=./profile.json", "RuntimeDefault"),
    ],
)
def test_seccomp_profiles(option: str, profile: str) -> None:
    """Known profiles are carried; for a file the runtime's default stands in."""
    found = confined(option).seccomp
    assert found is not None
    assert found.value == profile


def test_a_seccomp_profile_on_the_nodes_is_an_answer() -> None:
    """A path below the kubelet's directory is taken, an absolute one refused."""
    found = confined("seccomp=./p.json", answers={"seccomp/a": "profiles/p.json"}).seccomp
    assert found is not None
    assert found.value == "profiles/p.json"
    with pytest.raises(MigrateError, match="seccomp/a"):
        confined("seccomp=./p.json", answers={"seccomp/a": "/etc/p.json"})


def test_apparmor_and_selinux_are_carried() -> None:
    """Profiles and labels keep their meaning, with either separator."""
    found = confined("apparmor=unconfined", "label:type:svirt_t", "label=level:s0:c1,c2")
    assert found.apparmor is not None
    assert found.apparmor.value == "Unconfined"
    assert [(name.value, value.value) for name, value in found.selinux] == [
        ("level", "s0:c1,c2"),
        ("type", "svirt_t"),
    ]


def test_label_disable_only_matters_for_directories_of_the_host() -> None:
    """T30: for bind mounts of the project it ends; with the host's own files it becomes `spc_t`."""
    host = Mount(
        type=said("bind"),
        source=said("/var/run/docker.sock"),
        target=said("/s"),
        host=HostPath(kind="socket", display="/var/run/docker.sock"),
    )
    assert confined("label=disable").selinux == ()
    assert [value.value for _, value in confined("label=disable", mounts=(host,)).selinux] == ["spc_t"]


def test_options_without_counterpart_end() -> None:
    """They are dropped by name, system paths with a finding."""
    options = (said("systempaths=unconfined", "paths"), said("credentialspec=file://x", "spec"))
    app = confine_processes(application(service("a", security=Security(security_opt=options))))
    assert dropped(app) == {"paths": "masked-paths", "spec": "security-option"}
    assert found(app) == ["masked-paths/a"]


def test_safe_kernel_settings_are_kept_and_others_are_a_question() -> None:
    """A pod with a setting that its node does not allow never starts, so it waits for an answer."""
    sysctls = ((said("kernel.msgmax"), said("65536")), (said("net.ipv4.tcp_syncookies"), said("0")))
    workload = service("a", security=Security(sysctls=sysctls))
    app = tune_kernel(application(workload))
    assert [name.value for name, _ in after(app, "a").security.sysctls] == ["net.ipv4.tcp_syncookies"]
    assert asked(app) == ["sysctls/a"]
    everything = tune_kernel(application(workload, answers={"sysctls/a": "all"}))
    assert [name.value for name, _ in after(everything, "a").security.sysctls] == [
        "kernel.msgmax",
        "net.ipv4.tcp_syncookies",
    ]


def test_network_settings_of_the_node_are_not_touched() -> None:
    """On the node's network they are not the pod's."""
    sysctls = ((said("net.ipv4.tcp_syncookies", "name"), said("0", "value")),)
    app = tune_kernel(
        application(service("a", network_mode=said("host"), security=Security(sysctls=sysctls)))
    )
    assert dropped(app) == dict.fromkeys(["name", "value"], "sysctl-node-network")
