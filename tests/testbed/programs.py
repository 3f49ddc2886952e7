"""The programs of the testbed: what each is, and where it is once it has been provisioned."""

import hashlib
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.testbed.cache import cache_folder, provide
from tests.testbed.debian_package import unpack_debian_package
from tests.testbed.errors import NotProvisionedError, TestbedError
from tests.testbed.go_build import build_go_program, go_build_digest
from tests.testbed.releases import KUBERNETES, NEWEST, OLDEST, RELEASES, family, module_version

BUILD_COMMAND = "python -m tests.testbed build"


@dataclass(frozen=True, slots=True)
class Program:
    """One executable, at one version, that the testbed can provision into the user's cache."""

    name: str
    """The file name of the executable."""
    version: str
    """Its version, without a leading v."""
    digest: str
    """Changes whenever the recipe does: part of the name of its cache entry."""
    recipe: Callable[[Path], None] = field(compare=False)
    """Fills an empty folder so that the executable lies in it under its name."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def entry(self) -> str:
        """The name of its folder in the cache."""
        return f"{self.name}-{self.version}-{self.digest}"

    def find(self) -> Path:
        """The executable in the cache; raises NotProvisionedError, with the command that provisions it."""
        path = cache_folder() / self.entry / self.name
        if not os.access(path, os.X_OK):
            raise NotProvisionedError(
                f"{self} is not in {cache_folder()}: `{BUILD_COMMAND}` builds it once, in minutes"
            )
        return path

    def provide(self) -> Path:
        """The executable, provisioned first if need be; raises TestbedError when that cannot be done."""
        return provide(self.entry, self.recipe) / self.name


def kube_apiserver(release: str) -> Program:
    """The API server of a release such as `1.37`."""
    if release not in RELEASES:
        raise TestbedError(f"the testbed has no Kubernetes {release}: it knows {', '.join(RELEASES)}")
    return _go_program("kube-apiserver", family(release), KUBERNETES, f"{KUBERNETES}/cmd/kube-apiserver")


def kube_program(name: str, release: str) -> Program:
    """Another program of a release: `kubelet`, `kube-proxy`, `kube-scheduler`, `kube-controller-manager`."""
    return _go_program(name, family(release), KUBERNETES, f"{KUBERNETES}/cmd/{name}")


def cluster_programs(release: str) -> tuple[Program, ...]:
    """All that a whole cluster of a release needs besides Debian's packages."""
    kubernetes = ("kubelet", "kube-controller-manager", "kube-scheduler", "kube-proxy")
    return (
        ETCD,
        kube_apiserver(release),
        *(kube_program(name, release) for name in kubernetes),
        *CONTAINERD,
        *CNI_PLUGINS,
        COREDNS,
    )


def _go_program(name: str, family: str, module: str, package: str) -> Program:
    """A program that is built from a package of a module family."""
    version = module_version(family, module).removeprefix("v")
    digest = f"{go_build_digest(family, package)}-{platform.machine()}"
    return Program(name, version, digest, lambda folder: build_go_program(family, package, folder / name))


def _docker_compose(version: str) -> Program:
    """Docker Compose as Debian builds it: its `config` is the oracle of how a Compose file is read."""

    def recipe(folder: Path) -> None:
        package = folder / "package"
        unpack_debian_package("docker-compose", f"{version}-*", package)
        (package / "usr/libexec/docker/cli-plugins/docker-compose").rename(folder / "docker-compose")
        shutil.rmtree(package)

    digest = hashlib.sha256(f"debian sid {version}".encode()).hexdigest()[:12]
    return Program("docker-compose", version, f"{digest}-{platform.machine()}", recipe)


DOCKER_COMPOSE = _docker_compose("2.40.3")
ETCD = _go_program("etcd", "etcd", "go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/server/v3")
KUBECTL = _go_program("kubectl", family(NEWEST), KUBERNETES, f"{KUBERNETES}/cmd/kubectl")

_CONTAINERD_MODULE = "github.com/containerd/containerd/v2"
CONTAINERD = tuple(
    _go_program(name, "containerd", _CONTAINERD_MODULE, f"{_CONTAINERD_MODULE}/cmd/{name}")
    for name in ("containerd", "containerd-shim-runc-v2", "ctr")
)
"""The container runtime of a node, the program that stands beside each pod, and the runtime's client."""

_CNI_MODULE = "github.com/containernetworking/plugins"
CNI_PLUGINS = tuple(
    _go_program(package.rpartition("/")[2], "cni", _CNI_MODULE, f"{_CNI_MODULE}/plugins/{package}")
    for package in ("main/bridge", "ipam/host-local", "main/loopback", "meta/portmap")
)
"""What connects pods with a node's network."""

COREDNS = _go_program("coredns", "coredns", "github.com/coredns/coredns", "github.com/coredns/coredns")

CONTROL_PLANE_PROGRAMS = (DOCKER_COMPOSE, ETCD, kube_apiserver(OLDEST), kube_apiserver(NEWEST), KUBECTL)
"""What the tests of manifests need, the quick ones first."""

PROGRAMS = tuple(dict.fromkeys((*CONTROL_PLANE_PROGRAMS, *cluster_programs(NEWEST))))
"""What `build` provisions."""
