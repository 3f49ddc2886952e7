"""pytest fixtures of the testbed: import into a conftest.py those that its tests ask for.

A program that has not been provisioned makes the tests that need it skip, with the command that provisions
it. Where CI is set in the environment nothing is skipped: they fail.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from tests.testbed.api_server import ApiServer
from tests.testbed.cluster import Cluster, cluster
from tests.testbed.control_plane import control_plane
from tests.testbed.engine import DockerEngine
from tests.testbed.engine import docker_engine as running_engine
from tests.testbed.errors import NotProvisionedError
from tests.testbed.programs import DOCKER_COMPOSE, ETCD, KUBECTL, Program, kube_apiserver
from tests.testbed.releases import NEWEST, OLDEST

Running = TypeVar("Running")


@pytest.fixture(scope="session")
def api_server_oldest() -> Iterator[ApiServer]:
    """A running API server of the oldest release that upstream supports."""
    yield from _running(OLDEST)


@pytest.fixture(scope="session")
def api_server_newest() -> Iterator[ApiServer]:
    """A running API server of the newest release."""
    yield from _running(NEWEST)


@pytest.fixture(scope="session")
def compose_oracle() -> Path:
    """The docker-compose program that defines how a Compose file is read."""
    return provisioned(DOCKER_COMPOSE)


@pytest.fixture(scope="session")
def kubectl() -> Path:
    """The kubectl of the newest release; pass it `--kubeconfig` of an API server."""
    return provisioned(KUBECTL)


@pytest.fixture(scope="session")
def real_cluster() -> Iterator[Cluster]:
    """A running cluster of the newest release with a real node, where what is applied runs."""
    with available(cluster(NEWEST)) as running:
        yield running


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[DockerEngine]:
    """A running Docker Engine without images, with Docker Compose to use it."""
    with available(running_engine()) as running:
        yield running


@contextmanager
def available(context: AbstractContextManager[Running]) -> Iterator[Running]:
    """Enter a context; skip, or in CI fail, if it raises NotProvisionedError."""
    with ExitStack() as stack:
        try:
            entered = stack.enter_context(context)
        except NotProvisionedError as missing:
            do_without(missing)
        yield entered


def provisioned(program: Program) -> Path:
    """The path of a program; one that is not in the cache skips the test, or fails it in CI."""
    return available_path(program.find)


def available_path(find: Callable[[], Path]) -> Path:
    """What a function finds or makes; skip, or in CI fail, if it raises NotProvisionedError."""
    try:
        return find()
    except NotProvisionedError as missing:
        do_without(missing)


def do_without(missing: NotProvisionedError) -> NoReturn:
    """Skip the test, saying what is missing; fail it in CI."""
    # CI systems set CI=true; a person may set it to an empty text or to false to say no.
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))


def _running(release: str) -> Iterator[ApiServer]:
    for program in (ETCD, kube_apiserver(release)):
        provisioned(program)
    with control_plane(release) as server:
        yield server
