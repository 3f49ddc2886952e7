"""Kubernetes quantities (API reference, `Quantity`): exact, and as short as they can be."""

from __future__ import annotations

from pass_migrate.facts import Fact


def cpu(millicores: Fact[int] | None) -> Fact[str] | None:
    """CPU from thousandths of a core: `2`, `250m`; None for 0, which Compose reads as unlimited."""
    if millicores is None or millicores.value <= 0:
        return None
    return millicores.map(lambda value: str(value // 1000) if value % 1000 == 0 else f"{value}m")


def memory(size: Fact[int] | None) -> Fact[str] | None:
    """Memory from bytes, in the largest binary unit that is exact: `2Gi`, `512Mi`, `1000`."""
    if size is None or size.value <= 0:
        return None
    return size.map(binary)


def binary(size: int) -> str:
    """Bytes as a quantity with a binary unit."""
    for exponent, unit in ((4, "Ti"), (3, "Gi"), (2, "Mi"), (1, "Ki")):
        if size % 1024**exponent == 0:
            return f"{size // 1024**exponent}{unit}"
    return str(size)
