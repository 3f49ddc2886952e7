"""A control plane before it runs: its addresses, its files, and the programs with their arguments."""

import secrets
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.testbed.api_client import ApiClient
from tests.testbed.kubeconfig import kubeconfig
from tests.testbed.signing_key import signing_key

SIGNING_KEY = "service-account.key"
"""The name of the file with the key that service accounts' tokens are signed with."""


@dataclass(frozen=True, slots=True)
class ApiServer:
    """An API server, and what a client needs to be its administrator."""

    release: str
    """The minor release, such as `1.37`."""
    url: str
    """Its address, such as `https://127.0.0.1:41233`."""
    token: str = field(repr=False)
    """The bearer token of a member of system:masters; it is random and ends with the server."""
    certificate: Path
    """The certificate to trust, in PEM: the server makes it for itself when it starts."""
    kubeconfig: Path
    """A configuration for kubectl and the client libraries that says the same."""

    def connect(self) -> ApiClient:
        """A connection that stays open over many requests; use it in a `with` statement."""
        return ApiClient(self.url, self.token, self.certificate)


def prepare(
    release: str, folder: Path, etcd: Path, apiserver: Path
) -> tuple[ApiServer, dict[str, list[str]]]:
    """Lay out a folder for a control plane; return the server as it will be, and the programs to start.

    `etcd` and `apiserver` are the executables. The programs come in the order to start them in, each a name
    and its arguments.
    """
    etcd_port, etcd_peer_port, port = _free_ports(3)
    server = ApiServer(
        release=release,
        url=f"https://127.0.0.1:{port}",
        token=secrets.token_hex(32),
        certificate=folder / "apiserver.crt",
        kubeconfig=folder / "kubeconfig",
    )
    write_private(server.kubeconfig, kubeconfig(server.url, server.token, server.certificate))
    programs = {
        "etcd": etcd_command(etcd, folder, etcd_port, etcd_peer_port),
        "kube-apiserver": [
            *apiserver_command(apiserver, folder, server.token, etcd_port, port),
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",  # nothing calls the server from inside the cluster
            # No controller makes the account that every pod names by default.
            "--disable-admission-plugins=ServiceAccount",
        ],
    }
    return server, programs


def etcd_command(etcd: Path, folder: Path, port: int, peer_port: int) -> list[str]:
    """The command that runs a store of its own, in a folder, on two loopback ports."""
    client_url, peer_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer_port}"
    return [
        str(etcd),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={client_url}",
        f"--advertise-client-urls={client_url}",
        f"--listen-peer-urls={peer_url}",
        f"--initial-advertise-peer-urls={peer_url}",
        f"--initial-cluster=default={peer_url}",
        "--unsafe-no-fsync",  # nothing here needs to survive a power cut
        "--log-level=warn",
    ]


def apiserver_command(apiserver: Path, folder: Path, token: str, etcd_port: int, port: int) -> list[str]:
    """The command that runs an API server with one administrator; it says no address to listen on yet.

    The files that it needs are written to the folder: tokens, and the key that it signs tokens with.
    """
    tokens, key = folder / "tokens.csv", folder / SIGNING_KEY
    write_private(tokens, f'{token},admin,admin,"system:masters"\n')
    write_private(key, signing_key())
    return [
        str(apiserver),
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        f"--secure-port={port}",
        f"--cert-dir={folder}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--allow-privileged=true",
    ]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    """Different TCP ports that nothing listens on right now."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in held]
