"""A namespace: a machine within the machine, with processes, mounts and a network of its own, and no trace.

It has the machine's files, programs and kernel. What runs in it sees none of the machine's processes and
interfaces, and cannot change the machine's files but in its own folder; interfaces, mounts and rules that it
makes vanish with it.
"""

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.testbed.errors import TestbedError
from tests.testbed.supervision import supervised

_HERE = Path(__file__).parent
_READY_WITHIN = 30.0  # seconds; a tenth of one is usual
_CREDENTIALS = struct.Struct("3i")
"""What the kernel says of the other end of a socket (unix(7), SO_PEERCRED): process, user, group."""


class Namespace:
    """A running namespace, for the process that started it."""

    def __init__(self, folder: Path, pid: int) -> None:
        """Stand for the namespace of a process, with a folder for its files."""
        self.folder = folder
        """Where its files are: the same path outside and inside. It goes away with the namespace."""
        self.cgroup = folder.name
        """The cgroup, below the root, that containers belong into: it goes away with the namespace, too."""
        self._pid = pid
        self._programs: dict[str, subprocess.Popen[bytes]] = {}

    def command(self, *arguments: str) -> list[str]:
        """The command that runs a command inside."""
        enter = ["nsenter", f"--target={self._pid}", "--net", "--mount", "--pid", f"--wd={self.folder}"]
        return [*enter, "--", *arguments]

    def run(self, *arguments: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command inside until it ends; what it says is in the result, whatever its exit code."""
        command = self.command(*arguments)
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=timeout, stdin=subprocess.DEVNULL
        )

    def start(self, name: str, arguments: Sequence[str], path: Path | None = None, fd: int = -1) -> None:
        """Start a program inside, which runs until the namespace ends; what it says is in `NAME.log`.

        Arguments: `path` is a folder to find its programs in first; `fd` a file that it inherits.
        """
        search = os.pathsep.join(filter(None, (str(path or ""), "/usr/sbin:/usr/bin:/sbin:/bin")))
        with (self.folder / f"{name}.log").open("wb") as log:
            self._programs[name] = subprocess.Popen(
                self.command(*arguments),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal reaches only us
                env={"PATH": search, "LANG": "C.UTF-8", "HOME": str(self.folder)},
                pass_fds=() if fd < 0 else (fd,),
            )

    def forward(self, host: str, port: int) -> int:
        """Make an address inside reachable from outside: return a port on the machine's 127.0.0.1."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            outside: int = listener.getsockname()[1]
            program = [sys.executable, "-I", "-S", str(_HERE / "port_forward.py"), str(listener.fileno())]
            self.start(f"forward-{outside}", [*program, host, str(port)], fd=listener.fileno())
        return outside

    def check(self) -> None:
        """Raise TestbedError, with the last words of its log, if a program has ended."""
        for name, program in self._programs.items():
            if program.poll() is not None:
                raise TestbedError(f"{name} ended:\n{self.last_words(name)}")

    def wait(self, description: str, condition: Callable[[], object], within: float = 60.0) -> None:
        """Return when a condition comes true, which takes so many seconds at most.

        Raises TestbedError, with the last words of the programs, when it does not or a program ends.
        """
        deadline = time.monotonic() + within
        while not condition():
            self.check()
            if time.monotonic() > deadline:
                raise TestbedError(f"{description}: not within {within:.0f} s\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self, *names: str) -> str:
        """The end of the logs of some programs, or of all."""
        logs = [self.folder / f"{name}.log" for name in names] or sorted(self.folder.glob("*.log"))
        return "\n".join(
            f"{log.name}: {line}"
            for log in logs
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        )

    def reap(self) -> None:
        """Collect the programs, which have ended with the namespace."""
        for program in self._programs.values():
            program.wait()


@contextmanager
def namespace() -> Iterator[Namespace]:
    """Run a namespace until the block ends, or until this process is killed in it.

    Raises TestbedError when it cannot be made, as without root.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="pass-migrate-testbed-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(folder / "ready.sock"))
        listener.listen()
        init = [sys.executable, "-I", "-S", str(_HERE / "namespace_init.py")]
        unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        programs = {"namespace": [*unshare, *init, str(folder / "ready.sock"), str(folder)]}
        supervisor = stack.enter_context(supervised(folder, programs, cgroup=folder.name))
        made = Namespace(folder, _first_process(listener, supervisor, folder))
        try:
            yield made
        finally:
            stack.close()  # ends the namespace, and so its programs
            made.reap()


def _first_process(listener: socket.socket, supervisor: subprocess.Popen[bytes], folder: Path) -> int:
    """Wait for the first process to report, and return its id."""
    listener.settimeout(0.2)
    deadline = time.monotonic() + _READY_WITHIN
    while supervisor.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(TimeoutError):
            connection, _ = listener.accept()
            with connection:
                said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
                pid: int = _CREDENTIALS.unpack(said)[0]
                return pid
    log = folder / "namespace.log"
    said_last = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    raise TestbedError(f"no namespace could be made:\n{said_last}")
