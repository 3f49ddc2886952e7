"""The first process of a namespace: it makes the place fit to run a node or a container engine in.

Run as a program by `unshare`, with the path of a socket that its starter listens on, and a folder that stays
the machine's. Connecting to the socket tells the starter that all is ready, and by the kernel's own word
which process to enter. When this process ends, the kernel ends all others in the namespace.

It stands alone (standard library only, no import of ours), like the supervisor.
"""

import signal
import socket
import subprocess
import sys
from pathlib import Path

ADDRESS = "10.99.0.1"
"""The address of the machine that the namespace seems to be."""

_PRIVATE = ("/etc", "/opt", "/var", "/usr/libexec")
"""Folders of the machine that programs may write to as they like: what they write vanishes."""

_TUNABLES = {
    "vm/overcommit_memory": "1",
    "vm/panic_on_oom": "0",
    "kernel/panic": "10",
    "kernel/panic_on_oops": "1",
    "kernel/keys/root_maxkeys": "1000000",
    "kernel/keys/root_maxbytes": "25000000",
}
"""Settings that the kubelet insists on and that hold for the whole machine: it finds them here as it wants
them, so that it does not change the machine's."""


def main() -> None:
    """Set up mounts and network, report to the starter, and collect orphans until killed."""
    report, folder = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _set_up_mounts(Path(folder))
    _set_up_network()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel itself then collects whoever ends
    with socket.socket(socket.AF_UNIX) as starter:
        starter.connect(report)
        while True:
            signal.pause()


def _set_up_mounts(folder: Path) -> None:
    _run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    kept, scratch = Path("/run/kept"), Path("/run/scratch")
    kept.mkdir()
    _run("mount", "--bind", str(folder), str(kept))
    for place in _PRIVATE:
        upper, work = scratch / place.strip("/") / "upper", scratch / place.strip("/") / "work"
        upper.mkdir(parents=True)
        work.mkdir()
        options = f"lowerdir={place},upperdir={upper},workdir={work}"
        _run("mount", "-t", "overlay", "-o", options, "overlay", place)
    _run("mount", "--bind", str(kept), str(folder))  # it may lie below one of those
    for name, value in _TUNABLES.items():
        stand_in = scratch / name.replace("/", ".")
        stand_in.write_text(f"{value}\n")
        _run("mount", "--bind", str(stand_in), f"/proc/sys/{name}")


def _set_up_network() -> None:
    """A loopback interface, and a pair of interfaces so that there is an address and a default route."""
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "add", "node0", "type", "veth", "peer", "name", "outside0")
    _run("ip", "address", "add", f"{ADDRESS}/24", "dev", "node0")
    _run("ip", "link", "set", "node0", "up")
    _run("ip", "link", "set", "outside0", "up")
    _run("ip", "route", "add", "default", "via", "10.99.0.254", "dev", "node0")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
