"""The process itself: image, command, environment, rights, resources, life cycle, health."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.load.compose import durations, sizes
from pass_migrate.load.lower.getters import (
    as_text,
    converted,
    flag,
    integer,
    mapping,
    pairs,
    scalar,
    sequence,
    text,
    texts,
    texts_or_none,
)
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.model import (
    DeviceRequest,
    Drop,
    Health,
    Hook,
    Lifecycle,
    Resources,
    Scheduling,
    Security,
    Variable,
)


def environment(service: Map, key: str = "environment") -> tuple[Variable, ...]:
    """The variables of a container, sorted by name."""
    found = mapping(service, key)
    if found is None:
        return ()
    return tuple(
        Variable(
            name=found.keys[name].fact()
            if value.value is not None
            else found.keys[name].fact().also(value.fact()),
            value=None if value.value is None else as_text(value),
        )
        for name, value in sorted(found.items.items())
        if isinstance(value, Scalar)
    )


def security(service: Map) -> Security:
    """Rights of the process, as given."""
    return Security(
        user=text(service, "user"),
        group_add=texts(service, "group_add"),
        cap_add=texts(service, "cap_add"),
        cap_drop=texts(service, "cap_drop"),
        privileged=flag(service, "privileged"),
        read_only=flag(service, "read_only"),
        security_opt=texts(service, "security_opt"),
        sysctls=pairs(service, "sysctls"),
    )


def millicores(value: object) -> int:
    """CPUs as thousandths of a core, rounded up."""
    cpus = float(str(value))
    return max(1, -int(-(cpus * 1000 - 1e-9) // 1)) if cpus > 0 else 0


def resources(service: Map) -> Resources:
    """Limits and reservations; where old and new attributes are both there, Compose has them agree."""
    deploy = mapping(mapping(service, "deploy"), "resources")
    limits, reserved = mapping(deploy, "limits"), mapping(deploy, "reservations")
    cpu = text(limits, "cpus") or text(service, "cpus")
    quota = integer(service, "cpu_quota")
    cpu_limit: Fact[int] | None = None
    if cpu is not None:
        cpu_limit = cpu.map(millicores)
        if both := text(service, "cpus"):
            cpu_limit = cpu_limit.also(both)
    elif quota is not None and quota.value > 0:
        period = integer(service, "cpu_period")
        share = quota.value * 1000 // (period.value if period is not None and period.value else 100_000)
        cpu_limit = Fact(max(1, share), quota.also(*([period] if period is not None else [])).leaves)
    memory = converted(limits, "memory", bytes_of)
    flat_memory = converted(service, "mem_limit", bytes_of)
    reserve = converted(reserved, "memory", bytes_of)
    flat_reserve = converted(service, "mem_reservation", bytes_of)
    cpu_reserve = text(reserved, "cpus")
    return Resources(
        cpu_limit=cpu_limit,
        cpu_request=None if cpu_reserve is None else cpu_reserve.map(millicores),
        memory_limit=_both(memory, flat_memory),
        memory_request=_both(reserve, flat_reserve),
        cpu_shares=integer(service, "cpu_shares"),
        cpu_count=integer(service, "cpu_count"),
        device_requests=device_requests(service, reserved),
        generic=generic_resources(reserved),
        writable_layer=writable_layer(service),
        shm_size=converted(service, "shm_size", bytes_of),
    )


QUOTA_UNUSED = Rule("cpu-quota-unused", Fate.OVERRIDDEN, "`cpus` says the same in other units, and wins.")
PERIOD_UNUSED = Rule(
    "cpu-period-unused", Fate.IRRELEVANT, "A period means something only together with a quota."
)


def superseded(service: Map) -> list[Drop]:
    """Leaves of the CPU quota and period where they decide nothing."""
    limits = mapping(mapping(mapping(service, "deploy"), "resources"), "limits")
    quota, period = integer(service, "cpu_quota"), integer(service, "cpu_period")
    wins = text(limits, "cpus") or text(service, "cpus")
    if wins is None and quota is not None and quota.value > 0:
        return []
    rule = QUOTA_UNUSED if wins is not None else PERIOD_UNUSED
    return [Drop(fact.leaves, rule) for fact in (quota, period) if fact is not None and fact.leaves]


def _both(first: Fact[int] | None, second: Fact[int] | None) -> Fact[int] | None:
    if first is None or second is None:
        return first or second
    return first.also(second)


def writable_layer(service: Map) -> Fact[int] | None:
    """`storage_opt.size`: bytes that the container may write outside its volumes."""
    options = mapping(service, "storage_opt")
    size = converted(options, "size", bytes_of)
    return None if size is None or options is None else size.also(options.keys["size"].fact())


def device_requests(service: Map, reserved: Map | None) -> tuple[DeviceRequest, ...]:
    """Requests for devices, from `gpus` and from the reservations."""
    return tuple(
        DeviceRequest(
            capabilities=texts(item, "capabilities"),
            count=_count(item),
            device_ids=texts(item, "device_ids"),
            driver=text(item, "driver"),
        )
        for item in (*sequence(service, "gpus"), *sequence(reserved, "devices"))
        if isinstance(item, Map)
    )


def _count(item: Map) -> Fact[int] | None:
    found = text(item, "count")
    return None if found is None else found.map(lambda value: -1 if value == "all" else int(value))


def generic_resources(reserved: Map | None) -> tuple[tuple[Fact[str], Fact[int]], ...]:
    """Swarm generic resources."""
    out = []
    for item in sequence(reserved, "generic_resources"):
        spec = mapping(item, "discrete_resource_spec") if isinstance(item, Map) else None
        kind, value = text(spec, "kind"), integer(spec, "value")
        if kind is not None and value is not None:
            out.append((kind, value))
    return tuple(out)


def bytes_of(value: object) -> int:
    """Bytes from a number or a size with a unit."""
    return value if isinstance(value, int) else sizes.parse(str(value))


def nanoseconds(value: object) -> int:
    """Nanoseconds from a duration text."""
    return durations.parse(str(value))


def health(service: Map) -> Health | None:
    """The health check as given."""
    found = mapping(service, "healthcheck")
    if found is None or not found.items:
        return None
    return Health(
        test=texts(found, "test"),
        disable=flag(found, "disable"),
        interval=converted(found, "interval", nanoseconds),
        timeout=converted(found, "timeout", nanoseconds),
        retries=integer(found, "retries"),
        start_period=converted(found, "start_period", nanoseconds),
        start_interval=converted(found, "start_interval", nanoseconds),
    )


def hooks(service: Map, key: str) -> tuple[Hook, ...]:
    """Life-cycle hooks in order."""
    return tuple(
        Hook(
            command=texts(item, "command"),
            user=text(item, "user"),
            working_dir=text(item, "working_dir"),
            privileged=flag(item, "privileged"),
            environment=environment(item),
        )
        for item in sequence(service, key)
        if isinstance(item, Map)
    )


def lifecycle(service: Map) -> Lifecycle:
    """How it starts again and how it is stopped."""
    policy = mapping(mapping(service, "deploy"), "restart_policy")
    return Lifecycle(
        restart=text(service, "restart"),
        restart_condition=text(policy, "condition"),
        max_attempts=integer(policy, "max_attempts"),
        stop_grace_period=converted(service, "stop_grace_period", nanoseconds),
        stop_signal=text(service, "stop_signal"),
        init=flag(service, "init"),
        post_start=hooks(service, "post_start"),
        pre_stop=hooks(service, "pre_stop"),
    )


def scheduling(service: Map) -> Scheduling:
    """Where and how often it may run."""
    deploy = mapping(service, "deploy")
    placement, update = mapping(deploy, "placement"), mapping(deploy, "update_config")
    return Scheduling(
        mode=text(deploy, "mode"),
        platform=text(service, "platform"),
        constraints=texts(placement, "constraints"),
        spread=tuple(
            found
            for item in sequence(placement, "preferences")
            if isinstance(item, Map) and (found := text(item, "spread")) is not None
        ),
        max_per_node=integer(placement, "max_replicas_per_node"),
        update_parallelism=integer(update, "parallelism"),
        update_delay=converted(update, "delay", nanoseconds),
        update_order=text(update, "order"),
        update_monitor=converted(update, "monitor", nanoseconds),
        update_failure=text(update, "failure_action"),
        endpoint_mode=text(deploy, "endpoint_mode"),
        runtime=text(service, "runtime"),
        isolation=text(service, "isolation"),
    )


def replicas(service: Map) -> Fact[int] | None:
    """`deploy.replicas`, or `scale`; both are the same if both are there."""
    deployed, scaled = integer(mapping(service, "deploy"), "replicas"), integer(service, "scale")
    return _both(deployed, scaled)


def build_context(service: Map) -> Scalar | None:
    """The build context, an absolute path or a URL."""
    return scalar(mapping(service, "build"), "context")


__all__ = [
    "build_context",
    "environment",
    "health",
    "lifecycle",
    "replicas",
    "resources",
    "scheduling",
    "security",
    "texts_or_none",
]
