"""Ingress, or HTTPRoutes where a Gateway is named: what the outside reaches."""

from __future__ import annotations

from typing import Any

from pass_migrate.emit.labels import metadata, name_of
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import LOAD_BALANCER_CONTROLLER, fixed
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, Route, Workload


def routes(app: App) -> list[Manifest]:
    """One Ingress for each component that the outside reaches, or one HTTPRoute."""
    workloads = app.by_key()
    grouped: dict[str, list[Route]] = {}
    for route in app.routes:
        grouped.setdefault(route.workload, []).append(route)
    if app.target.gateway is None:
        return [_ingress(app, workloads[key], found) for key, found in grouped.items()]
    return [
        _http_route(app, workloads[key], part, number)
        for key, found in grouped.items()
        for number, part in enumerate(_by_host(found))
    ]


def _by_host(found: list[Route]) -> list[list[Route]]:
    """Routes that one HTTPRoute can hold: all of its rules hold for all of its hosts."""
    parts: dict[tuple[tuple[str, str], ...], list[Route]] = {}
    hosts: dict[str, list[Route]] = {}
    for route in found:
        hosts.setdefault(route.host.value if route.host is not None else "", []).append(route)
    for routes_of_host in hosts.values():
        rules = tuple(sorted((route.path.value, route.port.value) for route in routes_of_host))
        parts.setdefault(rules, []).extend(routes_of_host)
    return list(parts.values())


def _name(workload: Workload, found: list[Route]) -> Fact[str]:
    """The object is called after the workload, and is there because of the ports that its routes lead to."""
    return name_of(workload).also(*(route.port for route in found))


def _service_of(workload: Workload) -> Fact[str]:
    return next((name.name for name in workload.service_names if name.main), name_of(workload))


def _ingress(app: App, workload: Workload, found: list[Route]) -> Manifest:
    hosts: dict[str, list[Route]] = {}
    for route in found:
        hosts.setdefault(route.host.value if route.host is not None else "", []).append(route)
    rules = [
        {
            "host": group[0].host,
            "http": {
                "paths": [
                    {
                        "path": route.path,
                        "pathType": fixed("Prefix"),
                        "backend": {"service": {"name": _service_of(workload), "port": {"name": route.port}}},
                    }
                    for route in group
                ]
            },
        }
        for group in hosts.values()
    ]
    tls = app.target.tls_secret
    named = [group[0].host for group in hosts.values() if group[0].host is not None]
    body: Body = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": metadata(app, _name(workload, found), name_of(workload), _annotations(app)),
        "spec": {
            "ingressClassName": app.target.ingress_class or _on_eks(app, "alb"),
            "tls": [{"hosts": named, "secretName": tls}] if tls is not None and named else None,
            "rules": rules,
        },
    }
    return manifest(name_of(workload).value, "ingress.yaml", body)


def _on_eks(app: App, value: str) -> Fact[str] | None:
    return because(value, rule=LOAD_BALANCER_CONTROLLER) if app.target.profile == "eks" else None


def _annotations(app: App) -> dict[str, Fact[str]]:
    """On EKS: the load balancer's targets are the pods, since the Services have no node ports.

    Source: AWS Load Balancer Controller, Ingress annotations.
    """
    target = _on_eks(app, "ip") if app.target.ingress_class is None else None
    return {"alb.ingress.kubernetes.io/target-type": target} if target is not None else {}


def _http_route(app: App, workload: Workload, found: list[Route], number: int) -> Manifest:
    gateway = app.target.gateway
    assert gateway is not None
    space, slash, _ = gateway.value.partition("/")
    parent: dict[str, Any] = {
        "name": gateway.map(lambda text: text.rpartition("/")[2]),
        "namespace": gateway.map(lambda _: space) if slash else None,
    }
    hosts = {route.host.value: route.host for route in found if route.host is not None}
    ports = {listener.name.value: listener.port for listener in workload.listeners}
    body: Body = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": metadata(app, _numbered(_name(workload, found), number), name_of(workload)),
        "spec": {
            "parentRefs": [parent],
            "hostnames": list(hosts.values()) or None,
            "rules": [
                {
                    "matches": [{"path": {"type": fixed("PathPrefix"), "value": route.path}}],
                    "backendRefs": [
                        {"name": _service_of(workload), "port": ports[route.port.value].also(route.port)}
                    ],
                }
                for route in _distinct(found)
            ],
        },
    }
    file = f"httproute-{number + 1}.yaml" if number else "httproute.yaml"
    return manifest(name_of(workload).value, file, body)


def _numbered(name: Fact[str], number: int) -> Fact[str]:
    return name.map(lambda text: f"{text}-{number + 1}") if number else name


def _distinct(found: list[Route]) -> list[Route]:
    """Routes that differ in path or port: an HTTPRoute names its hosts once for all rules."""
    return list({(route.path.value, route.port.value): route for route in found}.values())
