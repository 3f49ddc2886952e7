"""Amounts that can be said twice: `scale` and `deploy.replicas`, `mem_limit` and `deploy.resources`, ..."""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq, Value

_TWICE: Final = (
    ("cpus", "limits", "cpus", 0.0),
    ("mem_limit", "limits", "memory", "0"),
    ("mem_reservation", "reservations", "memory", "0"),
    ("pids_limit", "limits", "pids", 0),
)
"""The attribute of the service, and where the same amount stands under deploy.resources; and its zero."""


def check_limits(name: str, service: Map, loading: Loading) -> None:
    """Note amounts that contradict each other, or that cannot be."""
    deploy = service.get("deploy")
    scale, replicas = service.get("scale"), deploy.get("replicas") if isinstance(deploy, Map) else None
    if value(scale) is not None and value(replicas) is not None and value(scale) != value(replicas):
        loading.fail("`scale` and `deploy.replicas` differ", scale, "keep one of them")
    for amount in (scale, replicas):
        number = value(amount)
        if isinstance(number, int) and number < 0:
            loading.fail("the number of containers must not be negative", amount)
    resources = deploy.get("resources") if isinstance(deploy, Map) else None
    for attribute, section, counterpart, zero in _TWICE:
        group = resources.get(section) if isinstance(resources, Map) else None
        here = value(service.get(attribute))
        if isinstance(group, Map) and here is not None and here != zero:
            there = value(group.get(counterpart))
            if (zero if there is None else there) != here:
                loading.fail(
                    f"`{attribute}` and deploy.resources.{section}.{counterpart} differ",
                    service.get(attribute),
                    "give the same value in both places, or remove one of them",
                )
    containers = value(scale if value(scale) is not None else replicas)
    named = service.get("container_name")
    if isinstance(containers, int) and containers > 1 and value(named):
        loading.fail(
            f"service `{name}` has {containers} containers, so they cannot all have one container_name", named
        )


def with_scale(services: Map) -> Map:
    """The services with their `scale` as the number of replicas too, where they have a `deploy`."""
    out = services.copy()
    for name, service in services.items.items():
        scale = service.get("scale") if isinstance(service, Map) else None
        deploy = service.get("deploy") if isinstance(service, Map) else None
        if isinstance(service, Map) and isinstance(deploy, Map) and isinstance(scale, Scalar):
            filled = service.copy()
            filled.items["deploy"] = _with_replicas(deploy, scale)
            out.items[name] = filled
    return out


def _with_replicas(deploy: Map, scale: Scalar) -> Map:
    replicas = deploy.get("replicas")
    out = deploy.copy()
    if isinstance(replicas, Scalar):
        out.items["replicas"] = Scalar(scale.value, replicas.leaf, (*replicas.via, *scale.leaves))
    else:
        out.put("replicas", scale)
    return out


def value(node: Node | Seq | None) -> Value:
    """The plain value of a single value; None if there is none."""
    return node.value if isinstance(node, Scalar) else None
