"""Services: the names under which peers reach a workload."""

from __future__ import annotations

from pass_migrate.emit.labels import metadata, name_of, selector
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import fixed
from pass_migrate.model import App, Listener, ServiceName, Workload


def services(app: App, workload: Workload, host: Workload) -> list[Manifest]:
    """One Service for every name of the workload; `host` is the workload whose pod it runs in (mostly itself)."""
    return [_service(app, workload, host, name) for name in workload.service_names]


def _service(app: App, workload: Workload, host: Workload, name: ServiceName) -> Manifest:
    headless = name.headless is not None and name.headless.value
    ports = [_port(listener) for listener in workload.listeners]
    body: Body = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(app, name.name, name_of(workload)),
        "spec": {
            "type": None if headless else name.type,
            "clusterIP": name.headless.map(lambda _: "None") if headless and name.headless is not None else None,
            "selector": selector(app, name_of(host)),
            "ports": ports or None,
        },
    }
    file = "service.yaml" if name.main else f"service-{name.name.value}.yaml"
    return manifest(name_of(workload).value, file, body)


def _port(listener: Listener) -> Body:
    """The Service's port is the container's port: peers dial what they dialled under Compose."""
    return {
        "name": listener.name,
        "port": listener.port,
        "targetPort": listener.port,
        "protocol": listener.protocol,
        "appProtocol": listener.app_protocol,
        "nodePort": listener.node_port,
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
