"""What all tests share: the testbed's programs as fixtures, and Hypothesis made deterministic."""

from hypothesis import settings

from tests.testbed.fixtures import (
    api_server_newest,
    api_server_oldest,
    compose_oracle,
    docker_engine,
    kubectl,
    real_cluster,
)

__all__ = [
    "api_server_newest",
    "api_server_oldest",
    "compose_oracle",
    "docker_engine",
    "kubectl",
    "real_cluster",
]

settings.register_profile("same-every-time", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("same-every-time")
