"""A control plane starts whatever else runs on the machine, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.testbed import api_server
from tests.testbed.control_plane import control_plane
from tests.testbed.fixtures import provisioned
from tests.testbed.programs import ETCD, kube_apiserver
from tests.testbed.releases import NEWEST

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "how",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, marks=pytest.mark.long),
    ],
)
def test_no_process_outlives_its_starter(how: signal.Signals) -> None:
    """Whichever way the person's command ends, in an instant no program and no file of the server is left."""
    for program in (ETCD, kube_apiserver(NEWEST)):
        provisioned(program)
    command = [sys.executable, "-m", "tests.testbed", "up"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        assert starter.stdout is not None
        folder = Path(starter.stdout.readline().strip()).parent
        assert {"etcd", "kube-apiserver"} <= processes_that_name(folder)
        os.kill(starter.pid, how)
    deadline = time.monotonic() + 10
    while (folder.exists() or processes_that_name(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_that_name(folder) == set()
    assert not folder.exists()


@pytest.mark.long
def test_a_taken_port_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program has taken a chosen port meanwhile, the control plane starts on others."""
    for program in (ETCD, kube_apiserver(NEWEST)):
        provisioned(program)
    choose = api_server._free_ports
    chosen: list[list[int]] = []

    def taken_at_first(count: int) -> list[int]:
        chosen.append([taken.getsockname()[1]] * count if not chosen else choose(count))
        return chosen[-1]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(api_server, "_free_ports", taken_at_first)
        with control_plane(NEWEST) as server:
            assert server.url == f"https://127.0.0.1:{chosen[1][2]}"


def processes_that_name(folder: Path) -> set[str]:
    """The names of the running programs that have a folder in their arguments."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended while we looked
        if any(str(folder).encode() in argument for argument in arguments):
            found.add(Path(os.fsdecode(arguments[0])).name)
    return found
