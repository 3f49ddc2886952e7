"""A real Docker Engine in a namespace of its own, and the Docker Compose that is the oracle, against it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.testbed.engine_client import EngineClient
from tests.testbed.errors import TestbedError
from tests.testbed.machine import require_packages
from tests.testbed.namespace import Namespace, namespace
from tests.testbed.programs import DOCKER_COMPOSE


class DockerEngine:
    """A running Docker Engine."""

    def __init__(self, inside: Namespace, compose: Path) -> None:
        self.inside = inside
        """The namespace that it runs in: the ports that it publishes are there, on 127.0.0.1."""
        self.socket = inside.folder / "docker.sock"
        """The socket of its API: a path that is the same outside."""
        self.client = EngineClient(self.socket)
        self._compose = compose

    @property
    def host(self) -> str:
        """Its address, for `DOCKER_HOST`."""
        return f"unix://{self.socket}"

    def load(self, *archives: Path) -> None:
        """Load the images of archives (as of `docker save`); raises TestbedError when one is refused."""
        for archive in archives:
            said = self.client.request("POST", "/images/load?quiet=1", archive.read_bytes())
            if "error" in str(said):
                raise TestbedError(f"the Docker Engine refuses the image {archive}: {said}")

    def compose(
        self, project: Path, *arguments: str, timeout: float = 120.0
    ) -> subprocess.CompletedProcess[str]:
        """Run Docker Compose in a project's folder; what it says is in the result, whatever its exit code."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("COMPOSE_", "DOCKER_"))
        }
        return subprocess.run(
            [str(self._compose), "--ansi=never", "--progress=plain", *arguments],
            cwd=project,
            env=environment | {"DOCKER_HOST": self.host},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def container(self, project: str, service: str, number: int = 1) -> dict[str, Any]:
        """What `docker inspect` says of a service's container; raises TestbedError if there is none."""
        inspected: dict[str, Any] = self.client.request(
            "GET", f"/containers/{project}-{service}-{number}/json"
        )
        return inspected


@contextmanager
def docker_engine() -> Iterator[DockerEngine]:
    """Run a Docker Engine without images, from when it answers until the block ends.

    Its containers, networks and rules end with the block, and also when this process is killed in it.

    Raises NotProvisionedError when a program is missing, TestbedError when the engine does not come up.
    """
    require_packages()
    compose = DOCKER_COMPOSE.find()
    with namespace() as inside:
        engine = DockerEngine(inside, compose)
        inside.start(
            "dockerd",
            [
                "dockerd",
                f"--host={engine.host}",
                "--data-root=/run/docker-data",  # in memory: it vanishes with the namespace
                "--exec-root=/run/docker",
                "--pidfile=/run/docker.pid",
                f"--cgroup-parent=/{inside.cgroup}",
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "--log-level=warn",
            ],
        )
        inside.wait("the Docker Engine", lambda: _answers(engine))
        yield engine


def _answers(engine: DockerEngine) -> bool:
    try:
        return bool(engine.client.request("GET", "/_ping") == "OK")
    except OSError:
        return False
