"""A Kubernetes control plane without controllers or nodes: enough to have every manifest checked for real.

etcd and kube-apiserver run on loopback addresses in a temporary folder, which goes away with them. What the
API server does on its own (decoding, defaults, validation, built-in admission, CRDs) is all there; what
controllers do (pods of a Deployment, default service accounts) is not.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.testbed.api_server import ApiServer, prepare
from tests.testbed.errors import TestbedError
from tests.testbed.programs import ETCD, kube_apiserver
from tests.testbed.releases import NEWEST
from tests.testbed.supervision import supervised

_READY_WITHIN = 90.0  # seconds; three are usual
_ATTEMPTS = 3  # another process may take a port between our choosing it and the program's listening on it


@contextmanager
def control_plane(release: str = NEWEST) -> Iterator[ApiServer]:
    """Run an API server of a release with an empty store, from when it is ready until the block ends.

    The programs must have been provisioned. They end with the block, and also when this process is killed in
    it.

    Raises NotProvisionedError when a program is missing, TestbedError when the server does not become ready.
    """
    etcd, apiserver = ETCD.find(), kube_apiserver(release).find()
    for attempt in range(1, _ATTEMPTS + 1):
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="pass-migrate-testbed-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            server, programs = prepare(release, folder, etcd, apiserver)
            supervisor = stack.enter_context(supervised(folder, programs))
            try:
                _wait_until_ready(server, supervisor)
            except TestbedError as error:
                if attempt < _ATTEMPTS and "address already in use" in str(error):
                    continue
                raise
            yield server
            return


def _wait_until_ready(server: ApiServer, supervisor: subprocess.Popen[bytes]) -> None:
    """Return when /readyz says so; raise TestbedError with the logs' last lines if it does not."""
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if supervisor.poll() is not None:
            raise TestbedError(
                f"a program of the {server.release} control plane ended:\n{_last_words(server)}"
            )
        try:
            with server.connect() as api:
                if api.request("GET", "/readyz").status == 200:
                    return
        except OSError:
            pass  # it does not listen yet, or has not written its certificate yet
        time.sleep(0.05)
    raise TestbedError(
        f"the {server.release} API server was not ready after {_READY_WITHIN:.0f} s:\n{_last_words(server)}"
    )


def _last_words(server: ApiServer) -> str:
    """The end of each program's log."""
    logs = sorted(server.kubeconfig.parent.glob("*.log"))
    return "\n".join(
        f"{log.name}: {line}"
        for log in logs
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
    )
