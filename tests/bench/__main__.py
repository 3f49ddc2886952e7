"""Measure whole processes and print medians: import, the PASS stack, 1,000 and 5,000 services.

Each figure is the median of several runs of a fresh interpreter, with byte code as an installed package has
it. Beside the time on the clock stands the time that processors spent (user and system): on a machine that
does other things at the same time, that one says more. Memory is the largest resident set. Nothing here is a
test: bounds on time fail on busy machines and say nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.many_services import write_project

ROOT = Path(__file__).parents[2]
RUNS = 15
STACK = ("docker-compose.yml", "eclipse-pass.local.yml")
CONVERT = ("-m", "pass_migrate", "convert", "--quiet")


class Figures(NamedTuple):
    """What one command takes."""

    wall: float
    """Seconds on the clock, median."""
    cpu: float
    """Seconds of processor time, median."""
    memory: int
    """MiB, the most of any run."""


def main() -> None:
    """Print the table."""
    print(f"{'':40} {'wall':>8} {'cpu':>11} {'memory':>10}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        bare = measure(["-c", "pass"], environment)
        report("bare interpreter", bare)
        report("import pass_migrate, over bare", measure(["-c", "import pass_migrate"], environment), bare)
        out = f"{folder}/k8s"
        files = [part for name in STACK for part in ("-f", str(ROOT / "fixtures" / "pass" / name))]
        report("PASS stack, with report, no files", measure([*CONVERT, *files], environment))
        report("PASS stack, with report and files", measure([*CONVERT, *files, "-o", out], environment))
        for services in (1_000, 5_000):
            project = write_project(Path(folder) / str(services), services)
            arguments = [*CONVERT, "-f", str(project), "-o"]
            fresh = measure([*arguments, f"{out}{services}-{{run}}"], environment, runs=3)
            report(f"{services:,} services, new folder", fresh)
            report(
                f"{services:,} services, same folder again",
                measure([*arguments, f"{out}{services}"], environment, runs=3),
            )


def measure(arguments: Sequence[str], environment: dict[str, str], runs: int = RUNS) -> Figures:
    """Run a command; `{run}` in it becomes the number of the run. The first run warms caches only."""
    walls, processors, memory = [], [], 0
    for run in range(runs + 1):
        command = [sys.executable, *(argument.replace("{run}", str(run)) for argument in arguments)]
        started = time.perf_counter()
        _, status, usage = os.wait4(os.posix_spawn(sys.executable, command, environment), 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{' '.join(command)} fails")
        if run:
            walls.append(time.perf_counter() - started)
            processors.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss // 1024)
    return Figures(statistics.median(walls), statistics.median(processors), memory)


def report(title: str, figures: Figures, less: Figures | None = None) -> None:
    """Print one row."""
    if less is not None:
        figures = Figures(figures.wall - less.wall, figures.cpu - less.cpu, figures.memory)
    wall, cpu = figures.wall * 1000, figures.cpu * 1000
    print(f"{title:40} {wall:5.0f} ms {cpu:8.0f} ms {figures.memory:6} MiB", flush=True)


if __name__ == "__main__":
    main()
