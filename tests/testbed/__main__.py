"""The testbed as a command: `python -m tests.testbed`."""

import argparse
import os
import shlex
import signal
import sys
import time
from types import FrameType

from tests.testbed.cluster import cluster
from tests.testbed.control_plane import control_plane
from tests.testbed.engine import docker_engine
from tests.testbed.errors import NotProvisionedError, TestbedError
from tests.testbed.machine import install_missing_packages
from tests.testbed.packaged_schema import SCHEMAS, write_schemas
from tests.testbed.pin import pin
from tests.testbed.programs import (
    DOCKER_COMPOSE,
    ETCD,
    KUBECTL,
    PROGRAMS,
    Program,
    cluster_programs,
    kube_apiserver,
)
from tests.testbed.releases import NEWEST, RELEASES


def main() -> int:
    """Do what the arguments say; return the exit code."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, _ended)
    try:
        match arguments.verb:
            case "build":
                _build()
            case "up":
                if arguments.node:
                    _cluster(arguments.release)
                else:
                    _up(arguments.release)
            case "engine":
                _engine()
            case "compose":
                _provide(DOCKER_COMPOSE)
                program = str(DOCKER_COMPOSE.find())
                os.execv(program, [program, *arguments.arguments])
            case "schema":
                _schema()
            case "pin":
                print(pin(arguments.version))
    except TestbedError as error:
        print(f"testbed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.testbed", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("build", help="provision every program into the cache (minutes, once)")
    up = verbs.add_parser("up", help="run an API server until Ctrl-C, and print the path of its kubeconfig")
    up.add_argument(
        "--release", choices=RELEASES, default=NEWEST, help="the Kubernetes release (default: %(default)s)"
    )
    up.add_argument("--node", action="store_true", help="with a real node, where what is applied runs")
    verbs.add_parser("engine", help="run a Docker Engine until Ctrl-C, and print its address")
    compose = verbs.add_parser("compose", help="run Docker Compose with the arguments after --")
    compose.add_argument("arguments", nargs="*", metavar="ARGUMENT")
    verbs.add_parser("schema", help="make the packaged Kubernetes schemas again")
    pinning = verbs.add_parser("pin", help="pin the Go modules of another Kubernetes release under go/")
    pinning.add_argument("version", help="its version, such as 1.37.2")
    return parser.parse_args()


def _build() -> None:
    """Provision everything; the machine stays usable meanwhile."""
    os.nice(15)
    problems = []
    try:
        installed = install_missing_packages()
        if installed:
            print(f"testbed: installed {', '.join(installed)}", file=sys.stderr)
    except TestbedError as error:
        problems.append(str(error))  # all but a node and an engine works without
    try:
        _provide(*PROGRAMS)
    except TestbedError as error:
        problems.append(str(error))
    if problems:
        raise TestbedError("\n".join(problems))
    print(*(program.find() for program in PROGRAMS), sep="\n")


def _provide(*programs: Program) -> None:
    """Provision the programs that are not in the cache, and tell a person what takes so long.

    Raises TestbedError in the end, with what went wrong for each program that could not be had.
    """
    problems = []
    for program in programs:
        try:
            program.find()
        except NotProvisionedError:
            print(f"testbed: {program} is not in the cache yet: provisioning it ...", file=sys.stderr)
            started = time.monotonic()
            try:
                path = program.provide()
            except TestbedError as error:
                problems.append(f"{program}: {error}")
            else:
                print(f"testbed: {path} ({time.monotonic() - started:.0f} s)", file=sys.stderr)
    if problems:
        raise TestbedError("\n".join(problems))


def _up(release: str) -> None:
    """Run a control plane until a signal; standard output gets the kubeconfig's path and nothing else."""
    _provide(ETCD, kube_apiserver(release))
    with control_plane(release) as server:
        print(server.kubeconfig, flush=True)
        quoted = shlex.quote(str(server.kubeconfig))
        print(f"Kubernetes {release} at {server.url}; Ctrl-C ends it. In another shell:", file=sys.stderr)
        print(f"  export KUBECONFIG={quoted}", file=sys.stderr, flush=True)
        signal.pause()


def _cluster(release: str) -> None:
    """Run a cluster with a node until a signal; standard output gets the kubeconfig's path alone."""
    install_missing_packages()
    _provide(*cluster_programs(release), KUBECTL)
    with cluster(release) as running:
        print(running.server.kubeconfig, flush=True)
        quoted = shlex.quote(str(running.server.kubeconfig))
        print(f"Kubernetes {release} with a node at {running.server.url}; Ctrl-C ends it.", file=sys.stderr)
        print(f"  export KUBECONFIG={quoted}", file=sys.stderr)
        print(f"  {shlex.join(running.load_command('IMAGE.tar'))}", file=sys.stderr)
        print(f"  {shlex.join(running.inside.command('sh'))}  # a shell that reaches pods", file=sys.stderr)
        sys.stderr.flush()
        signal.pause()


def _engine() -> None:
    """Run a Docker Engine until a signal; standard output gets its address and nothing else."""
    install_missing_packages()
    _provide(DOCKER_COMPOSE)
    with docker_engine() as engine:
        print(engine.host, flush=True)
        print("A Docker Engine; Ctrl-C ends it. In another shell:", file=sys.stderr)
        print(f"  export DOCKER_HOST={shlex.quote(engine.host)}", file=sys.stderr)
        print(
            f"  {shlex.join(engine.inside.command('sh'))}  # a shell that reaches published ports",
            file=sys.stderr,
        )
        sys.stderr.flush()
        signal.pause()


def _schema() -> None:
    _provide(ETCD, kube_apiserver(NEWEST))
    with control_plane(NEWEST) as server:
        write_schemas(server, SCHEMAS)
    print(SCHEMAS)


def _ended(number: int, _: FrameType | None) -> None:
    """A polite request to end: leave through the `with` blocks, as with Ctrl-C."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
