"""Measure whole processes and print medians: import, the PASS stack, 1,000 and 5,000 services.

Each figure is the median of several runs of a fresh interpreter; memory is the largest resident set of one.
Modules are compiled before, as in an installed program. Nothing here is a test: bounds on time fail on busy
machines and say nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.many_services import write_project

ROOT = Path(__file__).parents[2]
RUNS = 9
SURROUNDINGS = {
    name: value
    for name, value in {**os.environ, "PYTHONPATH": str(ROOT)}.items()
    if name != "PYTHONDONTWRITEBYTECODE"
}
STACK = ("docker-compose.yml", "eclipse-pass.local.yml")


def main() -> None:
    """Print the table."""
    bare = measure(["-c", "pass"])
    report("bare interpreter", bare)
    report("import pass_migrate, over bare", measure(["-c", "import pass_migrate"]), bare[0])
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "k8s")
        files = [part for name in STACK for part in ("-f", str(ROOT / "fixtures" / "pass" / name))]
        report("PASS stack, with report and files", measure([*CONVERT, *files, "-o", out]))
        for services in (1_000, 5_000):
            project = write_project(Path(folder) / str(services), services)
            arguments = [*CONVERT, "-f", str(project), "-o", f"{out}{services}"]
            report(f"{services:,} services", measure(arguments, runs=3))


CONVERT = ("-m", "pass_migrate", "convert", "--quiet")


def measure(arguments: Sequence[str], runs: int = RUNS) -> tuple[float, int]:
    """Median seconds and most MiB of whole processes; the first run warms the caches and does not count."""
    times, memory = [], 0
    for run in range(runs + 1):
        started = time.perf_counter()
        process = os.posix_spawn(sys.executable, [sys.executable, *arguments], SURROUNDINGS)
        _, status, usage = os.wait4(process, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"python {' '.join(arguments)} fails")
        if run:
            times.append(time.perf_counter() - started)
        memory = max(memory, usage.ru_maxrss // 1024)
    return statistics.median(times), memory


def report(title: str, figures: tuple[float, int], less: float = 0.0) -> None:
    """Print one row."""
    seconds, memory = figures
    print(f"{title:36} {(seconds - less) * 1000:8.0f} ms {memory:6} MiB", flush=True)


if __name__ == "__main__":
    main()
