"""`verify`: would Kubernetes take these manifests, and do they fit together?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pass_migrate.commands import options
from pass_migrate.errors import ExitCode, InternalError, MigrateError, Problem
from pass_migrate.report.places import spoken

if TYPE_CHECKING:
    from pass_migrate.emit.manifest import Manifest
    from pass_migrate.verify.server import ServerReport

SUMMARY = "check manifests offline, or let a cluster check them"
USAGE = "[DIR] [-f FILE]... [--server] [options]"
DESCRIPTION = """
Check manifests: against the strict schema of every kind, against each other, and with --server by a
strict dry run on the API server of a cluster, which stores nothing.

With DIR the manifests of that folder are checked, edited or not; without it those that the Compose
project becomes.
"""
EPILOG = """
examples:
  pass-migrate verify k8s/                        offline
  pass-migrate verify k8s/ --server               also by the cluster of the current kubectl context
  pass-migrate verify -f compose.yaml             what the project would become

exit codes:
  0  nothing is wrong
  1  manifests of this program are wrong: a defect of it
  2  manifests in DIR are wrong, or there are none, or the cluster cannot be asked
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("folder", metavar="DIR", nargs="?", help="folder with manifests")
    options.compose(parser)
    options.target(parser)
    group = parser.add_argument_group("checks")
    group.add_argument(
        "--external",
        metavar="KIND/NAME",
        action="append",
        default=[],
        help="object that exists in the cluster already; may be repeated",
    )
    group.add_argument(
        "--server", action="store_true", help="also ask the API server (needs the extra 'cluster')"
    )
    group.add_argument("--kubeconfig", metavar="FILE", type=Path, help="kubeconfig; by default kubectl's")
    group.add_argument(
        "--context", metavar="NAME", help="context of the kubeconfig; by default the current one"
    )


def run(args: argparse.Namespace) -> int:
    """Check."""
    from pass_migrate.verify.offline import verify

    if (args.kubeconfig or args.context) and not args.server:
        raise MigrateError([Problem("--kubeconfig and --context are for --server", remedy="add --server")])
    manifests: tuple[Manifest, ...]
    if args.folder is not None:
        from pass_migrate.verify.folder import read_folder, verify_folder

        manifests, _ = read_folder(Path(args.folder))
        options_given = {"kubernetes_version": args.kubernetes_version} if args.kubernetes_version else {}
        violations = verify_folder(Path(args.folder), external=args.external, **options_given)
    else:
        result = options.migrated(args)
        manifests = result.manifests
        version = result.app.target.kubernetes_version
        known = (*args.external, *result.external)
        violations = verify(manifests, external=known, kubernetes_version=version)
    said = [str(violation) for violation in violations]
    if args.folder is not None:
        said = [f"{', '.join(map(str, violation.leaves[:1]))}: {violation}" for violation in violations]
    if args.server and not said:
        said = _ask(args, manifests)
    for line in said:
        print(spoken(line))
    if said and args.folder is None:
        raise InternalError(f"{len(said)} of the checks fail on manifests that this program made")
    if said:
        return ExitCode.INVALID_INPUT
    print(f"{len(manifests)} objects: nothing is wrong.")
    return ExitCode.CLEAN


def _ask(args: argparse.Namespace, manifests: Sequence[Manifest]) -> list[str]:
    """What the API server has against the objects."""
    from pass_migrate.verify.server import verify_on_server

    report: ServerReport = verify_on_server(manifests, kubeconfig=args.kubeconfig, context=args.context)
    print(spoken(f"Asked {report.server} ({report.version})."), file=sys.stderr)
    for space in report.missing:
        print(
            spoken(f"The namespace {space} does not exist yet; its objects were judged in another."),
            file=sys.stderr,
        )
    out = []
    for outcome in report.outcomes:
        where = f"{outcome.manifest.path}: {outcome.manifest.reference}"
        out += [f"{where}: {error}" for error in outcome.errors]
        for warning in outcome.warnings:
            print(spoken(f"warning: {where}: {warning}"), file=sys.stderr)
    return out
