"""Which services are switched on: profiles, and services that are asked for by name.

Source: the Compose specification, "Profiles".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.records import dataclass

ALL: Final = "*"
"""Switches every profile on."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The services of a model, those switched on and those not."""

    on: Map
    off: Map


def active_profiles(
    given: Sequence[str], environment: Mapping[str, Scalar], loading: Loading
) -> tuple[str, ...]:
    """The profiles asked for, else those that COMPOSE_PROFILES lists."""
    if given:
        return tuple(given)
    listed = environment.get("COMPOSE_PROFILES")
    if listed is None:
        return ()
    loading.controls.append(listed)
    return tuple(name.strip() for name in str(listed.value).split(","))


def by_profile(services: Map, active: Collection[str]) -> Selection:
    """The services that have no profile, or one that is active; and the others."""
    on, off = Map({}, {}, services.leaf), Map({}, {}, services.leaf)
    for name, service in services.items.items():
        wanted = profiles_of(service)
        chosen = not wanted or ALL in active or any(profile in active for profile in wanted)
        (on if chosen else off).put(name, service, services.keys[name])
    return Selection(on, off)


def profiles_of(service: Node) -> list[str]:
    """The profiles that a service belongs to."""
    profiles = service.get("profiles") if isinstance(service, Map) else None
    return (
        [str(item.value) for item in profiles.items if isinstance(item, Scalar)]
        if isinstance(profiles, Seq)
        else []
    )


def asked_for(
    selection: Selection, names: Sequence[str], active: Collection[str], loading: Loading
) -> Selection:
    """The services asked for by name, with what they depend on; their profiles are switched on with them."""
    if not names:
        return selection
    everything = Map(
        {**selection.on.items, **selection.off.items},
        {**selection.on.keys, **selection.off.keys},
        selection.on.leaf,
    )
    more = [
        profile
        for name in names
        if name in selection.off
        for profile in profiles_of(selection.off.items[name])
    ]
    enabled = by_profile(everything, {*active, *more}).on
    wanted: dict[str, None] = {}
    _follow(names, enabled, wanted, loading)
    on, off = Map({}, {}, enabled.leaf), Map({}, {}, enabled.leaf)
    for name in sorted(everything.items):
        service = everything.items[name]
        if name in wanted:
            on.put(name, _without_dependencies_on_others(service, wanted, loading), everything.keys[name])
        else:
            off.put(name, service, everything.keys[name])
    return Selection(on, off)


def _follow(names: Sequence[str], enabled: Map, wanted: dict[str, None], loading: Loading) -> None:
    pending = [(name, True) for name in reversed(names)]
    while pending:
        name, required = pending.pop()
        if name in wanted:
            continue
        if name not in enabled:
            if required:
                loading.fail(
                    f"there is no service `{name}`", None, f"the services are: {', '.join(enabled.items)}"
                )
            continue
        wanted[name] = None
        service = enabled.items[name]
        needed = service.get("depends_on") if isinstance(service, Map) else None
        if isinstance(needed, Map):
            pending += [(key, is_required(entry)) for key, entry in needed.items.items()]


def is_required(dependency: Node) -> bool:
    """Whether a dependency must be there."""
    required = dependency.get("required") if isinstance(dependency, Map) else None
    return not (isinstance(required, Scalar) and required.value is False)


def _without_dependencies_on_others(service: Node, wanted: Collection[str], loading: Loading) -> Node:
    needed = service.get("depends_on") if isinstance(service, Map) else None
    if (
        not isinstance(service, Map)
        or not isinstance(needed, Map)
        or all(name in wanted for name in needed.items)
    ):
        return service
    kept = needed.copy()
    for name in needed.items:
        if name not in wanted:
            loading.idle_under(needed, name, "the service it speaks of is not among those asked for")
            kept.drop(name)
    out = service.copy()
    out.items["depends_on"] = kept
    return out


def settle_profiles(services: Map, loading: Loading) -> None:
    """The profiles of services that are on have done their work: they let the service in."""
    for name, service in services.items.items():
        profiles = service.get("profiles") if isinstance(service, Map) else None
        for item in profiles.items if isinstance(profiles, Seq) else ():
            if isinstance(item, Scalar):
                for leaf in item.leaves:
                    loading.journal.bring(leaf, services.keys[name].leaves)


def settle_off(services: Map, loading: Loading) -> None:
    """What is said of services that are off has no effect."""
    for name, service in services.items.items():
        profiles = profiles_of(service)
        why = (
            f"its service is off: none of its profiles ({', '.join(profiles)}) is active"
            if profiles
            else "its service was not asked for"
        )
        loading.idle_under(services, name, why)
