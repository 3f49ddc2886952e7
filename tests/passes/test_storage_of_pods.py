"""Directories that live as long as the pod, volumes that start with files, and who owns them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.model import App, Mount, Placement, Target, Volume, Workload
from pass_migrate.passes.claim_named_volumes import claim_named_volumes
from pass_migrate.passes.own_volumes import own_volumes
from pass_migrate.passes.provide_temporary_storage import provide_temporary_storage
from pass_migrate.passes.seed_volumes import seed_volumes
from tests.passes.building import (
    after,
    application,
    found,
    said,
    service,
    volume_mount,
)


def user(key: str, *mounts: Mount, kind: str = "Deployment", replicas: int = 1, **fields: Any) -> Workload:
    """A workload that mounts volumes."""
    return service(key, kind=said(kind), replicas=said(replicas), mounts=mounts, **fields)


def volume(key: str, options: dict[str, str] | None = None, **fields: Any) -> Volume:
    """A named volume."""
    pairs = tuple((said(name), said(value)) for name, value in sorted((options or {}).items()))
    return Volume(key=said(key), driver_opts=pairs, **fields)


def place_of(app: App, key: str, position: int = 0) -> Placement:
    """Where a mount ended up."""
    place = after(app, key).mounts[position].place
    assert place is not None
    return place


def anonymous(target: str) -> Mount:
    """A volume without a name."""
    return Mount(type=said("volume"), target=said(target))


def test_what_a_build_fills_is_not_covered() -> None:
    """An anonymous volume over the image's own `node_modules` would hide it, so there is none."""
    app = provide_temporary_storage(
        application(user("web", anonymous("/app/node_modules"), anonymous("/cache"), build=said(".")))
    )
    kinds = [mount.place.kind.value for mount in after(app, "web").mounts if mount.place is not None]
    assert kinds == ["none", "empty"]


def test_an_image_volume_may_name_a_service() -> None:
    """Then it is that service's image; before release 1.35 the cluster has to be told."""
    mount = Mount(type=said("image"), source=said("models"), target=said("/models"))
    pair = user("models", image=said("example/models:3")), user("web", mount)
    app = provide_temporary_storage(application(*pair, target=Target(kubernetes_version="1.33")))
    place = place_of(app, "web")
    assert place.name is not None
    assert place.name.value == "example/models:3"
    assert found(app) == ["image-volume/web"]
    assert found(provide_temporary_storage(application(*pair))) == []


def test_seeding_needs_files_in_the_image_and_a_shell() -> None:
    """Known files are copied; without a shell the report says what is missing; a database is left alone."""
    mount = volume_mount("data", "/usr/share/nginx/html")
    assert [step.name.value for step in after(_seeded(mount, "nginx:1.27"), "web").init] == [
        "seed-web-usr-share-nginx-html"
    ]
    assert after(_seeded(volume_mount("data", "/var/lib/mysql"), "mysql:8"), "web").init == ()
    assert after(_seeded(replace(mount, nocopy=said(True)), "nginx:1.27"), "web").init == ()
    assert after(_seeded(replace(mount, read_only=said(True)), "nginx:1.27"), "web").init == ()


def _seeded(mount: Mount, image: str) -> App:
    app = claim_named_volumes(application(user("web", mount, image=said(image)), volumes=(volume("data"),)))
    once = seed_volumes(app)
    assert seed_volumes(once).workloads == once.workloads
    return once


@pytest.mark.parametrize(
    ("image", "given", "group"),
    [
        ("grafana/grafana:11", None, 472),
        ("postgres:16", None, None),
        ("elasticsearch:8.15.0", None, 1000),
        ("example/app", None, None),
        ("example/app", "1000", 1000),
        ("example/app", "1000:2000", 2000),
        ("example/app", "1000:0", 1000),
        ("example/app", "0", None),
        ("example/app", "nobody", None),
        ("postgres:16-alpine", "postgres", 70),
        ("nginx:1.27", "nginx", 101),
    ],
)
def test_who_owns_a_claim(image: str, given: str | None, group: int | None) -> None:
    """The group of a process that is not root from its start; nothing where that is unknown or needless."""
    security = replace(service("x").security, user=None if given is None else said(given))
    app = claim_named_volumes(
        application(
            user("web", volume_mount("data"), image=said(image), security=security), volumes=(volume("data"),)
        )
    )
    owned = own_volumes(app)
    fact = after(owned, "web").security.fs_group
    assert (None if fact is None else fact.value) == group
    assert own_volumes(owned).workloads == owned.workloads
