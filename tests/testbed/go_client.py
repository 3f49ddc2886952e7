"""Running the Go client, with errors for a person when it is missing or fails."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.testbed.errors import TestbedError


def go(*arguments: str, folder: Path) -> str:
    """Run `go` with arguments in the folder of a module; return what it prints.

    The user's settings of flags, workspaces and C compilers are left aside, so that everyone builds the same
    program.

    Raises TestbedError when there is no Go, or with the end of what the client says when it fails.
    """
    program = shutil.which("go")
    if program is None:
        wanted = _go_directive(folder)
        raise TestbedError(
            f"this needs Go {wanted} or newer, and there is no `go` on the path: install it with "
            "`apt-get install golang-go`, `dnf install golang` or `brew install go`. Any Go from 1.21 "
            f"on will do: it fetches {wanted} on its own, unless GOTOOLCHAIN=local forbids that"
        )
    environment = os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-20:])
        raise TestbedError(f"`go {' '.join(arguments)}` failed in {folder}:\n{said}")
    return done.stdout


def _go_directive(folder: Path) -> str:
    """The lowest Go version that the module in a folder is for."""
    try:
        lines = (folder / "go.mod").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return "1.21"
    return next(line.split()[1] for line in lines if line.startswith("go "))
