"""The cache folder: programs are built once for each user, whole or not at all, by one process at a time."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_folder() -> Path:
    """Where provisioned programs live: `PASS_MIGRATE_TESTBED_CACHE`, or a folder in the user's cache."""
    chosen = os.environ.get("PASS_MIGRATE_TESTBED_CACHE")
    if chosen:
        return Path(chosen)
    home_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home_cache) / "pass-migrate" / "testbed"


def provide(entry: str, build: Callable[[Path], None]) -> Path:
    """The cache entry of that name, built first if it is missing.

    `build` gets an empty folder to fill. The folder takes its place in the cache by a rename, once it is
    full: an interrupted build leaves nothing that looks like a program. Two processes that want the same
    entry build it once; the second waits for the first.
    """
    place = cache_folder() / entry
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with _lock(place.parent / f"{entry}.lock"):
        if place.is_dir():  # another process built it while we waited
            return place
        unfinished = place.parent / f"{entry}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)  # what a killed build has left
        unfinished.mkdir()
        try:
            build(unfinished)
            unfinished.rename(place)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return place


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold the lock file; the operating system lets go of it when the process ends, however it ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
