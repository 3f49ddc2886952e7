"""Programs that end with whoever started them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_SUPERVISOR = Path(__file__).with_name("supervisor.py")


@contextmanager
def supervised(
    folder: Path, programs: Mapping[str, Sequence[str]], cgroup: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run programs (name and arguments) until the block ends; they and the folder then go, however it ends.

    They run in a session of their own, so that Ctrl-C in a terminal reaches only us. `cgroup` is the
    name of a cgroup to make for them, which goes, too. Yields their supervisor.
    """
    command = [sys.executable, "-I", "-S", str(_SUPERVISOR)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as supervisor:
        assert supervisor.stdin is not None
        plan = {"folder": str(folder), "programs": programs, "cgroup": cgroup}
        supervisor.stdin.write(json.dumps(plan).encode() + b"\n")
        supervisor.stdin.flush()
        yield supervisor  # leaving the block closes the pipe, which is the supervisor's sign to end
