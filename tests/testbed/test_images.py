"""Images made on the spot are what their makers say."""

import json
import tarfile
from pathlib import Path

import pytest

from tests.testbed.cluster import Cluster
from tests.testbed.debian_image import debian_image
from tests.testbed.engine import DockerEngine
from tests.testbed.fixtures import available_path
from tests.testbed.images import File, ImageConfig, busybox_image

CONFIG = ImageConfig(
    entrypoint=["/entry.sh"], cmd=["serve"], user="1000:1000", env={"A": "1"}, exposed_ports=["80/tcp"]
)
FILES = {"/entry.sh": File(b"#!/bin/sh\n", 0o755), "/data": File(None, 0o700, 1000, 1000)}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The archive of an image with a configuration and files of its own."""
    return available_path(lambda: busybox_image("testbed/made:1", tmp_path / "made.tar", CONFIG, FILES))


def test_archive_says_what_it_is_given(archive: Path) -> None:
    """The archive names the image, and its configuration and files are those that were asked for."""
    with tarfile.open(archive) as tar:
        (entry,) = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        config = json.loads(tar.extractfile(entry["Config"]).read())  # type: ignore[union-attr]
        with tarfile.open(fileobj=tar.extractfile(entry["Layers"][0])) as layer:
            script, folder, shell = (layer.getmember(name) for name in ("entry.sh", "data", "bin/sh"))
    assert entry["RepoTags"] == ["testbed/made:1"]
    assert config["config"] == {
        "Entrypoint": ["/entry.sh"],
        "Cmd": ["serve"],
        "User": "1000:1000",
        "Env": ["A=1"],
        "ExposedPorts": {"80/tcp": {}},
    }
    assert (script.mode, script.isreg()) == (0o755, True)
    assert (folder.mode, folder.isdir(), folder.uid, folder.gid) == (0o700, True, 1000, 1000)
    assert shell.linkname == "busybox"


def test_same_arguments_give_same_bytes(archive: Path, tmp_path: Path) -> None:
    """An image made again is the same to the byte."""
    again = busybox_image("testbed/made:1", tmp_path / "again.tar", CONFIG, FILES)
    assert again.read_bytes() == archive.read_bytes()


@pytest.mark.long
def test_debian_image_runs_on_both_sides(
    docker_engine: DockerEngine, real_cluster: Cluster, tmp_path: Path
) -> None:
    """A real Redis from Debian answers in a container and in a pod, as the user that the image says."""
    config = ImageConfig(entrypoint=["redis-server"], cmd=["--save", ""], user="redis", working_dir="/tmp")
    archive = debian_image("testbed/redis:7", tmp_path / "redis.tar", ["redis-server"], config)
    docker_engine.load(archive)
    real_cluster.load(archive)
    (tmp_path / "compose.yaml").write_text("name: real\nservices: {cache: {image: 'testbed/redis:7'}}\n")
    up = docker_engine.compose(tmp_path, "up", "--detach", "--pull=never")
    assert up.returncode == 0, up.stderr
    real_cluster.kubectl("run", "cache", "--image=testbed/redis:7", "--image-pull-policy=Never")
    ready = real_cluster.kubectl("wait", "pod/cache", "--for=condition=Ready", "--timeout=60s")
    assert ready.returncode == 0, ready.stderr
    ask = ["sh", "-c", "for i in 1 2 3 4 5; do redis-cli ping && break; sleep 1; done; id -un"]
    in_container = docker_engine.compose(tmp_path, "exec", "-T", "cache", *ask)
    in_pod = real_cluster.kubectl("exec", "cache", "--", *ask)
    assert in_container.stdout.split()[-2:] == ["PONG", "redis"], in_container.stderr
    assert in_pod.stdout.split()[-2:] == ["PONG", "redis"], in_pod.stderr
    docker_engine.compose(tmp_path, "down", "--timeout=0")
    real_cluster.kubectl("delete", "pod", "cache", "--wait=false", "--now")
