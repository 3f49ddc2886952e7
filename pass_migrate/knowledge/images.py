"""What is known about images: where they listen, who they run as, what they keep and where.

Docker reads this from the image; Kubernetes ignores most of it, and a converter without a registry cannot
see it. The entries stand in `images.yaml`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePort:
    """A port that an image listens on."""

    port: int
    protocol: str = "TCP"
    name: str = ""
    http: bool = False
    variable: str = ""
    """The environment variable that moves it to another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What is known about one image."""

    match: str
    """Pattern over `repository:tag`, where the repository is written without registry host and `library/`."""
    ports: tuple[ImagePort, ...] = ()
    uid: int | None = None
    """The numeric user that the main process ends up as."""
    gid: int | None = None
    starts_as_root: bool = False
    """Whether the entry point starts as root (to change owners, say) and then steps down."""
    users: tuple[tuple[str, int, int], ...] = ()
    """User names in the image: (name, uid, gid)."""
    data: tuple[str, ...] = ()
    """Directories that hold state worth keeping."""
    data_variable: str = ""
    """The environment variable that moves the data directory, if there is one."""
    empty_data: bool = False
    """Whether the data directory must be empty at first start: a file system's `lost+found` is in the way."""
    seeds: tuple[str, ...] = ()
    """Directories with content in the image that a new named volume would be filled from under Docker."""
    stateful: bool = False
    """A database, queue or search engine: identity and order matter."""
    one_shot: bool = False
    """A tool that does its work and ends."""
    health: tuple[str, ...] = ()
    """The image's own HEALTHCHECK, as `CMD`/`CMD-SHELL` and argv."""
    health_interval: int = 30
    """Seconds between runs of that check; this and the next three are Docker's defaults where the image
    has none."""
    health_timeout: int = 30
    health_retries: int = 3
    health_start_period: int = 0
    startup_seconds: int = 0
    """How long a first start may take at least (schema migrations, say) before it counts as failed."""
    pid1_shell: bool = False
    """Whether the entry point is a shell script that starts the program without `exec`: signals do not
    reach it."""
    stop_signal: str = ""
    """The image's own STOPSIGNAL, where it is not SIGTERM."""
    singleton: bool = False
    """Whether two of it must never run at once: it does scheduled work, say, without a lock."""
    base: bool = False
    """An operating system or a tool box: whatever runs in it stands in the command."""
    no_shell: bool = False
    """Whether the image has no `/bin/sh`."""


def normal(reference: str) -> str:
    """An image reference as patterns see it: no registry, no `library/`, no digest; `latest` if untagged."""
    name = reference.split("@", 1)[0]
    head, slash, rest = name.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost"):
        name = rest
    name = name.removeprefix("library/")
    if ":" not in name.rsplit("/", 1)[-1]:
        name += ":latest"
    return name


@cache
def _entries() -> tuple[Image, ...]:
    return tuple(_image(entry) for entry in read("images"))


def _image(entry: dict[str, Any]) -> Image:
    fields = dict(entry)
    fields["ports"] = tuple(
        ImagePort(**port) if isinstance(port, dict) else ImagePort(port=port)
        for port in fields.get("ports", ())
    )
    fields["users"] = tuple((name, ids[0], ids[1]) for name, ids in fields.get("users", {}).items())
    for key in ("data", "seeds", "health"):
        fields[key] = tuple(fields.get(key, ()))
    return Image(**fields)


@lru_cache(maxsize=4096)
def image_of(reference: str) -> Image | None:
    """What is known about the image that `reference` names: the first entry whose pattern fits, or None."""
    name = normal(reference)
    return next((entry for entry in _entries() if fits(name, entry.match)), None)
