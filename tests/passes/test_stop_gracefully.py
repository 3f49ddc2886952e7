"""How a container is stopped, and hooks."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.model import Hook, Lifecycle, Workload
from pass_migrate.passes.join_hooks import join_hooks
from pass_migrate.passes.signals import signals_first_process
from pass_migrate.passes.stop_gracefully import stop_gracefully
from tests.passes.building import SECOND, after, application, dropped, found, said, service, variable, words


def stopped(**fields: Any) -> Workload:
    """The workload `a` after the pass."""
    return after(stop_gracefully(application(service("a", **fields))), "a")


@pytest.mark.parametrize(
    ("given", "seconds", "rule"),
    [
        (None, 10, "docker-grace"),
        (90 * SECOND, 90, None),
        (SECOND // 2, 1, "whole-seconds"),
        (0, 0, None),
        (-5 * SECOND, 0, "whole-seconds"),
    ],
)
def test_the_grace_period_is_dockers(given: int | None, seconds: int, rule: str | None) -> None:
    """Ten seconds where nothing is written; else what is written, rounded up, and never below zero."""
    grace = stopped(
        lifecycle=Lifecycle(stop_grace_period=None if given is None else said(given))
    ).lifecycle.grace_seconds
    assert grace is not None
    assert (grace.value, grace.rule.id if grace.rule else None) == (seconds, rule)


def test_the_pod_gets_the_longest_time_of_its_containers() -> None:
    """A container that joins a pod brings its grace period along."""
    slow = service("b", pod_of=said("a"), lifecycle=Lifecycle(stop_grace_period=said(60 * SECOND)))
    grace = after(stop_gracefully(application(service("a"), slow)), "a").lifecycle.grace_seconds
    assert grace is not None
    assert grace.value == 60
    assert grace.leaves == slow.lifecycle.stop_grace_period.leaves  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("signal", "sent"),
    [
        ("SIGQUIT", "kill -s QUIT 1"),
        ("int", "kill -s INT 1"),
        ("SIGRTMIN+3", "kill -37 1"),
        ("10", "kill -10 1"),
    ],
)
def test_another_signal_is_sent_by_a_hook_that_waits_for_the_end(signal: str, sent: str) -> None:
    """A preStop hook sends it to process 1 and stays until that is gone, with a finding."""
    app = stop_gracefully(application(service("a", lifecycle=Lifecycle(stop_signal=said(signal)))))
    [hook] = after(app, "a").lifecycle.pre_stop
    assert hook.command[2].value == f"{sent}; while kill -0 1 2>/dev/null; do sleep 1; done"
    assert found(app) == ["stop-signal/a"]
    assert stop_gracefully(app).workloads == app.workloads


@pytest.mark.parametrize(
    ("image", "signal"), [("app:1", "SIGTERM"), ("app:1", "15"), ("nginx:1.27", "SIGQUIT")]
)
def test_the_signal_that_the_image_has_anyway_needs_nothing(image: str, signal: str) -> None:
    """SIGTERM, or the STOPSIGNAL that the image is known for, has no effect."""
    app = stop_gracefully(
        application(service("a", image=said(image), lifecycle=Lifecycle(stop_signal=said(signal, "signal"))))
    )
    assert after(app, "a").lifecycle.pre_stop == ()
    assert dropped(app) == {"signal": "default-stop-signal"}


def test_sigkill_means_no_time() -> None:
    """A container that is killed at once has no grace period."""
    grace = stopped(lifecycle=Lifecycle(stop_signal=said("SIGKILL"))).lifecycle.grace_seconds
    assert grace is not None
    assert grace.value == 0


def test_with_a_reaper_no_hook_finds_the_program() -> None:
    """Process 1 is the pod's own then, so the signal ends with a finding."""
    app = stop_gracefully(
        application(
            service("a", lifecycle=Lifecycle(init=said(True), stop_signal=said("SIGQUIT", "signal"))),
        )
    )
    assert after(app, "a").share_processes is not None
    assert after(app, "a").lifecycle.pre_stop == ()
    assert dropped(app) == {"signal": "no-stop-signal"}
    assert found(app) == ["stop-signal/a"]


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        (("/bin/bash", "-c", "setup\n/usr/bin/startup.sh\n"), True),
        (("sh", "-c", "setup && exec server"), False),
        (("sh", "-c", "server"), False),
        (("sh", "-lc", "a; b"), True),
        (("server", "--flag"), False),
    ],
)
def test_a_shell_that_stays_the_first_process_is_reported(command: tuple[str, ...], reported: bool) -> None:
    """T9: a script without a last `exec` keeps the stop signal from the program."""
    app = stop_gracefully(application(service("a", command=words(*command))))
    assert found(app) == (["shell-is-first-process/a"] if reported else [])


