"""What speaks for and against a kind of workload: who waits for it, who calls it, whose volumes it has."""

from __future__ import annotations

from collections.abc import Mapping

from pass_migrate.facts import Fact
from pass_migrate.knowledge import image_of
from pass_migrate.model import App, Dependency, Mount, Volume, Workload
from pass_migrate.passes.shell_script import argv_of, looks_endless, script_of
from pass_migrate.records import dataclass

HELP = frozenset({"help", "--help", "-h", "-?", "version", "--version"})
COMPLETED = "service_completed_successfully"
REMOTE_STORAGE = frozenset({"nfs", "nfs4", "cifs", "smb", "smb3"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the whole application says about each of its workloads."""

    awaited: Mapping[str, tuple[Dependency, ...]]
    """Key of a service -> the dependencies that wait for it to end well."""
    users: Mapping[str, frozenset[str]]
    """Key of a volume -> keys of the workloads that mount it."""
    volumes: Mapping[str, Volume]

    @staticmethod
    def of(app: App) -> Evidence:
        """Look at every workload once."""
        awaited: dict[str, tuple[Dependency, ...]] = {}
        users: dict[str, set[str]] = {}
        by_key = app.by_key()
        for workload in app.workloads:
            for dependency in workload.depends_on:
                if dependency.condition.value == COMPLETED:
                    key = dependency.service.value
                    awaited[key] = (*awaited.get(key, ()), dependency)
            lenders = (by_key.get(source.value.split(":")[0]) for source in workload.volumes_from)
            for mount in (
                mount for lender in (workload, *lenders) if lender is not None for mount in lender.mounts
            ):
                if mount.type.value == "volume" and mount.source is not None:
                    users.setdefault(mount.source.value, set()).add(workload.key.value)
        return Evidence(
            awaited,
            {key: frozenset(found) for key, found in users.items()},
            {volume.key.value: volume for volume in app.volumes},
        )

    def own_volumes(self, workload: Workload) -> list[Mount]:
        """The mounts of named volumes that this workload alone uses and may write to."""
        return [
            mount
            for mount in workload.mounts
            if mount.type.value == "volume"
            and mount.source is not None
            and not (mount.read_only is not None and mount.read_only.value)
            and len(self.users.get(mount.source.value, ())) == 1
            and self._is_local(mount.source.value)
        ]

    def own_volume(self, workload: Workload) -> Mount | None:
        """The first of them."""
        return next(iter(self.own_volumes(workload)), None)

    def _is_local(self, key: str) -> bool:
        """Whether the volume is made for the application, and not somebody else's or a network share."""
        volume = self.volumes.get(key)
        if volume is None:
            return True
        if volume.external is not None and volume.external.value:
            return False
        return not any(
            name.value == "type" and value.value in REMOTE_STORAGE for name, value in volume.driver_opts
        )


def is_quiet(workload: Workload) -> bool:
    """Whether nothing shows that anybody calls it or watches it."""
    checked = workload.health is not None and bool(workload.health.test)
    return not (workload.listeners or workload.published or workload.exposed or checked)


def is_throwaway_script(workload: Workload) -> bool:
    """Whether a shell script in a bare system image shows no sign of running on."""
    known = image_of(workload.image.value) if workload.image is not None else None
    script = script_of(argv_of(workload))
    return known is not None and known.base and script is not None and not looks_endless(script.value)


def prints_help(workload: Workload) -> Fact[str] | None:
    """The word by which the command does nothing but print help or a version; None if it does more."""
    command = workload.command or ()
    return command[0] if len(command) == 1 and command[0].value in HELP else None
