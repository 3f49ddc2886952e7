"""What bind mounts become: forms, evidence, sharing, sizes, answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import App, HostFile, Mount, Target, Workload
from pass_migrate.passes.bind_writers import shared_directories
from pass_migrate.passes.config_files import APPLY_LIMIT, weight
from pass_migrate.passes.place_bind_mounts import place_bind_mounts
from tests.passes.binding import file, files, folder, missing
from tests.passes.building import (
    after,
    application,
    asked,
    depends,
    dropped,
    found,
    said,
    service,
    told,
    words,
)


def placed(*mounts: Mount, answers: dict[str, str] | None = None, **fields: Any) -> App:
    """One service with these mounts, after the pass; a second run changes nothing."""
    app = place_bind_mounts(application(service("web", mounts=mounts, **fields), answers=answers))
    again = place_bind_mounts(app)
    assert (again.workloads, again.configs, again.volumes) == (app.workloads, app.configs, app.volumes)
    return app


def forms(app: App, key: str = "web") -> list[str]:
    """What the mounts of a service are."""
    return [
        f"{mount.place.kind.value}{' init' if mount.init_only else ''}"
        for mount in after(app, key).mounts
        if mount.place is not None
    ]


def test_an_object_never_outgrows_kubectl_apply() -> None:
    """A directory is spread over objects that each fit into the annotation that `kubectl apply` writes."""
    held = files(**{f"f{number}_xml": "<a>&</a>\n" * 4_000 for number in range(6)})
    app = placed(folder("site", "/etc/site", *held))
    place = after(app, "web").mounts[0].place
    assert place is not None
    assert place.names
    for config in app.configs:
        assert sum(weight(entry.content.value, False) for entry in config.entries) <= APPLY_LIMIT
    paths = [entry.path.value for config in app.configs for entry in config.entries]
    assert sorted(paths) == [f"f{number}.xml" for number in range(6)]


def test_a_file_too_large_for_apply_travels_in_parts() -> None:
    """Its parts, in order, are the file; the container sees the joined copy at the same path."""
    content = bytes(range(256)) * 2_000
    app = placed(file("big.bin", "/opt/big.bin", content))
    web = after(app, "web")
    assert forms(app) == ["empty", "files init"]
    place = web.mounts[0].place
    assert place is not None
    assert place.subpath is not None
    assert place.subpath.value == "big.bin"
    parts = sorted(
        (entry.path.value, entry.content.value) for config in app.configs for entry in config.entries
    )
    assert b"".join(part for _, part in parts) == content
    assert [path for path, _ in parts] == [f"big.bin.part-{number:03d}" for number in range(len(parts))]
    assert [step.at[1][0] for step in web.init] == [0]


def test_what_does_not_fit_at_all_waits_for_a_person() -> None:
    """Beyond an object's size there is a claim, a pod that waits, and the command that fills it."""
    app = placed(folder("dump", "/restore", complete=False))
    assert forms(app) == ["claim"]
    assert found(app) == ["must-be-filled/web"]
    assert "kubectl cp dump POD:/to/. -c wait-web-0" in app.findings[0].remedy
    assert after(app, "web").init[0].name.value == "wait-web-0"
    assert asked(app) == ["bind/web:/restore"]


def test_keys_are_legal_and_distinct() -> None:
    """Paths that would have one key get different ones."""
    held = (*files(a__b_c="1", a_b_c="2"), HostFile(path=said("a b.c"), content=said(b"3")))
    app = placed(folder("x", "/etc/x", *held))
    keys = [entry.key.value for config in app.configs for entry in config.entries]
    assert len(set(keys)) == len(keys) == 3
    assert all(key.replace("-", "").replace("_", "").replace(".", "").isalnum() for key in keys)


def test_one_source_is_one_object_however_often_it_is_mounted() -> None:
    """Two services that mount a file share its object, and it belongs to neither."""
    app = place_bind_mounts(
        application(
            service("a", mounts=(file("shared.conf", "/etc/a.conf", "x=1"),)),
            service("b", mounts=(file("shared.conf", "/etc/b.conf", "x=1"),)),
        )
    )
    assert [(config.name.value, config.owner) for config in app.configs] == [("shared-conf", "")]


