"""A cluster and an engine leave nothing on the machine, whichever of their processes is killed outright."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.testbed.cluster.node_files import PAUSE_IMAGE
from tests.testbed.engine_client import EngineClient
from tests.testbed.errors import NotProvisionedError
from tests.testbed.fixtures import do_without
from tests.testbed.images import ImageConfig, busybox_image
from tests.testbed.machine import require_packages
from tests.testbed.programs import DOCKER_COMPOSE, KUBECTL, Program, cluster_programs
from tests.testbed.releases import NEWEST

pytestmark = pytest.mark.long

OURS = str(Path("/proc/self/ns/net").readlink())
ROOT = Path(__file__).parents[2]
SETTINGS = ("vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops", "net/ipv4/ip_forward")


@pytest.mark.parametrize("victim", ["starter", "supervisor", "worker"])
def test_cluster_leaves_nothing(victim: str) -> None:
    """Killed in the middle, a cluster with a running pod leaves no trace on the machine."""
    needs(*cluster_programs(NEWEST), KUBECTL)
    before = machine()
    with started("up", "--node") as (starter, kubeconfig):
        folder = Path(kubeconfig).parent
        run_pod(folder)
        networks = networks_of(folder)
        assert processes(networks)
        assert cgroups(folder)
        kill(starter, victim)
    assert_gone(folder, networks, before)


@pytest.mark.parametrize("victim", ["starter", "worker"])
def test_engine_leaves_nothing(victim: str, tmp_path: Path) -> None:
    """Killed in the middle, an engine with a running project leaves no trace on the machine."""
    needs(DOCKER_COMPOSE)
    before = machine()
    with started("engine") as (starter, host):
        folder = Path(host.removeprefix("unix://")).parent
        run_project(host, tmp_path)
        networks = networks_of(folder)
        assert processes(networks)
        assert cgroups(folder)
        kill(starter, victim)
    assert_gone(folder, networks, before)


def needs(*programs: Program) -> None:
    """Skip without what a cluster or an engine needs, or fail in CI."""
    try:
        require_packages()
        for program in programs:
            program.find()
    except NotProvisionedError as missing:
        do_without(missing)


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The testbed's command for a person while it runs, and the line that it prints."""
    command = [sys.executable, "-m", "tests.testbed", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        try:
            assert starter.stdout is not None
            yield starter, starter.stdout.readline().strip()
        finally:
            starter.terminate()


def run_pod(folder: Path) -> None:
    """Have a pod run in the cluster of a folder: it has a shim, mounts, interfaces and cgroups."""
    kubectl = [str(KUBECTL.find()), f"--kubeconfig={folder / 'kubeconfig'}"]
    run = [*kubectl, "run", "sleeper", f"--image={PAUSE_IMAGE}", "--image-pull-policy=Never"]
    wait = [*kubectl, "wait", "pod/sleeper", "--for=condition=Ready", "--timeout=60s"]
    for command in (run, wait):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def run_project(host: str, folder: Path) -> None:
    """Have a container with a published port and a volume run on an engine."""
    archive = busybox_image("testbed/sleep:1", folder / "sleep.tar", ImageConfig(cmd=["sleep", "3600"]))
    project = (
        "services: {a: {image: 'testbed/sleep:1', ports: ['8081:80'], volumes: ['data:/data']}}\n"
        "volumes: {data: }\n"
    )
    (folder / "compose.yaml").write_text(project, encoding="utf-8")
    EngineClient(Path(host.removeprefix("unix://"))).request("POST", "/images/load", archive.read_bytes())
    up = [str(DOCKER_COMPOSE.find()), "up", "--detach", "--pull=never"]
    done = subprocess.run(
        up, cwd=folder, env=os.environ | {"DOCKER_HOST": host}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def kill(starter: subprocess.Popen[str], victim: str) -> None:
    """Kill the starter, its supervisor, or the worker that the supervisor watches."""
    supervisor = children(starter.pid, "supervisor.py")[0]
    pids = {"starter": starter.pid, "supervisor": supervisor}
    pid = pids[victim] if victim in pids else children(supervisor, "supervisor.py")[0]
    os.kill(pid, signal.SIGKILL)


def children(pid: int, name: str) -> list[int]:
    """The processes that a process has started and that have a name in their arguments."""
    return [child for child, _, command in running() if name in command and parent_of(child) == pid]


def parent_of(pid: int) -> int:
    """The process that has started a process; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[1])


def machine() -> dict[str, object]:
    """What a cluster or an engine could change on the machine itself."""
    rules = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True, check=True).stdout
    places = ("/run", "/var/lib", "/var/log", "/etc", "/opt", "/etc/cni", "/etc/docker", "/usr/libexec")
    mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    return {
        "mounts": sorted(line.split()[1] for line in mounts),
        "interfaces": sorted(path.name for path in Path("/sys/class/net").iterdir()),
        "rules": rules,
        "files": {
            place: sorted(path.name for path in Path(place).iterdir())
            for place in places
            if Path(place).is_dir()
        },
        "settings": {name: Path("/proc/sys", name).read_text(encoding="utf-8") for name in SETTINGS},
    }


def networks_of(folder: Path) -> set[str]:
    """The networks, besides this test's own, of the processes that name a folder: the namespace's."""
    return {network for _, network, command in running() if str(folder) in command} - {OURS}


def processes(networks: set[str]) -> set[int]:
    """The processes in some networks; containers have networks of their own, but shims have not."""
    return {pid for pid, network, _ in running() if network in networks}


def running() -> Iterator[tuple[int, str, str]]:
    """The id, the network and the command of each process."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_text(encoding="utf-8", errors="replace")
            yield int(entry.name), str((entry / "ns/net").readlink()), command
        except OSError:
            continue  # it ended while we looked


def cgroups(folder: Path) -> list[Path]:
    """The cgroups, in all hierarchies, that belong to the testbed of a folder."""
    return [path for path in Path("/sys/fs/cgroup").glob("**/") if folder.name in path.parts]


def assert_gone(folder: Path, networks: set[str], before: dict[str, object]) -> None:
    """In an instant no process, cgroup and file of a testbed is left, and the machine is as it was."""
    deadline = time.monotonic() + 15
    while (processes(networks) or cgroups(folder) or folder.exists()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes(networks) == set()
    assert cgroups(folder) == []
    assert not folder.exists()
    assert machine() == before
