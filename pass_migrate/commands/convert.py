"""`convert`: a Compose project becomes manifests and a report."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pass_migrate.commands import options
from pass_migrate.commands.promises import keep
from pass_migrate.errors import ExitCode, MigrateError, Problem
from pass_migrate.facts import Fate
from pass_migrate.report.places import spoken
from pass_migrate.report.verdict import counted

if TYPE_CHECKING:
    from pass_migrate.emit.manifest import Manifest
    from pass_migrate.emit.write import Written
    from pass_migrate.report import Report

SUMMARY = "convert a Compose project to Kubernetes manifests"
USAGE = "[-f FILE]... [-o DIR] [options]"
DESCRIPTION = """
Convert a Compose project to Kubernetes manifests, and say what became of every value of it.

Without -o nothing is written: the report on the terminal is the preview.
"""
EPILOG = """
examples:
  pass-migrate convert                                     look at what this folder's project becomes
  pass-migrate convert -f compose.yaml -f prod.yaml -o k8s/     write manifests, report.md and report.json
  pass-migrate convert --example -o k8s/                   the same with the PASS stack that comes along
  pass-migrate convert -o - | kubectl diff -f -            no files: manifests to standard output

exit codes:
  0  converted
  1  a defect of this program: nothing was written
  2  the input or the command line cannot be used: nothing was written
  3  converted, and decisions are open      (with --strict or --strict decisions)
  4  converted, and values were dropped     (with --strict or --strict losses)
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    options.compose(parser)
    options.target(parser)
    group = parser.add_argument_group("output")
    group.add_argument(
        "-o", "--output", metavar="DIR", help="folder to write to; '-' prints the manifests instead"
    )
    group.add_argument("--stdout", dest="output", action="store_const", const="-", help="the same as -o -")
    group.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="form of the report that is printed",
    )
    group.add_argument(
        "--details", action="store_true", help="print what became of every value even when files are written"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    options.look(group)  # type: ignore[arg-type]
    group.add_argument(
        "--strict",
        nargs="?",
        const="all",
        default="none",
        choices=("all", "decisions", "losses", "none"),
        help="fail if decisions are open (exit code 3) or values were dropped (4); alone: on both",
    )


def run(args: argparse.Namespace) -> int:
    """Convert."""
    from pass_migrate.report import files, report_on

    if args.output == "":
        raise MigrateError([Problem("-o names no folder", remedy="name one, such as -o k8s/")])
    result = options.migrated(args)
    keep(result)
    report = report_on(result)
    written = None
    if args.output == "-":
        _print_manifests(result.manifests)
    elif args.output is not None:
        from pass_migrate.emit.write import write

        written = write(Path(args.output), result.manifests, files(report), result.external)
    if not args.quiet:
        _print_report(report, args, full=args.details or args.output is None)
    if written is not None and not args.quiet and args.format == "text":
        _print_written(written, args, private=any(manifest.private for manifest in result.manifests))
    return _exit_code(report, args.strict)


def _print_report(report: Report, args: argparse.Namespace, *, full: bool) -> None:
    stream = sys.stderr if args.output == "-" else sys.stdout
    if args.format == "text":
        from pass_migrate.report import text
        from pass_migrate.report.style import console

        text.show(report, console(stream, color=args.color), full=full)
    else:
        from pass_migrate.report import json, markdown

        stream.write(json.render(report) if args.format == "json" else markdown.render(report))


def _print_manifests(manifests: tuple[Manifest, ...]) -> None:
    """All manifests that hold no secret value, as one YAML stream."""
    from pass_migrate.emit.write import text_of

    public = [manifest for manifest in manifests if not manifest.private]
    sys.stdout.write("---\n".join(text_of(manifest) for manifest in public))
    sys.stdout.flush()
    left_out = [manifest.reference for manifest in manifests if manifest.private]
    if left_out:
        names = ", ".join(left_out[:5]) + (f" and {len(left_out) - 5} more" if len(left_out) > 5 else "")
        print(
            f"pass-migrate: left out, because they hold secret values: {spoken(names)}.\n"
            "  -> write them with -o DIR, or use --secrets external or placeholder",
            file=sys.stderr,
        )


def _print_written(written: Written, args: argparse.Namespace, *, private: bool) -> None:
    folder = args.output.rstrip("/") or "/"
    out = [f"Wrote {counted(len(written.files), 'file')} to {folder}/"]
    notes = (
        (written.removed, "of an earlier run removed", "of an earlier run removed"),
        (
            written.changed,
            "that was edited since replaced; the edited text is beside it as *.orig",
            "that were edited since replaced; the edited texts are beside them as *.orig",
        ),
        (written.foreign, "that is not ours left alone", "that are not ours left alone"),
    )
    for names, of_one, of_many in notes:
        if names:
            shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
            out.append(f"  {counted(len(names), 'file')} {of_one if len(names) == 1 else of_many}: {shown}")
    if private:
        out.append(f"  {folder}/secrets/ holds secret values: readable by you alone, and ignored by Git")
    files = "".join(f" -f {shlex.quote(name)}" for name in args.files) if not args.example else " --example"
    out += [
        f"  {folder}/report.md  what became of every value, for people; report.json for programs",
        "Next",
        f"  kubectl apply -k {shlex.quote(folder)}/",
        f"  pass-migrate explain{files} FILE:LINE",
    ]
    print("\n" + "\n".join(map(spoken, out)))


def _exit_code(report: Report, strict: str) -> int:
    if strict in ("all", "losses") and report.verdict.fates[Fate.DROPPED]:
        return ExitCode.LOSSES
    if strict in ("all", "decisions") and report.verdict.open:
        return ExitCode.OPEN_DECISIONS
    return ExitCode.CLEAN