@pytest.mark.parametrize(
    "command",
    [
        "chmod +x /scripts/run.sh",
        "chmod -R 755 /scripts",
        "sed -i s/a/b/ /scripts/run.sh",
        "echo x > /scripts/run.sh",
        "cp /tmp/x /scripts/run.sh",
        "chown app /scripts/*",
        "echo x | tee -a /scripts/run.sh",
    ],
)
def test_commands_that_change_a_file(command: str) -> None:
    """A command that changes a mounted file shows that the container needs a copy of its own."""
    app = placed(file("run.sh", "/scripts/run.sh", "true"), command=words("sh", "-c", command))
    assert forms(app) == ["empty", "files init"]


@pytest.mark.parametrize(
    "command",
    [
        "cp /scripts/run.sh /tmp/x",
        "cat /scripts/run.sh > /tmp/x",
        "sed s/a/b/ /scripts/run.sh",
        "/scripts/run.sh",
    ],
)
def test_commands_that_only_read_a_file(command: str) -> None:
    """Copying from a file, filtering or running it is not changing it."""
    assert forms(placed(file("run.sh", "/scripts/run.sh", "true"), command=words("sh", "-c", command))) == [
        "files"
    ]


def test_a_mounted_script_is_evidence_too() -> None:
    """What a script that is mounted beside it does to a directory counts like the command."""
    script = file("make.sh", "/make.sh", "#!/bin/sh\nopenssl req -out /out/tls.crt -keyout /out/tls.key\n")
    app = placed(script, folder("out", "/out", *files(readme_md="x")))
    assert forms(app) == ["files", "claim", "files init"]


def test_a_read_only_mount_is_never_written() -> None:
    """`:ro` is a person's word that the container does not write."""
    mount = folder("out", "/var/lib/mysql", *files(a_txt="x"), read_only=said(True))
    assert forms(placed(mount, image=said("mysql:8"))) == ["files"]


def test_the_data_directory_of_a_database_is_a_claim() -> None:
    """A host directory where the image keeps its data becomes a claim, and what is there is copied in."""
    app = placed(folder("db", "/var/lib/mysql", *files(ibdata="x")), image=said("mysql:8"))
    assert forms(app) == ["claim", "files init"]
    assert [volume.key.value for volume in app.volumes] == ["web-mysql"]
    assert after(app, "web").init[0].root is not None


def test_handing_over_needs_a_writer() -> None:
    """Services that read the same directory do not share a claim; with a one-shot among them they do."""
    readers = [service(key, mounts=(folder("conf", "/etc/conf", *files(a_yml="1")),)) for key in ("a", "b")]
    assert shared_directories(application(*readers)) == {}
    maker = service("maker", mounts=(folder("conf/tls", "/out"),))
    reader = replace(readers[0], depends_on=(depends("maker", "service_completed_successfully"),))
    shares = shared_directories(application(reader, readers[1], maker))
    assert {place: (share.root, share.below) for place, share in shares.items()} == {
        ("a", 0): ("conf", ""),
        ("b", 0): ("conf", ""),
        ("maker", 0): ("conf", "tls"),
    }


def test_neighbours_do_not_share() -> None:
    """Directories whose names begin alike are different directories."""
    maker = service("maker", kind=said("Job"), mounts=(folder("conf", "/out"),))
    other = service("other", mounts=(folder("conf2", "/etc/conf"),))
    assert shared_directories(application(maker, other)) == {}


def test_the_project_directory_itself_is_no_hand_over() -> None:
    """`.:/code` around everything does not turn every file into shared state."""
    maker = service("maker", kind=said("Job"), mounts=(folder(".", "/code"),))
    other = service("other", mounts=(file("nginx.conf", "/etc/nginx.conf", "x"),))
    assert shared_directories(application(maker, other)) == {}


def built(display: str, target: str, context: str, **fields: Any) -> App:
    """A service that is built, and mounts something of the project."""
    return placed(
        folder(display, target, *files(index_js="x", conf_yml="y"), **fields),
        build=said(context),
        build_directory=f"/project/{context}".rstrip("/."),
    )


def test_source_code_is_in_the_image() -> None:
    """A working copy below, at or around the build context is not mounted over the image."""
    for display, context in (("app", "app"), ("app/src", "app"), (".", "app"), ("src", ".")):
        app = built(display, "/code", context)
        assert forms(app) == ["none"]
        assert "index.js!content" in dropped(app)
    assert forms(built("other", "/code", "app")) == ["files"]


