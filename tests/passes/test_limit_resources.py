"""CPU, memory and devices."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.model import DeviceRequest, Resources
from pass_migrate.passes.limit_resources import limit_resources
from pass_migrate.passes.request_devices import request_devices
from tests.passes.building import after, application, asked, dropped, found, said, service, words


def limited(**given: int) -> Resources:
    """The resources after the pass."""
    facts: dict[str, Any] = {key: said(value, key) for key, value in given.items()}
    resources = Resources(**facts)
    return after(limit_resources(application(service("a", resources=resources))), "a").resources


def amounts(resources: Resources) -> tuple[int | None, ...]:
    """CPU limit and request, memory limit and request."""
    facts = (resources.cpu_limit, resources.cpu_request, resources.memory_limit, resources.memory_request)
    return tuple(None if fact is None else fact.value for fact in facts)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (None, None, None, None)),
        ({"cpu_limit": 1500, "memory_limit": 2**30}, (1500, 1500, 2**30, 2**30)),
        ({"cpu_request": 250, "memory_request": 1000}, (None, 250, None, 1000)),
        ({"cpu_limit": 1000, "cpu_request": 250}, (1000, 250, None, None)),
        ({"cpu_limit": 0, "memory_limit": 0}, (None, None, None, None)),
        ({"cpu_shares": 512}, (None, 500, None, None)),
        ({"cpu_shares": 1}, (None, 1, None, None)),
        ({"cpu_shares": 2048, "cpu_limit": 1000}, (1000, 1000, None, None)),
        ({"cpu_count": 2}, (2000, 2000, None, None)),
        ({"memory_limit": 100, "memory_request": 200}, (None, None, 100, 100)),
    ],
)
def test_requests_and_limits(given: dict[str, int], expected: tuple[int | None, ...]) -> None:
    """Limits are kept, requests explicit, shares parts of 1024, and no request exceeds its limit."""
    assert amounts(limited(**given)) == expected


def test_a_request_from_a_limit_rests_on_the_limit() -> None:
    """Docker reserves nothing; that Kubernetes would reserve the limit is written down and stated."""
    request = limited(memory_limit=2**20).memory_request
    assert request is not None
    assert request.rule is not None
    assert (request.rule.id, [leaf.path for leaf in request.leaves]) == (
        "request-equals-limit",
        ["memory_limit"],
    )


def test_shares_and_counts_that_others_replace_end() -> None:
    """A reservation takes the place of shares, a limit that of a number of CPUs."""
    resources = Resources(
        cpu_shares=said(10, "shares"),
        cpu_request=said(100),
        cpu_count=said(2, "count"),
        cpu_limit=said(500),
    )
    app = limit_resources(application(service("a", resources=resources)))
    assert dropped(app) == {"shares": "cpu-shares-unused", "count": "cpu-count-unused"}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.integers(min_value=0, max_value=4000)
            for name in (
                "cpu_limit",
                "cpu_request",
                "cpu_shares",
                "cpu_count",
                "memory_limit",
                "memory_request",
            )
        },
    )
)
def test_no_request_exceeds_its_limit_and_twice_is_once(given: dict[str, int]) -> None:
    """What Kubernetes validates holds for every combination, and the pass is idempotent."""
    facts: dict[str, Any] = {key: said(value) for key, value in given.items()}
    app = limit_resources(application(service("a", resources=Resources(**facts))))
    cpu, cpu_request, memory, memory_request = amounts(after(app, "a").resources)
    assert cpu is None or (cpu_request is not None and 0 < cpu_request <= cpu)
    assert memory is None or (memory_request is not None and 0 < memory_request <= memory)
    assert limit_resources(app).workloads == app.workloads


def with_devices(*requests: DeviceRequest, answers: dict[str, str] | None = None) -> Resources:
    """The resources after devices are asked for."""
    app = application(service("a", resources=Resources(device_requests=requests)), answers=answers)
    return after(request_devices(app), "a").resources


def test_gpus_are_an_extended_resource_of_their_maker() -> None:
    """The driver chooses the name, which is a question with a default."""
    found = with_devices(DeviceRequest(capabilities=words("gpu"), count=said(2), driver=said("amd")))
    assert found.gpu_resource is not None
    assert found.gpus is not None
    assert (found.gpu_resource.value, found.gpus.value) == ("amd.com/gpu", 2)


def test_all_gpus_are_one_and_listed_ones_are_counted() -> None:
    """A pod can neither take all devices nor choose them."""
    everything = with_devices(DeviceRequest(capabilities=words("gpu"), count=said(-1)))
    listed = with_devices(DeviceRequest(capabilities=words("gpu"), device_ids=words("0", "3")))
    assert [found.gpus.value for found in (everything, listed) if found.gpus] == [1, 2]
    assert [found.gpus.rule.id for found in (everything, listed) if found.gpus and found.gpus.rule] == [
        "all-gpus",
        "device-ids-counted",
    ]


def test_no_gpu_is_an_answer() -> None:
    """With `none` the pod asks for nothing."""
    found = with_devices(DeviceRequest(capabilities=words("gpu")), answers={"gpu-resource/a": "none"})
    assert (found.gpu_resource, found.gpus) == (None, None)


def test_other_devices_end_with_a_finding() -> None:
    """Only GPUs have well-known names."""
    request = DeviceRequest(capabilities=(said("tpu", "capability"),))
    app = request_devices(application(service("a", resources=Resources(device_requests=(request,)))))
    assert dropped(app) == {"capability": "unknown-device"}
    assert found(app) == ["unknown-device/a"]


def test_generic_resources_need_a_name() -> None:
    """Swarm's bare kinds are asked about, and a name that is none is refused."""
    generic = ((said("SSD"), said(2)),)
    app = application(service("a", resources=Resources(generic=generic)))
    assert asked(request_devices(app)) == ["resource-ssd/a"]
    answered = request_devices(
        application(
            service("a", resources=Resources(generic=generic)), answers={"resource-ssd/a": "example.com/ssd"}
        )
    )
    [(name, number)] = after(answered, "a").resources.extended
    assert (name.value, number.value) == ("example.com/ssd", 2)
    with pytest.raises(MigrateError, match="resource-ssd/a"):
        request_devices(
            application(service("a", resources=Resources(generic=generic)), answers={"resource-ssd/a": "ssd"})
        )
