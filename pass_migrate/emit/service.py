"""Services: the names under which peers reach a workload."""

from __future__ import annotations

from pass_migrate.emit.labels import metadata, name_of, selector
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import fixed
from pass_migrate.facts import Fact
from pass_migrate.model import App, Listener, ServiceName, Workload


def services(app: App, workload: Workload, host: Workload) -> list[Manifest]:
    """One Service for every name of the workload; `host` is the workload whose pod it runs in."""
    return [_service(app, workload, host, name) for name in workload.service_names]


def _service(app: App, workload: Workload, host: Workload, name: ServiceName) -> Manifest:
    headless = name.headless is not None and name.headless.value
    spec: Body = {
        "type": None if headless else name.type,
        "clusterIP": name.headless.map(lambda _: "None") if headless and name.headless is not None else None,
        "selector": selector(app, name_of(host)),
        "ports": _ports(workload, name) or None,
    }
    if name.external is not None:
        spec = {"type": name.external.map(lambda _: "ExternalName"), "externalName": name.external}
    body: Body = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(app, name.name, name_of(workload)),
        "spec": spec,
    }
    file = "service.yaml" if name.main else f"service-{name.name.value}.yaml"
    return manifest(name_of(workload).value, file, body)


def _ports(workload: Workload, name: ServiceName) -> list[Body]:
    """All listeners under their container's own numbers, which peers dial under Compose, or those named."""
    if not name.ports:
        return [_port(listener, listener.port, None) for listener in workload.listeners]
    by_name = {listener.name.value: listener for listener in workload.listeners}
    return [_port(by_name[port.listener.value], port.port, port.node_port) for port in name.ports]


def _port(listener: Listener, port: Fact[int], node_port: Fact[int] | None) -> Body:
    return {
        "name": listener.name,
        "port": port,
        "targetPort": listener.port,
        "protocol": listener.protocol,
        "appProtocol": listener.app_protocol,
        "nodePort": node_port,
    }


def governing_service(app: App, workload: Workload) -> Manifest:
    """The headless Service that a StatefulSet needs when nobody calls the workload."""
    name = name_of(workload)
    body: Body = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(app, name, name),
        "spec": {"clusterIP": fixed("None"), "selector": selector(app, name)},
    }
    return manifest(name.value, "service.yaml", body)
