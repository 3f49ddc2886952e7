"""What the model implies without saying it: default network, dependencies, names, values of bare variables.

Source: the Compose specification where it speaks of implicit behaviour, and Docker Compose 2.40.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pass_migrate.load.compose.bind_environment import bound
from pass_migrate.load.compose.loading import Loading, default, leaves
from pass_migrate.load.compose.merge import started
from pass_migrate.load.compose.scope import clean
from pass_migrate.load.tree import Map, Node, Scalar, Seq

RESOURCES: Final = ("networks", "volumes", "configs", "secrets")
SHARED: Final = ("network_mode", "ipc", "pid", "uts", "cgroup")
"""The attributes that can name a service to share something with: `service:NAME`."""


def normalize(model: Map, name: Scalar, environment: Mapping[str, Scalar], loading: Loading) -> Map:
    """The model with what it implies written out."""
    model = model.copy()
    old = model.get("name")
    if isinstance(old, Scalar) and old.leaf not in name.leaves:
        if name.default:
            loading.idle(old, "it is empty, so the folder gives the project its name")
        else:
            loading.lose(old, name)
    model.put("name", name)
    services = model.get("services")
    if isinstance(services, Map):
        services = services.copy()
        for key, service in services.items.items():
            if isinstance(service, Map):
                services.items[key] = _service(service, environment, loading)
        model.items["services"] = services
        if any(_joins_default(service) for service in services.items.values()):
            _default_network(model)
    for kind in RESOURCES:
        _names(model, kind, str(name.value), loading)
    return model


def _service(service: Map, environment: Mapping[str, Scalar], loading: Loading) -> Map:
    service = service.copy()
    networks = service.get("networks")
    if "provider" not in service and "network_mode" not in service and not _has_items(networks):
        if networks is not None:
            loading.idle(networks, "without any network named, a service joins the default one")
        joins = Map({}, {}, service.leaf)
        joins.put("default", Scalar(None, service.leaf, default=True))
        service.put("networks", joins)
    policy = service.get("pull_policy")
    if isinstance(policy, Scalar) and policy.value == "if_not_present":
        service.items["pull_policy"] = policy.with_value("missing")
    build = service.get("build")
    if isinstance(build, Map):
        service.items["build"] = _build(build, environment, loading)
    if "environment" in service:
        service.items["environment"] = _bound(service.items["environment"], environment, True, loading)
    _dependencies(service)
    volumes = service.get("volumes")
    if isinstance(volumes, Seq):
        service.items["volumes"] = Seq([_clean_target(volume) for volume in volumes.items], volumes.leaf)
    return service


def _has_items(node: Node | None) -> bool:
    return isinstance(node, Map) and bool(node.items)


def _build(build: Map, environment: Mapping[str, Scalar], loading: Loading) -> Map:
    build = build.copy()
    if _is_null(build.get("context")):
        build.put("context", default(".", build))
    if _is_null(build.get("dockerfile")) and _is_null(build.get("dockerfile_inline")):
        build.put("dockerfile", default("Dockerfile", build))
    if "args" in build:
        build.items["args"] = _bound(build.items["args"], environment, False, loading)
    return build


def _is_null(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.value is None)


def _bound(node: Node, environment: Mapping[str, Scalar], keep: bool, loading: Loading) -> Node:
    """The entries with the project's value where they have none; those without are kept or left out."""
    why = "nothing sets this variable, so it is not passed on"
    if isinstance(node, Seq):
        items: list[Node] = []
        for item in node.items:
            if not (isinstance(item, Scalar) and isinstance(item.value, str)) or "=" in item.value:
                items.append(item)
            elif item.value in environment:
                items.append(bound(item, environment[item.value]))
            elif keep:
                items.append(item)
            else:
                loading.idle(item, why)
        return Seq(items, node.leaf)
    if not isinstance(node, Map):
        return node
    out = node.copy()
    for key, value in node.items.items():
        if isinstance(value, Scalar) and value.value is None:
            if key in environment:
                variable = environment[key]
                out.items[key] = Scalar(variable.value, value.leaf, (*value.via, *variable.leaves))
            elif not keep:
                loading.idle_under(node, key, why)
                out.drop(key)
    return out


def _dependencies(service: Map) -> None:
    """A service that another one is linked to, or shares something with, starts before it."""
    explicit = service.get("depends_on")
    needed = explicit.copy() if isinstance(explicit, Map) else Map({}, {}, service.leaf)
    for name, at, restart in _implied(service):
        if name not in needed:
            condition = started(at)
            condition.put("restart", Scalar(restart, at.leaf, default=True))
            needed.put(name, condition, Scalar(name, at.leaf, at.leaves, default=True))
    if needed.items:
        service.put("depends_on", needed)


def _implied(service: Map) -> Iterator[tuple[str, Scalar, bool]]:
    for link in _texts(service.get("links")):
        parts = str(link.value).split(":")
        yield (parts[0] if len(parts) == 2 else str(link.value)), link, True
    for attribute in SHARED:
        for shared in _texts(service.get(attribute)):
            if str(shared.value).startswith("service:"):
                yield str(shared.value).removeprefix("service:"), shared, True
    for source in _texts(service.get("volumes_from")):
        if not str(source.value).startswith("container:"):
            yield str(source.value).split(":")[0], source, False


def _texts(node: Node | None) -> list[Scalar]:
    items = node.items if isinstance(node, Seq) else [node]
    return [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]


def _clean_target(volume: Node) -> Node:
    target = volume.get("target") if isinstance(volume, Map) else None
    if not (isinstance(volume, Map) and isinstance(target, Scalar) and isinstance(target.value, str)):
        return volume
    if clean(target.value) == target.value:
        return volume
    out = volume.copy()
    out.items["target"] = target.with_value(clean(target.value))
    return out


def _joins_default(service: Node) -> bool:
    if not isinstance(service, Map) or "provider" in service or "network_mode" in service:
        return False
    networks = service.get("networks")
    return isinstance(networks, Map) and "default" in networks


def _default_network(model: Map) -> None:
    networks = model.get("networks")
    known = networks.copy() if isinstance(networks, Map) else Map({}, {}, model.leaf)
    if "default" not in known:
        known.put("default", Scalar(None, model.leaf, default=True))
    model.put("networks", known)


def _names(model: Map, kind: str, project: str, loading: Loading) -> None:
    """A resource without a name is named after its key, inside the project unless it is external."""
    resources = model.get(kind)
    if not isinstance(resources, Map):
        return
    named = resources.copy()
    for key, written in resources.items.items():
        resource = written
        if isinstance(resource, Scalar) or not resource.items:
            for leaf in leaves(resource):
                loading.journal.bring(leaf, resources.keys[key].leaves)
            resource = Map({}, {}, resource.leaf)
        if isinstance(resource, Map) and _is_null(resource.get("name")):
            external = resource.get("external")
            outside = isinstance(external, Scalar) and external.value is True
            resource = resource.copy()
            resource.put("name", Scalar(key if outside else f"{project}_{key}", resource.leaf, default=True))
            named.items[key] = resource
    model.items[kind] = named