def test_every_answer_works() -> None:
    """Each alternative that a decision offers gives that form."""
    mount = folder("stuff", "/stuff", *files(a_txt="1"))
    offered = placed(mount).decisions[0]
    expected = {"files": "files", "copy": "empty", "claim": "claim", "empty": "empty", "none": "none"}
    assert {offered.default, *(item.answer for item in offered.alternatives)} == {*expected, "host:<path>"}
    for answer, kind in [*expected.items(), ("host:/mnt/stuff", "host")]:
        app = placed(mount, answers={"bind/web:/stuff": answer})
        assert forms(app)[0] == kind
        assert not app.decisions[0].is_open
    with pytest.raises(MigrateError, match="is not an answer"):
        placed(mount, answers={"bind/web:/stuff": "elsewhere"})


def test_a_file_outside_the_project_is_expected_from_a_person() -> None:
    """The finding has the command that makes the Secret that the pod waits for."""
    app = placed(missing("/etc/ssl/private/site.pem", "/tls/site.pem", "absolute"), answers={})
    assert forms(app) == ["host"]
    app = placed(missing("/srv/tls/site.pem", "/tls/site.pem", "absolute"))
    assert forms(app) == ["files"]
    assert [(config.name.value, config.entries) for config in app.configs] == [("web-site-pem", ())]
    command = "kubectl create secret generic web-site-pem --from-file=site.pem=/srv/tls/site.pem"
    assert command in app.findings[0].remedy


def test_credentials_of_a_home_directory_are_expected_in_a_secret() -> None:
    """A directory becomes a whole Secret, a file one key of it; the commands work in a shell."""
    app = placed(
        missing("~/.aws", "/root/.aws", "absolute"), missing("~/.kube/config", "/k/config", "absolute")
    )
    assert forms(app) == ["files", "files"]
    directory, config = (mount.place for mount in app.workloads[0].mounts)
    assert directory is not None
    assert config is not None
    assert (directory.single, directory.file) == (False, None)
    assert config.single
    assert config.file is not None
    assert config.file.value == "config"
    assert [finding.remedy for finding in app.findings] == [
        'kubectl create secret generic web-aws --from-file="$HOME/.aws/"',
        'kubectl create secret generic web-config --from-file=config="$HOME/.kube/config"',
    ]


def test_a_missing_source_that_must_exist_is_an_error() -> None:
    """`create_host_path: false` makes Docker refuse; the report says so."""
    app = placed(missing("x/y.conf", "/etc/y.conf", create_host_path=said(False)))
    assert [finding.severity.value for finding in app.findings] == ["error"]
    assert "forbids" in app.findings[0].message


def test_a_socket_is_asked_about() -> None:
    """A socket is not mounted until a person wants it."""
    app = placed(missing("run/app.sock", "/run/app.sock", "socket"))
    assert forms(app) == ["none"]
    assert found(app) == ["host-socket/web"]


def test_no_value_of_a_file_is_told() -> None:
    """Findings and decisions name files, never what is in them."""
    secret = "q8TzU2pp"
    app = placed(
        file("a.env", "/a.env", f"PASSWORD={secret}"),
        folder("b", "/b", *files(c_conf=f"password={secret}")),
        command=words("sh", "-c", "chmod 600 /a.env"),
    )
    assert secret not in told(app)
    assert all(config.secret.value for config in app.configs)


def test_local_helper_image_is_the_targets() -> None:
    """The image that copies is the one of the settings."""
    target = Target(helper_image="registry.example.com/busybox:1")
    web = service("web", mounts=(file("a", "/a", "x"),), command=words("sh", "-c", "chmod +x /a"))
    app = place_bind_mounts(application(web, target=target))
    assert after(app, "web").init[0].image.value == "registry.example.com/busybox:1"


def workload_is_untouched(workload: Workload, app: App) -> bool:
    """Whether a workload went through unchanged."""
    return after(app, workload.key.value) is workload


def test_a_workload_without_bind_mounts_stays_the_same_object() -> None:
    """What has nothing to place is not copied."""
    other = service("other")
    app = place_bind_mounts(application(other, service("web", mounts=(file("a", "/a", "x"),))))
    assert workload_is_untouched(other, app)
