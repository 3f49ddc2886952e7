"""The parent of the testbed's processes: it ends them and what they leave behind when its starter goes away.

Run as a program, with the plan (one line of JSON) on standard input. The starter keeps that pipe open for as
long as it wants the programs; the operating system closes it when the starter ends, be it by `kill -9`.

There are two of it: a worker, which starts the programs, and its parent, which waits for the worker's end to
clear up. Whichever of the two is killed outright, the other one clears up; the kernel itself kills the
programs when the worker ends (Linux only).

It stands alone (standard library only, no import of ours) so that it starts in a few milliseconds.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36  # <linux/prctl.h>
_CGROUPS = Path("/sys/fs/cgroup")
_EMPTIED_WITHIN = 5.0  # seconds: a cgroup can be removed a moment after its last process has ended


def main() -> None:
    """Start the programs of the plan, wait for the starter to let go, end them and clear up.

    The plan is `{"folder": PATH, "programs": {NAME: [ARGUMENT, ...]}, "cgroup": NAME or null}`. What a
    program says goes to `NAME.log` in the folder. A cgroup of that name (in each hierarchy, where there are
    several) is made first and removed in the end, with all that is below it. If a program ends on its own,
    the others are ended too, the exit code is 1, and the folder stays for the starter to read the logs in.
    """
    plan = json.loads(sys.stdin.buffer.readline())
    _adopt_orphans()
    worker = os.fork()
    if worker == 0:
        os.setsid()  # what ends one of the two, such as the end of a terminal, does not end the other
        _end_with_parent(signal.SIGTERM)
        _work(plan)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.kill(worker, signal.SIGTERM))
    _, status = os.waitpid(worker, 0)
    code = os.waitstatus_to_exitcode(status)
    _wait_for_orphans()
    _clear_up(plan, keep_folder=code == 1)
    sys.exit(max(code, 0))


def _work(plan: dict[str, Any]) -> NoReturn:
    """The worker: all but waiting for the worker."""
    folder, cgroup = Path(plan["folder"]), plan.get("cgroup")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    running: list[subprocess.Popen[bytes]] = []
    ended_alone = False
    try:
        _adopt_orphans()
        if cgroup:
            _make_cgroup(cgroup)
        for name, arguments in plan["programs"].items():
            running.append(_start(arguments, folder / f"{name}.log"))
        signal.signal(signal.SIGCHLD, _child_ended)
        ended_alone = any(program.poll() is not None for program in running)
        if not ended_alone:
            sys.stdin.buffer.read()  # returns when the other end of the pipe is gone
    except ChildProcessError:
        ended_alone = True
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # it is ending already
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Their data goes with them: there is nothing that a graceful end would save.
        for program in running:
            program.kill()
        for program in running:
            program.wait()
        _wait_for_orphans()
        _clear_up(plan, keep_folder=ended_alone)
    os._exit(1 if ended_alone else 0)


def _start(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: _end_with_parent(signal.SIGKILL),  # noqa: PLW1509 - there are no threads here
        )


def _end_with_parent(number: signal.Signals) -> None:
    """In a new process: have the kernel send it a signal when its parent ends."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() == 1:  # the parent ended before the line above
            os._exit(1)


def _adopt_orphans() -> None:
    """Become the parent of programs' programs that outlive their parents: the first of a namespace does."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _wait_for_orphans() -> None:
    """Return when no adopted process is left; the programs that started them have ended."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _make_cgroup(name: str) -> None:
    """Make a cgroup in each hierarchy; a cpuset must be told its processors, or it takes no process."""
    for hierarchy in _hierarchies():
        (hierarchy / name).mkdir(exist_ok=True)
        for setting in ("cpuset.cpus", "cpuset.mems"):
            if (hierarchy / setting).exists():
                (hierarchy / name / setting).write_text((hierarchy / setting).read_text())


def _hierarchies() -> list[Path]:
    """The roots of the cgroup hierarchies: one with cgroup v2, one for each group of controllers with v1."""
    if (_CGROUPS / "cgroup.controllers").exists():
        return [_CGROUPS]
    folders = (path for path in _CGROUPS.iterdir() if not path.is_symlink())
    return [path for path in folders if (path / "cgroup.procs").exists()]


def _clear_up(plan: dict[str, Any], *, keep_folder: bool) -> None:
    """Remove the cgroup and the folder; what is gone already is fine."""
    if plan.get("cgroup"):
        deadline = time.monotonic() + _EMPTIED_WITHIN
        for hierarchy in _hierarchies():
            _remove_cgroup(hierarchy / plan["cgroup"], deadline)
    if not keep_folder:
        shutil.rmtree(plan["folder"], ignore_errors=True)


def _remove_cgroup(cgroup: Path, deadline: float) -> None:
    for folder, _, _ in sorted(os.walk(cgroup), reverse=True):  # a cgroup's name sorts before those below it
        while True:
            try:
                Path(folder).rmdir()
            except FileNotFoundError:
                break
            except OSError:
                if time.monotonic() > deadline:
                    return
                time.sleep(0.02)
            else:
                break


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def _child_ended(*_: object) -> NoReturn:
    raise ChildProcessError


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

if __name__ == "__main__":
    main()
