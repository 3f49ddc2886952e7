"""Claims: access, size, class, sharing, what stands behind a volume, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import App, Claim, Mount, Placement, Target, Volume, Workload
from pass_migrate.passes.claim_named_volumes import claim_named_volumes
from pass_migrate.passes.volume_drivers import backing_of, quantity_of
from tests.passes.building import (
    after,
    application,
    asked,
    dropped,
    found,
    said,
    service,
    variable,
    volume_mount,
)


def user(key: str, *mounts: Mount, kind: str = "Deployment", replicas: int = 1, **fields: Any) -> Workload:
    """A workload that mounts volumes."""
    return service(key, kind=said(kind), replicas=said(replicas), mounts=mounts, **fields)


def volume(key: str, options: dict[str, str] | None = None, **fields: Any) -> Volume:
    """A named volume."""
    pairs = tuple((said(name), said(value)) for name, value in sorted((options or {}).items()))
    return Volume(key=said(key), driver_opts=pairs, **fields)


def claimed(*workloads: Workload, volumes: tuple[Volume, ...] = (), **fields: Any) -> App:
    """The application after the pass; a second run changes nothing."""
    app = claim_named_volumes(application(*workloads, volumes=volumes or (volume("data"),), **fields))
    again = claim_named_volumes(app)
    assert (again.workloads, again.volumes) == (app.workloads, app.volumes)
    return app


def claim_of(app: App, key: str = "data") -> Claim:
    """The claim of a volume."""
    found = next(item.claim for item in app.volumes if item.key.value == key)
    assert found is not None
    return found


def place_of(app: App, key: str, position: int = 0) -> Placement:
    """Where a mount ended up."""
    place = after(app, key).mounts[position].place
    assert place is not None
    return place


def test_one_pod_needs_no_sharing() -> None:
    """A single pod's claim is ReadWriteOnce, and nothing is asked but its size."""
    app = claimed(user("web", volume_mount("data")))
    claim = claim_of(app)
    assert (claim.access_mode.value, claim.template_of, claim.storage_class) == ("ReadWriteOnce", "", None)
    assert asked(app) == ["volume-size/data"]
    assert place_of(app, "web").kind.value == "claim"


def test_a_stateful_set_has_a_template() -> None:
    """Its own volume is a claim template, however many replicas it has."""
    app = claimed(user("db", volume_mount("data"), kind="StatefulSet", replicas=3))
    assert claim_of(app).template_of == "db"
    assert asked(app) == ["volume-size/data"]


@pytest.mark.parametrize(
    "workloads",
    [
        (user("a", volume_mount("data")), user("b", volume_mount("data"))),
        (user("a", volume_mount("data"), replicas=2),),
        (user("a", volume_mount("data"), kind="DaemonSet"),),
        (user("a", volume_mount("data"), kind="StatefulSet"), user("b", volume_mount("data"))),
    ],
)
def test_several_pods_share(workloads: tuple[Workload, ...]) -> None:
    """Services, replicas and pods per node all make a volume shared; the default can be mounted by all."""
    app = claimed(*workloads)
    assert claim_of(app).access_mode.value == "ReadWriteMany"
    assert asked(app)[0] == "volume-sharing/data"
    assert "shared-storage-class/demo" in found(app)


def test_containers_of_one_pod_do_not_share_between_nodes() -> None:
    """A container that joins another's pod is on the same node."""
    app = claimed(user("a", volume_mount("data")), user("b", volume_mount("data"), pod_of=said("a")))
    assert claim_of(app).access_mode.value == "ReadWriteOnce"


def test_on_a_local_cluster_one_node_is_enough() -> None:
    """The local profile takes ReadWriteOnce and keeps the pods together."""
    pair = user("a", volume_mount("data")), user("b", volume_mount("data"))
    claim = claim_of(claimed(*pair, target=Target(profile="local")))
    assert claim.access_mode.value == "ReadWriteOnce"
    assert claim.same_node is not None


def test_split_gives_each_service_its_own() -> None:
    """After the answer `split` no claim is shared, and each service mounts its own."""
    pair = user("a", volume_mount("data")), user("b", volume_mount("data"))
    app = claimed(*pair, answers={"volume-sharing/data": "split"})
    assert [item.key.value for item in app.volumes] == ["data-a", "data-b"]
    names = [place_of(app, key).name for key in ("a", "b")]
    assert [name.value for name in names if name is not None] == ["data-a", "data-b"]
    assert {claim_of(app, key).access_mode.value for key in ("data-a", "data-b")} == {"ReadWriteOnce"}


def test_sizes() -> None:
    """An answer wins over the setting, the setting over the guess, and a database's guess is larger."""
    db = user("db", volume_mount("data", "/var/lib/mysql"), image=said("mysql:8"))
    assert claim_of(claimed(db)).size.value == "10Gi"
    assert claim_of(claimed(user("web", volume_mount("data")))).size.value == "1Gi"
    setting = Target(storage_size=said("5Gi"))
    app = claimed(db, target=setting)
    assert (claim_of(app).size.value, asked(app)) == ("5Gi", [])
    both = Target(storage_size=said("5Gi"), answers={"volume-size/data": said("7.5Gi")})
    assert claim_of(claimed(db, target=both)).size.value == "7.5Gi"
    with pytest.raises(MigrateError, match="volume-size/data"):
        claimed(db, answers={"volume-size/data": "plenty"})