def test_the_pass_images_are_known_to_start_without_exec() -> None:
    """T9: their entry point is a shell script, unless the service overrides it."""
    image = said("ghcr.io/eclipse-pass/pass-core-main:2.6.0")
    assert found(stop_gracefully(application(service("core", image=image)))) == [
        "shell-is-first-process/core"
    ]
    own = service("core", image=image, entrypoint=words("java", "-jar", "a.jar"))
    assert found(stop_gracefully(application(own))) == []


def test_a_job_is_not_reported_for_its_shell() -> None:
    """It ends by itself."""
    assert (
        found(stop_gracefully(application(service("a", kind=said("Job"), command=words("sh", "-c", "a; b")))))
        == []
    )


def joined(*hooks: Hook) -> list[str]:
    """The command of the one post-start hook that is left."""
    app = join_hooks(application(service("a", lifecycle=Lifecycle(post_start=hooks))))
    [hook] = after(app, "a").lifecycle.post_start
    return [word.value for word in hook.command]


def test_a_lone_hook_keeps_its_argv() -> None:
    """Without directory or variables no shell is needed."""
    assert joined(Hook(command=words("touch", "/a b"))) == ["touch", "/a b"]


def test_several_hooks_run_in_order_in_one_shell() -> None:
    """Each is quoted as it was, and the next one runs only if it succeeds."""
    assert joined(Hook(command=words("echo", "it's")), Hook(command=words("sh", "-c", "a; b"))) == [
        "/bin/sh",
        "-c",
        "echo 'it'\"'\"'s' && ( a; b )",
    ]


def test_directory_and_variables_of_a_hook_go_with_it() -> None:
    """`env` sets and unsets variables, a subshell changes the directory."""
    hook = Hook(
        command=words("run"),
        working_dir=said("/my dir"),
        environment=(variable("A", "x y"), variable("B", None)),
    )
    assert joined(hook) == ["/bin/sh", "-c", "( cd '/my dir' && env -u B 'A=x y' run )"]


def test_users_of_hooks_end_with_a_finding() -> None:
    """A hook runs as the container does."""
    hook = Hook(command=words("run"), user=said("root", "user"), privileged=said(True, "privileged"))
    app = join_hooks(application(service("a", lifecycle=Lifecycle(pre_stop=(hook,)))))
    assert dropped(app) == {"user": "hook-user", "privileged": "hook-user"}
    assert found(app) == ["hook-user/a"]


def test_joining_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    hooks = (Hook(command=words("a")), Hook(command=words("b")))
    app = join_hooks(application(service("a", lifecycle=Lifecycle(post_start=hooks, pre_stop=hooks))))
    assert join_hooks(app).workloads == app.workloads


@pytest.mark.parametrize("bring", ["init", "share_processes", "host_pid"])
@pytest.mark.parametrize("who", ["a", "b"])
def test_no_container_of_a_pod_signals_a_first_process_that_is_not_its_own(bring: str, who: str) -> None:
    """Whoever of a pod shares processes: no container of it gets a hook, and only the owner shares them."""
    fields: dict[str, dict[str, Any]] = {"a": {}, "b": {"pod_of": said("a")}}
    if bring != "init":
        fields["a"][bring] = said(True)
    for key, given in fields.items():
        init = said(True) if bring == "init" and key == who else None
        given["lifecycle"] = Lifecycle(init=init, stop_signal=said("SIGINT") if key != who else None)
    app = stop_gracefully(application(*(service(key, **given) for key, given in fields.items())))
    assert [workload.lifecycle.pre_stop for workload in app.workloads] == [(), ()]
    assert after(app, "b").share_processes is None
    assert (after(app, "a").share_processes is None) == (bring == "host_pid")
    assert stop_gracefully(app).workloads == app.workloads


@pytest.mark.parametrize(
    ("command", "signals"),
    [
        (("kill", "-HUP", "1"), True),
        (("/bin/sh", "-c", "sync && /bin/kill -s INT '1'; true"), True),
        (("kill", "-9", "-1"), True),
        (("kill", "12", "1"), True),
        (("kill", "-0", "1"), False),
        (("kill", "-s", "0", "1"), False),
        (("kill", "-1", "17"), False),
        (("skill", "1"), False),
        (("sh", "-c", "kill 17; sleep 1"), False),
    ],
)
def test_a_command_that_signals_process_1_is_known(command: tuple[str, ...], signals: bool) -> None:
    """The target counts and not the signal's number; signal 0 changes nothing."""
    assert signals_first_process(command) is signals
