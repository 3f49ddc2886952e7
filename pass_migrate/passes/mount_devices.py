"""A device of the host reaches a container only when somebody says so: it takes all rights on the node."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Mount, Notes, Placement, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

NO_DEVICE = Rule(
    "host-device",
    Fate.DECIDED,
    "A pod gets devices of its node from a device plugin, or by running privileged: unasked it gets none.",
)
DEVICE = Rule(
    "device-by-privilege",
    Fate.APPROXIMATED,
    "The device's file is mounted from the node, and only a privileged container may open it.",
)
ALL_ACCESS = Rule(
    "device-permissions", Fate.DROPPED, "The pod API does not say what a container may do with a device."
)


@transform(
    reads=["workloads.devices", "workloads.mounts", "workloads.security"],
    writes=["workloads.devices", "workloads.mounts", "workloads.security"],
    rules=[NO_DEVICE, DEVICE, ALL_ACCESS],
)
def mount_devices(app: App) -> App:
    """Settle `devices`: afterwards the model holds none. Runs when other mounts have their places.

    Sources: Compose specification (`devices`), Kubernetes documentation (Device Plugins, `hostPath`).
    """
    return app.each(_mounted)


def _mounted(workload: Workload, notes: Notes) -> Workload:
    if not workload.devices:
        return workload
    key = workload.key.value
    sources = [source for source, _, _ in workload.devices]
    names = ", ".join(f"`{source.value}`" for source in sources)
    decision = f"devices/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"How does `{key}` get {names}?",
        default="none",
        consequence="It does not: what needs the device fails. A device plugin can offer it as a resource.",
        alternatives=[
            Alternative(
                answer="privileged",
                consequence="The files are mounted from the node and the container runs privileged, with "
                "all rights on its node; it has to run on nodes that have the devices.",
            )
        ],
        rule=NO_DEVICE,
        rests_on=sources,
    )
    notes.drop(ALL_ACCESS, *(permissions for _, _, permissions in workload.devices))
    if accepted(answer, decision, ["none", "privileged"]).value == "none":
        notes.drop(NO_DEVICE, *(fact for source, target, _ in workload.devices for fact in (source, target)))
        return replace(workload, devices=())
    mounts = tuple(_mount(source, target, answer) for source, target, _ in workload.devices)
    privileged = because(True, answer, rule=DEVICE)
    security = replace(workload.security, privileged=workload.security.privileged or privileged)
    return replace(workload, devices=(), mounts=(*workload.mounts, *mounts), security=security)


def _mount(source: Fact[str], target: Fact[str], answer: Fact[str]) -> Mount:
    path = because(source.value, source, answer, rule=DEVICE)
    return Mount(
        type=because("device", answer, rule=DEVICE),
        source=path,
        target=because(target.value, target, answer, rule=DEVICE),
        place=Placement(kind=because("host", answer, rule=DEVICE), name=path),
    )
