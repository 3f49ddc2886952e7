"""A real Kubernetes cluster, Docker Engine and Docker Compose on this machine, for a person and for tests.

    python -m tests.testbed build           # once: takes minutes, then everything is in the user's cache
    python -m tests.testbed up              # an API server of the newest release, until Ctrl-C
    python -m tests.testbed up --node       # a whole cluster, where what is applied runs
    python -m tests.testbed engine          # a Docker Engine
    python -m tests.testbed compose -- config -f docker-compose.yml

No prebuilt binary is fetched: the programs of Kubernetes, etcd, containerd, CoreDNS and the network plugins
are built from pinned Go modules (`go/`), and the rest comes from Debian. Tests take the fixtures of
`fixtures.py`.
"""

from tests.testbed.api_server import ApiServer
from tests.testbed.cluster import Cluster, cluster
from tests.testbed.control_plane import control_plane
from tests.testbed.crds import install_crds
from tests.testbed.dry_run import strict_dry_run
from tests.testbed.engine import DockerEngine, docker_engine
from tests.testbed.errors import TestbedError
from tests.testbed.releases import NEWEST, OLDEST

__all__ = [
    "NEWEST",
    "OLDEST",
    "ApiServer",
    "Cluster",
    "DockerEngine",
    "TestbedError",
    "cluster",
    "control_plane",
    "docker_engine",
    "install_crds",
    "strict_dry_run",
]
