"""A service that takes another one's volumes mounts what that one mounts, at the same paths."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import App, Mount, Notes, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

TAKEN_OVER = Rule(
    "mounts-taken-over",
    Fate.APPROXIMATED,
    "`volumes_from` copies the other service's mounts; both pods have to be able to mount what they share.",
)
FOREIGN_CONTAINER = Rule(
    "foreign-container", Fate.DROPPED, "The container is outside the project: nothing of it is known here."
)
NOTHING_TO_TAKE = Rule("nothing-to-take-over", Fate.IRRELEVANT, "The other service mounts nothing.")

GRANTED = frozenset({"config", "secret", "tmpfs"})
"""Mounts that `volumes_from` leaves out: they belong to one container."""


@transform(
    reads=["workloads.volumes_from", "workloads.mounts"],
    writes=["workloads.mounts"],
    rules=[TAKEN_OVER, FOREIGN_CONTAINER, NOTHING_TO_TAKE],
)
def inherit_mounts(app: App) -> App:
    """Copy the mounts that `volumes_from` names, in their order; a path that is mounted already wins.

    Source: Compose specification, `volumes_from`.
    """
    if not any(workload.volumes_from for workload in app.workloads):
        return app
    return app.each(partial(_with_mounts, by_key=app.by_key()))


def _with_mounts(workload: Workload, notes: Notes, by_key: Mapping[str, Workload]) -> Workload:
    mounts = {mount.target.value: mount for mount in workload.mounts}
    for source in workload.volumes_from:
        name, _, access = source.value.partition(":")
        lender = by_key.get(name)
        if name == "container" or lender is None:
            notes.drop(FOREIGN_CONTAINER, source)
            continue
        lent = [mount for mount in lender.mounts if mount.type.value not in GRANTED]
        if not lent:
            notes.drop(NOTHING_TO_TAKE, source)
        for mount in lent:
            mounts.setdefault(mount.target.value, _taken(mount, source, access == "ro"))
    after = tuple(mounts.values())
    return workload if after == workload.mounts else replace(workload, mounts=after)


def _taken(mount: Mount, source: Fact[str], read_only: bool) -> Mount:
    """The mount as the other container has it, read-only where that is asked for."""
    return replace(
        mount,
        target=mount.target.also(source).by(TAKEN_OVER),
        read_only=because(True, source, rule=TAKEN_OVER) if read_only else mount.read_only,
    )
