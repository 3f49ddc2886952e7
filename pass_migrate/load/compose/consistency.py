"""Whether the services that are switched on make sense together: references, exclusions, circles.

Runs on the resolved model. What stands in services that are off is not looked at, as in Docker Compose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pass_migrate.load.compose import select
from pass_migrate.load.compose.circles import check_circles
from pass_migrate.load.compose.limits import check_limits
from pass_migrate.load.compose.loading import Loading, as_map
from pass_migrate.load.compose.profiles import Selection, is_required, profiles_of
from pass_migrate.load.tree import Map, Node, Scalar, Seq

_SERVICE: Final = "service:"


def check_consistency(model: Map, services: Selection, loading: Loading) -> None:
    """Note everything about the model that does not fit together."""
    for name, service in services.on.items.items():
        if not isinstance(service, Map):
            continue
        _source(name, service, services, loading)
        _networks(name, service, model, services, loading)
        _resources(name, service, model, loading)
        _dependencies(name, service, services, loading)
        _health(service, loading)
        _watch(service, loading)
        _mounts(service, loading)
        check_limits(name, service, loading)
    _secrets(model, loading)
    _container_names(services.on, loading)
    check_circles(services.on, loading)


def text(node: Node | None) -> str:
    """The text of a single value; empty if there is none."""
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Seq) else []


def _source(name: str, service: Map, services: Selection, loading: Loading) -> None:
    build = service.get("build")
    if not isinstance(build, Map):
        if not text(service.get("image")) and not isinstance(service.get("provider"), Map):
            loading.fail(
                f"service `{name}` has neither `image` nor `build`",
                services.on.keys[name],
                "add one; a file that only completes others must be given together with them",
            )
        return
    if text(build.get("dockerfile")) and text(build.get("dockerfile_inline")):
        loading.fail(
            "`dockerfile` and `dockerfile_inline` exclude each other",
            build.items["dockerfile_inline"],
            "remove one",
        )
    contexts = build.get("additional_contexts")
    for context in contexts.items.values() if isinstance(contexts, Map) else ():
        target = text(context)
        if target.startswith(_SERVICE):
            other = services.on.get(target.removeprefix(_SERVICE))
            if other is None:
                loading.fail(
                    f"there is no service `{target.removeprefix(_SERVICE)}` to take a context from", context
                )
            elif not (isinstance(other, Map) and isinstance(other.get("build"), Map)):
                loading.fail(
                    f"service `{target.removeprefix(_SERVICE)}` is not built, so it has no context", context
                )
    platforms, platform = _items(build.get("platforms")), service.get("platform")
    if platforms and text(platform) and text(platform) not in {text(item) for item in platforms}:
        loading.fail(
            f"build.platforms does not include the platform of the service, {text(platform)}", platform
        )


def _networks(name: str, service: Map, model: Map, services: Selection, loading: Loading) -> None:
    mode, joined, known = service.get("network_mode"), service.get("networks"), model.get("networks")
    if text(mode) and isinstance(joined, Map) and joined.items:
        loading.fail("`network_mode` and `networks` exclude each other", mode, "remove one of them")
    for network in joined.items if isinstance(joined, Map) else ():
        if not (isinstance(known, Map) and network in known):
            _undefined("network", "networks", name, as_map(service.items["networks"]).keys[network], loading)
    if text(mode).startswith(_SERVICE) and text(mode).removeprefix(_SERVICE) not in services.on:
        loading.fail(
            f"there is no service `{text(mode).removeprefix(_SERVICE)}` to share a network with", mode
        )


def _undefined(kind: str, section: str, name: str, at: Node, loading: Loading) -> None:
    reference = text(at)
    loading.fail(
        f"service `{name}` refers to {kind} `{reference}`, which is not defined",
        at,
        f"add `{reference}:` under the top-level `{section}:`, or give the file that has it",
    )


def _resources(name: str, service: Map, model: Map, loading: Loading) -> None:
    build = service.get("build")
    lists: list[tuple[str, str, Node | None]] = [
        ("secret", "secrets", service.get("secrets")),
        ("build secret", "secrets", build.get("secrets") if isinstance(build, Map) else None),
        ("config", "configs", service.get("configs")),
        ("volume", "volumes", service.get("volumes")),
    ]
    for kind, section, uses in lists:
        known = model.get(section)
        for use in _items(uses):
            source = use.get("source") if isinstance(use, Map) else None
            if kind == "volume" and (
                not isinstance(use, Map) or text(use.get("type")) != "volume" or not text(source)
            ):
                continue
            if not (isinstance(known, Map) and text(source) in known):
                _undefined(kind, section, name, source or use, loading)
    known = model.get("models")
    for reference in select.models(service):
        if not (isinstance(known, Map) and reference in known):
            _undefined("model", "models", name, as_map(service.items["models"]).keys[reference], loading)


def _dependencies(name: str, service: Map, services: Selection, loading: Loading) -> None:
    needed = service.get("depends_on")
    for other, dependency in needed.items.items() if isinstance(needed, Map) else ():
        if other in services.on or (other in services.off and not is_required(dependency)):
            continue
        at = as_map(service.items["depends_on"]).keys[other]
        if other in services.off:
            profiles = ", ".join(profiles_of(services.off.items[other]))
            loading.fail(
                f"service `{name}` depends on `{other}`, which is off",
                at,
                f"switch on one of its profiles ({profiles}), or write `required: false`",
            )
        else:
            known = ", ".join(sorted(services.on.items))
            loading.fail(
                f"service `{name}` depends on `{other}`, which is not defined",
                at,
                f"the services are: {known}",
            )


def _health(service: Map, loading: Loading) -> None:
    check = service.get("healthcheck")
    words = _items(check.get("test")) if isinstance(check, Map) else []
    if words and text(words[0]) not in {"CMD", "CMD-SHELL", "NONE"}:
        loading.fail(
            "a health check in list form must begin with CMD, CMD-SHELL or NONE",
            words[0],
            "put `CMD` in front of it",
        )


def _watch(service: Map, loading: Loading) -> None:
    develop = service.get("develop")
    for watch in _items(develop.get("watch")) if isinstance(develop, Map) else ():
        if (
            isinstance(watch, Map)
            and not text(watch.get("target"))
            and text(watch.get("action")) not in {"rebuild", "restart"}
        ):
            loading.fail(f"action `{text(watch.get('action'))}` needs a `target`", watch.get("action"))


def _mounts(service: Map, loading: Loading) -> None:
    taken: dict[str, Node] = {}
    for target, node in _targets(service):
        if target in taken:
            place = taken[target].leaf.place
            loading.fail(
                f"two mounts have the same target, {target}", node, f"the other one is at {place}; remove one"
            )
        taken.setdefault(target, node)


def _targets(service: Map) -> Iterator[tuple[str, Node]]:
    for entry in _items(service.get("tmpfs")):
        yield text(entry).partition(":")[0], entry
    for volume in _items(service.get("volumes")):
        target = volume.get("target") if isinstance(volume, Map) else None
        yield text(target), target or volume


def _secrets(model: Map, loading: Loading) -> None:
    secrets = model.get("secrets")
    for name, secret in secrets.items.items() if isinstance(secrets, Map) else ():
        external = secret.get("external") if isinstance(secret, Map) else None
        if not isinstance(secret, Map) or (isinstance(external, Scalar) and external.value is True):
            continue
        if not text(secret.get("file")) and not text(secret.get("environment")):
            at = as_map(model.items["secrets"]).keys[name]
            loading.fail(f"secret `{name}` has neither `file` nor `environment`", at, "add one of them")


def _container_names(services: Map, loading: Loading) -> None:
    taken: dict[str, str] = {}
    for name, service in services.items.items():
        wanted = service.get("container_name") if isinstance(service, Map) else None
        if text(wanted):
            if text(wanted) in taken:
                loading.fail(
                    f"services `{taken[text(wanted)]}` and `{name}` have the same container_name",
                    wanted,
                    "change one of them",
                )
            taken[text(wanted)] = name