def test_classes() -> None:
    """Each access mode has its class in the settings, and an answer names one for one volume."""
    target = Target(storage_class=said("fast"), shared_storage_class=said("shared"))
    pair = user("a", volume_mount("data")), user("b", volume_mount("data"), volume_mount("own"))
    app = claimed(*pair, volumes=(volume("data"), volume("own")), target=target)
    classes = {key: claim_of(app, key).storage_class for key in ("data", "own")}
    assert {key: fact.value for key, fact in classes.items() if fact is not None} == {
        "data": "shared",
        "own": "fast",
    }
    assert "shared-storage-class/demo" not in found(app)
    named = claim_of(
        claimed(user("a", volume_mount("data")), answers={"volume-class/data": "slow"})
    ).storage_class
    assert named is not None
    assert named.value == "slow"


def test_names_are_legal_and_distinct() -> None:
    """Keys that would have one name get different ones."""
    mounts = volume_mount("My_Data", "/a"), volume_mount("my-data", "/b")
    app = claimed(user("web", *mounts), volumes=(volume("My_Data"), volume("my-data")))
    names = [claim_of(app, key).name.value for key in ("My_Data", "my-data")]
    assert len(set(names)) == 2
    assert all(name.startswith("my-data") for name in names)


def test_a_program_that_wants_an_empty_directory_gets_one() -> None:
    """`lost+found` of a new file system is kept out of a database's directory."""
    postgres = said("postgres:16")
    app = claimed(user("db", volume_mount("data", "/var/lib/postgresql/data"), image=postgres))
    assert (below := place_of(app, "db").subpath) is not None
    assert below.value == "data"
    moved = user("db", volume_mount("data", "/pg"), image=postgres, environment=(variable("PGDATA", "/pg"),))
    assert place_of(claimed(moved), "db").subpath is not None
    elsewhere = user("db", volume_mount("data", "/backup"), image=postgres)
    assert place_of(claimed(elsewhere), "db").subpath is None
    given = replace(volume_mount("data", "/var/lib/postgresql/data"), subpath=said("mine"))
    assert place_of(claimed(user("db", given, image=postgres)), "db").subpath == given.subpath


def test_an_external_volume_is_there_already() -> None:
    """It is mounted under its own name, and the report says that it has to be there."""
    app = claimed(
        user("web", volume_mount("data")), volumes=(volume("data", external=said(True), name=said("team")),)
    )
    assert claim_of(app).name.value == "team"
    assert found(app) == ["external-volume/data"]
    assert asked(app) == []


@pytest.mark.parametrize(
    ("options", "driver", "kind"),
    [
        ({"type": "nfs", "o": "addr=10.0.0.1,rw", "device": ":/export"}, None, "nfs"),
        ({"type": "nfs4", "o": "rw", "device": "nas.example.com:/export"}, "local", "nfs"),
        ({"type": "nfs", "o": "rw", "device": "/export"}, None, "device"),
        ({"type": "tmpfs", "device": "tmpfs", "o": "size=1g"}, None, "memory"),
        ({"type": "none", "o": "bind", "device": "/srv/data"}, None, "host"),
        ({"type": "cifs", "o": "username=x", "device": "//nas/share"}, None, "cifs"),
        ({"type": "ext4", "device": "/dev/sdb1"}, None, "device"),
        ({}, "local", "local"),
        ({"size": "10"}, "rexray/ebs", "plugin"),
    ],
)
def test_what_stands_behind_a_volume(options: dict[str, str], driver: str | None, kind: str) -> None:
    """The local driver's options are those of `mount`; any other driver is a plugin."""
    found_kind = backing_of(volume("data", options, driver=None if driver is None else said(driver))).kind
    assert found_kind == kind


def test_nfs_is_mounted_as_it_is() -> None:
    """Server and path reach the pod, and no claim is made."""
    options = {"type": "nfs", "o": "addr=10.0.0.1,rw", "device": ":/export"}
    app = claimed(user("web", volume_mount("data")), volumes=(volume("data", options),))
    place = place_of(app, "web")
    assert (place.kind.value, place.server and place.server.value, place.name and place.name.value) == (
        "nfs",
        "10.0.0.1",
        "/export",
    )
    assert app.volumes[0].claim is None


def test_a_directory_of_the_host_is_a_claim_or_the_nodes_own() -> None:
    """The default is a claim; a person may have the node's path."""
    options = {"type": "none", "o": "bind", "device": "/srv/data"}
    held = volume("data", options)
    assert place_of(claimed(user("web", volume_mount("data")), volumes=(held,)), "web").kind.value == "claim"
    app = claimed(user("web", volume_mount("data")), volumes=(held,), answers={"volume-place/data": "host"})
    place = place_of(app, "web")
    assert (place.kind.value, place.name and place.name.value) == ("host", "/srv/data")


def test_memory_is_not_shared_between_pods() -> None:
    """A volume in memory of two services is two, and the report says so."""
    held = volume("data", {"type": "tmpfs", "device": "tmpfs"})
    app = claimed(user("a", volume_mount("data")), user("b", volume_mount("data")), volumes=(held,))
    assert found(app) == ["memory-not-shared/data"]


def test_quantities_of_mount_options() -> None:
    """`mount` counts in powers of 1024."""
    assert [quantity_of(text) for text in ("100m", "2g", "512k", "1024", "half")] == [
        "100Mi",
        "2Gi",
        "512Ki",
        "1024",
        "",
    ]


def test_labels_become_annotations_where_names_allow() -> None:
    """A label whose name no annotation can have ends with a reason."""
    held = volume("data", labels=((said("com.example/team"), said("a b")), (said("bad name"), said("x"))))
    app = claimed(user("web", volume_mount("data")), volumes=(held,))
    assert [(name.value, value.value) for name, value in claim_of(app).annotations] == [
        ("com.example/team", "a b")
    ]
    assert dropped(app)["bad name"] == "volume-label-name"
