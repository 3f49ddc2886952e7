"""Devices are asked for by the name of an extended resource, which only the cluster's device plugin knows."""

from __future__ import annotations

import re

from pass_migrate.facts import Fact, Fate, Rule, because, union
from pass_migrate.model import Alternative, App, DeviceRequest, Finding, Notes, Severity, Workload
from pass_migrate.passes.answers import accepted, refused
from pass_migrate.passes.facts_within import facts_within
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

GPU = Rule(
    "gpu-resource",
    Fate.DECIDED,
    "The maker of the GPU decides the name of the resource, which a device plugin offers.",
)
GPU_COUNT = Rule("gpu-count", Fate.CARRIED, "As many devices as asked for.")
ALL_GPUS = Rule("all-gpus", Fate.APPROXIMATED, "A pod cannot ask for all devices of a node: it asks for one.")
COUNTED_IDS = Rule(
    "device-ids-counted", Fate.APPROXIMATED, "A pod cannot choose devices: it asks for as many as are listed."
)
NO_GPUS = Rule("no-gpus", Fate.DROPPED, "No devices are asked for, as decided.")
NOT_A_GPU = Rule("unknown-device", Fate.DROPPED, "Only GPUs have a resource name that is generally known.")
GENERIC = Rule(
    "generic-resource",
    Fate.DECIDED,
    "Swarm's resources have bare names; Kubernetes needs the name that a device plugin offers.",
)

MAKERS = {
    "nvidia": "nvidia.com/gpu",
    "cdi": "nvidia.com/gpu",
    "amd": "amd.com/gpu",
    "intel": "gpu.intel.com/i915",
}
NAMES = tuple(dict.fromkeys(MAKERS.values()))
ASKS = "The pod asks for this resource and waits until a node offers it."
CONSEQUENCES = {"none": "The pod runs anywhere, without a GPU."}
GPU_WORDS = frozenset({"gpu", "nvidia", "amd", "compute", "utility", "video", "graphics", "display"})
_RESOURCE = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?")


@transform(
    reads=["workloads.resources"],
    writes=["workloads.resources"],
    rules=[GPU, GPU_COUNT, ALL_GPUS, COUNTED_IDS, NO_GPUS, NOT_A_GPU, GENERIC],
)
def request_devices(app: App) -> App:
    """GPUs and Swarm's generic resources as extended resources.

    Sources: Compose specification (`gpus`, `deploy.resources.reservations.devices`), Kubernetes documentation
    (Schedule GPUs, Extended Resources).
    """
    return app.each(_requested)


def _requested(workload: Workload, notes: Notes) -> Workload:
    given = workload.resources
    if not (given.device_requests or given.generic):
        return workload
    found = replace(
        given, device_requests=(), generic=(), extended=(*given.extended, *_generic(workload, notes))
    )
    requests = [request for request in given.device_requests if _is_gpu(workload, request, notes)]
    if requests:
        resource = _resource(workload, requests, notes)
        if resource is None:
            notes.drop(NO_GPUS, *facts_within(tuple(requests)))
        else:
            found = replace(found, gpu_resource=resource, gpus=_count(requests, resource))
    return replace(workload, resources=found)


def _is_gpu(workload: Workload, request: DeviceRequest, notes: Notes) -> bool:
    driver = request.driver.value if request.driver is not None else ""
    if (
        driver in MAKERS
        or not request.capabilities
        or any(word.value in GPU_WORDS for word in request.capabilities)
    ):
        return True
    facts = list(facts_within(request))
    notes.drop(NOT_A_GPU, *facts)
    notes.find(
        Finding(
            id="unknown-device",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=union(*(fact.leaves for fact in facts)),
            message=f"`{workload.key.value}` asks for devices "
            f"({', '.join(sorted(w.value for w in request.capabilities))}) that no well-known device plugin "
            "offers; the pod does not ask for them.",
            remedy="Find the name of the resource that your device plugin offers, and add it to the "
            "container's limits.",
        )
    )
    return False


def _resource(workload: Workload, requests: list[DeviceRequest], notes: Notes) -> Fact[str] | None:
    """The resource's name; None if the answer is that there are none."""
    drivers = [request.driver for request in requests if request.driver is not None]
    words = [word for request in requests for word in request.capabilities]
    key = workload.key.value
    named = [*drivers, *(word for word in words if word.value in MAKERS)]
    maker = MAKERS.get(named[0].value, "none") if named else NAMES[0]
    decision = f"gpu-resource/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Which devices does `{key}` need?",
        default=maker,
        consequence=CONSEQUENCES.get(maker, ASKS),
        alternatives=[
            Alternative(answer=name, consequence=CONSEQUENCES.get(name, ASKS))
            for name in (*NAMES, "none")
            if name != maker
        ],
        # Where neither maker nor purpose is written, whatever is written is what asks for it.
        rule=GPU,
        rests_on=named or words or list(facts_within(tuple(requests))),
    )
    notes.drop(GPU, *words)
    return None if accepted(answer, decision, [*NAMES, "none"]).value == "none" else answer


def _count(requests: list[DeviceRequest], resource: Fact[str]) -> Fact[int]:
    """How many of them: Docker adds up requests, and takes all where nothing is said."""
    total = 0
    facts: list[Fact[int] | Fact[str]] = []
    rule = GPU_COUNT
    for request in requests:
        if request.device_ids:
            total, rule = total + len(request.device_ids), COUNTED_IDS
            facts += request.device_ids
        elif request.count is not None and request.count.value > 0:
            total += request.count.value
            facts.append(request.count)
        else:
            total, rule = total + 1, ALL_GPUS
            facts += [request.count] if request.count is not None else []
    return because(total, *facts, resource, rule=rule)


def _generic(workload: Workload, notes: Notes) -> list[tuple[Fact[str], Fact[int]]]:
    """Swarm's generic resources, once somebody has said what they are called in the cluster."""
    out = []
    key = workload.key.value
    for kind, count in workload.resources.generic:
        decision = f"resource-{kind.value.lower()}/{key}"
        answer = notes.ask(
            decision,
            subject=key,
            question=f"Which resource of the cluster is what Swarm calls `{kind.value}`?",
            default="none",
            consequence="The pod does not ask for it and may run where it is missing.",
            alternatives=[
                Alternative(answer="<domain/name>", consequence="The pod asks for as many of this resource.")
            ],
            rule=GENERIC,
            rests_on=[kind],
        )
        if answer.value == "none":
            notes.drop(GENERIC, kind, count)
        elif _RESOURCE.fullmatch(answer.value) is None:
            raise refused(
                answer, decision, "Give the name of an extended resource, like `example.com/fpga`, or `none`."
            )
        else:
            out.append((answer, count))
    return out
