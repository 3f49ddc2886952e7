"""Docker Compose really runs projects on the engine, with the images that the cluster runs, too."""

import http.client
import urllib.request
from pathlib import Path

import pytest

from tests.testbed.cluster import Cluster
from tests.testbed.engine import DockerEngine
from tests.testbed.images import File, ImageConfig, busybox_image

pytestmark = pytest.mark.long

IMAGE = "testbed/both:1"
COMPOSE = """\
name: both
services:
  store:
    image: testbed/both:1
    user: "1000:1000"
    read_only: true
    tmpfs: [/srv/out]
    environment: {GREETING: "from the store"}
    healthcheck: {test: [CMD, test, -s, /srv/out/greeting], interval: 1s}
  seed:
    image: testbed/both:1
    command: ["sh", "-c", "echo seeded > /data/seed"]
    volumes: ["data:/data"]
  web:
    image: testbed/both:1
    ports: ["127.0.0.1:8080:8080"]
    volumes: ["data:/data:ro"]
    depends_on:
      store: {condition: service_healthy}
      seed: {condition: service_completed_successfully}
volumes:
  data:
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image that greets on port 8080."""
    config = ImageConfig(
        entrypoint=["/entry.sh"],
        cmd=["httpd", "-f", "-p", "8080", "-h", "/srv/out"],
        env={"GREETING": "from the image"},
        exposed_ports=["8080/tcp"],
    )
    script = b'#!/bin/sh\necho "$GREETING" > /srv/out/greeting\nexec "$@"\n'
    files = {"/entry.sh": File(script, 0o755), "/srv/out": File(None, 0o777)}
    return busybox_image(IMAGE, tmp_path_factory.mktemp("images") / "both.tar", config, files)


def test_project_runs(docker_engine: DockerEngine, image: Path, tmp_path: Path) -> None:
    """A project with conditions, users, volumes and published ports comes up, and answers on its port."""
    docker_engine.load(image)
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    up = docker_engine.compose(tmp_path, "up", "--detach", "--pull=never")
    assert up.returncode == 0, up.stderr
    port = docker_engine.inside.forward("127.0.0.1", 8080)
    docker_engine.inside.wait("an answer", lambda: body(port, "/greeting"))
    assert body(port, "/greeting") == b"from the image\n"
    script = "wget -qO- http://store:8080/greeting; cat /data/seed"
    said = docker_engine.compose(tmp_path, "exec", "-T", "web", "sh", "-c", script)
    assert said.stdout == "from the store\nseeded\n", said.stderr
    state = docker_engine.container("both", "store")
    assert state["State"]["Health"]["Status"] == "healthy"
    assert state["HostConfig"]["ReadonlyRootfs"] is True
    down = docker_engine.compose(tmp_path, "down", "--volumes", "--timeout=0")
    assert down.returncode == 0, down.stderr


def test_cluster_runs_the_same_image(real_cluster: Cluster, image: Path) -> None:
    """The archive that the engine takes runs on the node with the same greeting."""
    real_cluster.load(image)
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "both"},
        "spec": {"terminationGracePeriodSeconds": 0, "containers": [{"name": "main", "image": IMAGE}]},
    }
    real_cluster.apply([pod])
    ready = real_cluster.kubectl("wait", "pod/both", "--for=condition=Ready", "--timeout=60s")
    assert ready.returncode == 0, ready.stderr
    said = real_cluster.kubectl("exec", "both", "--", "wget", "-qO-", "http://127.0.0.1:8080/greeting")
    assert said.stdout == "from the image\n"
    real_cluster.kubectl("delete", "pod", "both", "--wait=false")


def body(port: int, path: str) -> bytes:
    """What a server on a port of this machine answers; nothing if it does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return bytes(answer.read())
    except (OSError, http.client.HTTPException):
        return b""
