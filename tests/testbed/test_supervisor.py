"""The supervisor ends what it runs, whichever of the two parties goes first."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SUPERVISOR = Path(__file__).with_name("supervisor.py")
SLEEPER = "import os, pathlib, time; pathlib.Path('{place}').write_text(str(os.getpid())); time.sleep(60)"


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def start(folder: Path, *programs: str) -> subprocess.Popen[bytes]:
    """Start a supervisor of Python programs, given as source text."""
    plan = {
        "folder": str(folder),
        "programs": {f"p{number}": [sys.executable, "-c", text] for number, text in enumerate(programs)},
    }
    supervisor = subprocess.Popen([sys.executable, SUPERVISOR], stdin=subprocess.PIPE)
    assert supervisor.stdin is not None
    supervisor.stdin.write(json.dumps(plan).encode() + b"\n")
    supervisor.stdin.flush()
    return supervisor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the supervisor may remove."""
    made = tmp_path / "plane"
    made.mkdir()
    return made


def two_sleepers(folder: Path, tmp_path: Path) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A supervisor with two programs that sleep, and the programs' process ids."""
    places = [tmp_path / "first", tmp_path / "second"]
    supervisor = start(folder, *(SLEEPER.format(place=place) for place in places))
    assert eventually(lambda: all(place.exists() and place.read_text() for place in places))
    return supervisor, [int(place.read_text()) for place in places]


def test_letting_go_ends_everything(folder: Path, tmp_path: Path) -> None:
    """When the starter closes the pipe, the programs end, the folder goes and the exit code is 0."""
    supervisor, pids = two_sleepers(folder, tmp_path)
    assert supervisor.stdin is not None
    assert all(is_running(pid) for pid in pids)
    supervisor.stdin.close()
    assert supervisor.wait(10) == 0
    assert not any(is_running(pid) for pid in pids)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a process when its parent ends")
def test_killing_the_supervisor_ends_its_programs(folder: Path, tmp_path: Path) -> None:
    """When the supervisor itself is killed outright, its programs do not live on."""
    supervisor, pids = two_sleepers(folder, tmp_path)
    with supervisor:
        os.kill(supervisor.pid, signal.SIGKILL)
    assert eventually(lambda: not any(is_running(pid) for pid in pids))


def test_a_program_that_ends_alone_ends_the_others(folder: Path, tmp_path: Path) -> None:
    """When a program fails, the others end, the exit code is 1, and the folder stays with its last words."""
    place = tmp_path / "first"
    with start(folder, SLEEPER.format(place=place), "import sys; sys.exit('no such flag')") as supervisor:
        assert supervisor.wait(10) == 1
    # The first one may have been ended before it wrote its id.
    assert not place.exists() or not is_running(int(place.read_text()))
    assert (folder / "p1.log").read_text() == "no such flag\n"
