"""Limits and reservations are carried; that a limit also reserves as much in Kubernetes is written down."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import App, Notes, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

EVICTED_WHEN_FULL = Rule(
    "evicted-when-full",
    Fate.APPROXIMATED,
    "A container that writes more than this is evicted; under Docker its writes fail.",
)
RESERVED_AS_LIMITED = Rule(
    "request-equals-limit",
    Fate.APPROXIMATED,
    "Docker reserves nothing for a limit. Kubernetes reserves as much as the limit where no request is "
    "given: it is written down here, so that it can be lowered.",
)
RESERVATION = Rule(
    "reservation",
    Fate.APPROXIMATED,
    "Docker only favours a container by its reservation; Kubernetes places the pod where that much is free "
    "and keeps it.",
)
SHARES = Rule(
    "cpu-shares",
    Fate.APPROXIMATED,
    "CPU shares weigh containers against each other, 1024 for one core; here they are a reservation of "
    "that many cores.",
)
SHARES_UNUSED = Rule(
    "cpu-shares-unused", Fate.DROPPED, "A reservation of CPU is given, and takes the place of the shares."
)
COUNT = Rule(
    "cpu-count", Fate.APPROXIMATED, "The number of CPUs is a limit on CPU time; which CPUs is not fixed."
)
COUNT_UNUSED = Rule(
    "cpu-count-unused",
    Fate.DROPPED,
    "A limit on CPU time is given, and takes the place of the number of CPUs.",
)
WITHIN_LIMIT = Rule(
    "request-within-limit", Fate.APPROXIMATED, "Kubernetes does not reserve more than the limit allows."
)
UNLIMITED = Rule(
    "zero-is-unlimited",
    Fate.CARRIED,
    "Zero means that there is no limit, which is also so where nothing is written.",
)


@transform(
    reads=["workloads.resources"],
    writes=["workloads.resources"],
    rules=[
        RESERVED_AS_LIMITED,
        RESERVATION,
        SHARES,
        SHARES_UNUSED,
        COUNT,
        COUNT_UNUSED,
        WITHIN_LIMIT,
        UNLIMITED,
        EVICTED_WHEN_FULL,
    ],
)
def limit_resources(app: App) -> App:
    """CPU and memory, in thousandths of a core and in bytes.

    Sources: Compose specification (`cpus`, `mem_limit`, `deploy.resources`), Kubernetes documentation
    (Resource Management for Pods and Containers).
    """
    return app.each(_limited)


def _limited(workload: Workload, notes: Notes) -> Workload:
    given = workload.resources
    limit = _positive(given.cpu_limit, notes)
    if given.cpu_count is not None and given.cpu_count.value > 0 and limit is None:
        limit = because(given.cpu_count.value * 1000, given.cpu_count, rule=COUNT)
    elif limit is not None and limit.rule is not COUNT:
        notes.drop(COUNT_UNUSED, given.cpu_count)
    else:
        notes.drop(UNLIMITED, given.cpu_count)
    request = _positive(given.cpu_request, notes)
    shares = given.cpu_shares
    if shares is not None and shares.value > 0 and request is None:
        request = because(-(-shares.value * 1000 // 1024), shares, rule=SHARES)
    elif request is not None and request.rule is not SHARES:
        notes.drop(SHARES_UNUSED, shares)
    else:
        notes.drop(UNLIMITED, shares)
    memory = _positive(given.memory_limit, notes)
    layer = _positive(given.writable_layer, notes)
    found = replace(
        given,
        cpu_limit=limit,
        cpu_request=_request(request, limit),
        cpu_count=None,
        cpu_shares=None,
        memory_limit=memory,
        writable_layer=layer if layer is None or layer.rule is not None else layer.by(EVICTED_WHEN_FULL),
        memory_request=_request(_positive(given.memory_request, notes), memory),
    )
    return workload if found == given else replace(workload, resources=found)


def _positive(amount: Fact[int] | None, notes: Notes) -> Fact[int] | None:
    if amount is not None and amount.value <= 0:
        notes.drop(UNLIMITED, amount)
        return None
    return amount


def _request(given: Fact[int] | None, limit: Fact[int] | None) -> Fact[int] | None:
    """What the scheduler reserves: what is given, never more than the limit; else as much as the limit."""
    if given is None:
        return None if limit is None else because(limit.value, limit, rule=RESERVED_AS_LIMITED)
    if limit is not None and given.value > limit.value:
        return because(limit.value, given, limit, rule=WITHIN_LIMIT)
    return given if given.rule is not None else given.by(RESERVATION)
