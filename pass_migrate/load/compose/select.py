"""Resources that no service uses: Docker Compose does not create them, so they are left out of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq

UNUSED: Final = "no service that is switched on uses this"


def used_only(model: Map, services: Map, loading: Loading) -> Map:
    """The model with these services, and of its resources those that they refer to."""
    out = model.copy()
    out.put("services", services, model.keys.get("services"))
    for kind, references in _REFERENCES.items():
        resources = model.get(kind)
        if not isinstance(resources, Map):
            continue
        wanted = {
            name
            for service in services.items.values()
            if isinstance(service, Map)
            for name in references(service)
        }
        kept = Map({}, {}, resources.leaf)
        for name, resource in resources.items.items():
            if name in wanted:
                kept.put(name, resource, resources.keys[name])
            else:
                loading.idle_under(resources, name, UNUSED)
        out.items[kind] = kept
    return out


def _keys(node: Node | None) -> Iterator[str]:
    yield from node.items if isinstance(node, Map) else ()


def _field(node: Node | None, field: str) -> Iterator[str]:
    for item in node.items if isinstance(node, Seq) else ():
        value = item.get(field) if isinstance(item, Map) else None
        if isinstance(value, Scalar) and value.value:
            yield str(value.value)


def networks(service: Map) -> Iterator[str]:
    """The networks that a service joins."""
    return _keys(service.get("networks"))


def models(service: Map) -> Iterator[str]:
    """The models that a service talks to."""
    return _keys(service.get("models"))


def volumes(service: Map) -> Iterator[str]:
    """The named volumes that a service mounts."""
    mounts = service.get("volumes")
    for mount in mounts.items if isinstance(mounts, Seq) else ():
        kind = mount.get("type") if isinstance(mount, Map) else None
        if isinstance(kind, Scalar) and kind.value == "volume":
            yield from _field(Seq([mount], mount.leaf), "source")


def secrets(service: Map) -> Iterator[str]:
    """The secrets that a service is given, at build time too."""
    yield from _field(service.get("secrets"), "source")
    yield from build_secrets(service)


def build_secrets(service: Map) -> Iterator[str]:
    """The secrets that are needed to build the image of a service."""
    build = service.get("build")
    yield from _field(build.get("secrets") if isinstance(build, Map) else None, "source")


def configs(service: Map) -> Iterator[str]:
    """The configs that a service is given."""
    return _field(service.get("configs"), "source")


_REFERENCES: Final = {
    "networks": networks,
    "volumes": volumes,
    "secrets": secrets,
    "configs": configs,
    "models": models,
}
