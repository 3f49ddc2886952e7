"""A whole Kubernetes cluster with one real node, in a namespace of its own.

etcd, the API server, controllers, scheduler; kubelet, containerd, runc, kube-proxy, CoreDNS; volumes on
demand. What is applied runs. Nothing can be pulled: images are loaded from archives. No component there
enforces NetworkPolicy, serves Ingress or balances load for a Service of type LoadBalancer.
"""

import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.testbed.api_client import APPLY
from tests.testbed.api_server import ApiServer, apiserver_command, etcd_command, write_private
from tests.testbed.cluster.node_files import NODE, PAUSE_IMAGE
from tests.testbed.cluster.objects import CLUSTER_OBJECTS
from tests.testbed.cluster.programs import containerd_command, controller_commands, node_commands
from tests.testbed.errors import TestbedError
from tests.testbed.images import ImageConfig, busybox_image
from tests.testbed.kubeconfig import kubeconfig
from tests.testbed.machine import require_packages
from tests.testbed.namespace import Namespace, namespace
from tests.testbed.namespace_init import ADDRESS
from tests.testbed.programs import KUBECTL, cluster_programs
from tests.testbed.releases import NEWEST
from tests.testbed.resources import Discovery

_PORT = 6443


class Cluster:
    """A running cluster."""

    def __init__(self, server: ApiServer, inside: Namespace, ctr: Path, kubectl: Path) -> None:
        self.server = server
        """Its API server, reachable from the machine."""
        self.inside = inside
        """The namespace that it runs in: what runs there reaches pods and Services by address."""
        self._ctr = ctr
        self._kubectl = kubectl

    def kubectl(
        self, *arguments: str, timeout: float = 120.0, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run kubectl as the administrator; what it says is in the result, whatever its exit code."""
        command = [str(self._kubectl), f"--kubeconfig={self.server.kubeconfig}", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=timeout, input=stdin or ""
        )

    def load(self, *archives: Path) -> None:
        """Make the images of archives (as of `docker save`) known to the node.

        Raises TestbedError when one is refused.
        """
        for archive in archives:
            command = self.load_command(str(archive))
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise TestbedError(f"the node refuses the image {archive}: {done.stderr.strip()}")

    def load_command(self, archive: str) -> list[str]:
        """The command that does so, for a person."""
        socket = f"{self.inside.folder}/containerd.sock"
        return [str(self._ctr), f"--address={socket}", "--namespace=k8s.io", "images", "import", archive]

    def apply(self, objects: Sequence[Mapping[str, Any]]) -> None:
        """Apply objects in their order, on the server's side.

        Raises TestbedError when the server refuses one.
        """
        with self.server.connect() as api:
            discovery = Discovery(api)
            for manifest in objects:
                metadata = manifest["metadata"]
                resource = discovery.find(manifest["apiVersion"], manifest["kind"])
                if resource is None:
                    raise TestbedError(f"the server has no kind {manifest['kind']}")
                path = f"{resource.path(metadata.get('namespace', 'default'))}/{metadata['name']}"
                answer = api.request("PATCH", f"{path}?fieldManager=testbed&force=true", manifest, APPLY)
                if answer.status not in {200, 201}:
                    title = f"{manifest['kind']} {metadata['name']}"
                    raise TestbedError(f"the API server refuses {title}: {answer.message()}")

    def get(self, path: str) -> Any:
        """The object or list at a path of the API, or None if there is none."""
        with self.server.connect() as api:
            answer = api.request("GET", path)
        return answer.json() if answer.status == 200 else None

    def wait(self, description: str, condition: Callable[[], object], within: float = 60.0) -> None:
        """Return when a condition comes true; raise TestbedError when it does not, or a program ends."""
        self.inside.wait(description, condition, within)


@contextmanager
def cluster(release: str = NEWEST) -> Iterator[Cluster]:
    """Run a cluster of a release, from when its node is ready until the block ends.

    The programs must have been provisioned. All that runs in it ends with the block, and also when this
    process is killed in it.

    Raises NotProvisionedError when a program is missing, TestbedError when the cluster does not become ready.
    """
    require_packages()
    programs = {program.name: program.find() for program in cluster_programs(release)}
    kubectl = KUBECTL.find()
    with namespace() as inside:
        folder, token = inside.folder, secrets.token_hex(32)
        certificate, admin = folder / "apiserver.crt", folder / "inside.kubeconfig"
        write_private(admin, kubeconfig(f"https://{ADDRESS}:{_PORT}", token, certificate))
        inside.start("etcd", etcd_command(programs["etcd"], folder, 2379, 2380))
        inside.start(
            "kube-apiserver",
            [
                *apiserver_command(programs["kube-apiserver"], folder, token, 2379, _PORT),
                "--bind-address=0.0.0.0",
                f"--advertise-address={ADDRESS}",
                "--kubelet-preferred-address-types=InternalIP",
            ],
        )
        # The shim, which containerd starts for each pod, is looked for on the path.
        shim = programs["containerd-shim-runc-v2"].parent
        inside.start("containerd", containerd_command(folder, programs), path=shim)
        # The server's certificate names its advertised address and localhost.
        url = f"https://localhost:{inside.forward(ADDRESS, _PORT)}"
        server = ApiServer(release, url, token, certificate, folder / "kubeconfig")
        write_private(server.kubeconfig, kubeconfig(url, token, certificate))
        running = Cluster(server, inside, programs["ctr"], kubectl)
        pause = ImageConfig(entrypoint=["/bin/sleep", "2147483647"])
        archive = busybox_image(PAUSE_IMAGE, folder / "pause.tar", pause)
        running.wait("containerd", (folder / "containerd.sock").exists)
        running.load(archive)
        running.wait("the API server", lambda: _is_ready(server))
        commands = controller_commands(folder, programs, admin)
        for name, command in (commands | node_commands(folder, inside.cgroup, programs, admin)).items():
            inside.start(name, command)
        running.apply(CLUSTER_OBJECTS)
        running.wait("the node", lambda: _node_is_ready(running))
        running.wait("accounts", lambda: running.get("/api/v1/namespaces/default/serviceaccounts/default"))
        yield running


def _is_ready(server: ApiServer) -> bool:
    try:
        with server.connect() as api:
            return api.request("GET", "/readyz").status == 200
    except OSError:  # it does not listen yet, or has not written its certificate yet
        return False


def _node_is_ready(running: Cluster) -> bool:
    node = running.get(f"/api/v1/nodes/{NODE}")
    conditions = node["status"].get("conditions", []) if node else []
    return any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions)
