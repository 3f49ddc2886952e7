"""A real Kubernetes API server and a real Docker Compose on this machine, for a person and for tests.

    python -m tests.testbed build           # once: takes minutes, then everything is in the user's cache
    python -m tests.testbed up              # an API server of the newest release, until Ctrl-C
    python -m tests.testbed compose -- config -f docker-compose.yml

No prebuilt binary is fetched: the Kubernetes programs and etcd are built from pinned Go modules (`go/`), and
Docker Compose comes from Debian. Tests take the fixtures of `fixtures.py`.
"""

from tests.testbed.api_server import ApiServer
from tests.testbed.control_plane import control_plane
from tests.testbed.crds import install_crds
from tests.testbed.dry_run import strict_dry_run
from tests.testbed.errors import TestbedError
from tests.testbed.releases import NEWEST, OLDEST

__all__ = ["NEWEST", "OLDEST", "ApiServer", "TestbedError", "control_plane", "install_crds", "strict_dry_run"]
