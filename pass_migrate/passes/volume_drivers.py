"""What driver and options say about a named volume: the local one mounts NFS, memory and host paths too."""

from __future__ import annotations

import re
from dataclasses import field

from pass_migrate.facts import Fact, union
from pass_migrate.model import Volume
from pass_migrate.records import dataclass

SIZE = re.compile(r"(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a named volume on the Docker side."""

    kind: str
    """`local` (a directory of Docker's), `nfs`, `memory`, `host`, `device`, `cifs` or `plugin`."""
    server: Fact[str] | None = None
    """nfs: host name or address."""
    path: Fact[str] | None = None
    """nfs: the exported path; host: the directory."""
    size: Fact[str] | None = None
    """memory: quantity."""
    unused: tuple[Fact[str], ...] = field(default=())
    """Options that have no counterpart."""


def backing_of(volume: Volume) -> Backing:
    """Read driver and options as `mount -t TYPE -o O DEVICE` does (Docker documentation, local driver)."""
    if volume.driver is not None and volume.driver.value not in ("local", ""):
        return Backing("plugin", unused=tuple(value.also(name) for name, value in volume.driver_opts))
    options = {name.value: value.also(name) for name, value in volume.driver_opts}
    kind, how, device = options.get("type"), options.get("o"), options.get("device")
    flags = how.value.split(",") if how is not None else []
    known = tuple(fact for fact in (kind, how, device) if fact is not None)
    other = tuple(value for name, value in sorted(options.items()) if name not in ("type", "o", "device"))
    if kind is not None and kind.value in ("nfs", "nfs4") and device is not None:
        return _nfs(kind, how, device, flags, other)
    if kind is not None and kind.value == "tmpfs":
        size = next((flag[5:] for flag in flags if flag.startswith("size=")), "")
        quantity = how.map(lambda _: quantity_of(size)) if how is not None and quantity_of(size) else None
        dropped = tuple(fact for fact in (device, how if quantity is None else None) if fact is not None)
        return Backing("memory", size=quantity, unused=(*dropped, *other))
    if device is not None and ("bind" in flags or "rbind" in flags):
        leaves = union(*(fact.leaves for fact in (device, how, kind) if fact is not None))
        return Backing("host", path=Fact(device.value, leaves), unused=other)
    if kind is not None and kind.value in ("cifs", "smb", "smb3"):
        return Backing("cifs", unused=(*known, *other))
    if device is not None:
        return Backing("device", unused=(*known, *other))
    return Backing("local", unused=(*known, *other))


def _nfs(
    kind: Fact[str], how: Fact[str] | None, device: Fact[str], flags: list[str], other: tuple[Fact[str], ...]
) -> Backing:
    """`o: addr=10.0.0.1,rw` with `device: ":/export"`, or the server in the device."""
    host, _, path = device.value.rpartition(":")
    address = next((flag[5:] for flag in flags if flag.startswith("addr=")), "")
    leaves = union(kind.leaves, how.leaves if how is not None else (), device.leaves)
    if not (address or host):
        return Backing("device", unused=(kind, *([how] if how is not None else []), device, *other))
    return Backing(
        "nfs",
        server=Fact(address or host, leaves),
        path=Fact(path, union(kind.leaves, device.leaves)),
        unused=other,
    )


def quantity_of(text: str) -> str:
    """A size as `mount` takes it (`100m`, `2g`) as a quantity; empty if it is none."""
    match = SIZE.fullmatch(text)
    if match is None:
        return ""
    return match[1] + {"": "", "k": "Ki", "m": "Mi", "g": "Gi", "t": "Ti"}[match[2].lower()]
