"""`explain`: what became of a line and why, and where a field comes from."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pass_migrate.commands import options
from pass_migrate.errors import ExitCode, MigrateError, Problem
from pass_migrate.report.explain import at_line, field_of, near, origins

if TYPE_CHECKING:
    from pass_migrate.ledger import Row
    from pass_migrate.pipeline import Result
    from pass_migrate.report.explain import Origin

SUMMARY = "say what became of a line, or where a field comes from"
USAGE = "[-f FILE]... FILE:LINE[:COLUMN] | KIND/NAME [FIELD] | ID [options]"
DESCRIPTION = """
Say what became of a line of the source and why; or, the other way round, which lines a field of a
manifest rests on; or what a decision or a finding is about.
"""
EPILOG = """
examples:
  pass-migrate explain compose.yaml:12                    all values of a line
  pass-migrate explain compose.yaml:12:9                  the value at a column
  pass-migrate explain Service/web spec.ports[0].port     where a field comes from
  pass-migrate explain Deployment/web                     all of an object
  pass-migrate explain volume-size/db                     a decision or a finding, by its id

The same -f and other options as for convert: what is explained is that migration.
"""
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument(
        "subject", metavar="SUBJECT", help="FILE:LINE[:COLUMN], KIND/NAME, or the id of a decision or finding"
    )
    parser.add_argument(
        "field", metavar="FIELD", nargs="?", default="", help="field of the object, as in spec.ports[0].port"
    )
    options.compose(parser)
    options.target(parser)
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=("text", "json"), default="text", help="form of the output")
    options.look(group)  # type: ignore[arg-type]


def run(args: argparse.Namespace) -> int:
    """Explain."""
    place = _PLACE.fullmatch(args.subject)
    result = _result(args, place["file"] if place else "")
    if place is not None:
        file = _file(result, place["file"])
        line, column = int(place["line"]), int(place["column"]) if place["column"] else None
        _show_rows(
            args, result, at_line(result.ledger, result.project.sources, file, line, column), args.subject
        )
        return ExitCode.CLEAN
    manifests = [item for item in result.manifests if item.reference.lower() == args.subject.lower()]
    if manifests:
        _show_origins(args, result, [origin for item in manifests for origin in _origins(item, args.field)])
        return ExitCode.CLEAN
    if args.field:
        raise _unknown(result, args.subject)
    _show_attention(args, result)
    return ExitCode.CLEAN


def _result(args: argparse.Namespace, file: str) -> Result:
    """The migration. A Compose file that is named but not part of the project is read on top of it."""
    result = options.migrated(args)
    wanted = Path(file)
    if file.endswith((".yml", ".yaml")) and wanted.is_file() and not args.example and "-" not in args.files:
        display = result.project.sources.display(wanted.absolute())
        if not result.ledger.at(display) and display not in result.project.sources.texts:
            base = args.files or [_first(result)]
            args.files = [*base, file]
            print(f"pass-migrate: read with {' '.join(f'-f {name}' for name in args.files)}", file=sys.stderr)
            result = options.migrated(args)
    return result


def _first(result: Result) -> str:
    """The Compose file that was found without being named."""
    name = next(
        (leaf.file for leaf in result.project.journal.leaves if leaf.file.endswith((".yml", ".yaml"))), ""
    )
    return os.path.relpath(result.project.directory / name)


def _file(result: Result, name: str) -> str:
    """The display name of a file of the project."""
    known = dict.fromkeys(row.leaf.file for row in result.ledger.rows) | dict.fromkeys(
        result.project.sources.texts
    )
    display = result.project.sources.display(Path(name).absolute())
    for candidate in (display, name):
        if candidate in known:
            return candidate
    by_end = [file for file in known if file.endswith(f"/{name}")]
    if len(by_end) == 1:
        return by_end[0]
    close = near(name, known) or list(known)[:5]
    raise MigrateError(
        [
            Problem(
                f"{name} is no file of this project",
                remedy=f"known are {', '.join(close)}; name Compose files with -f",
            )
        ]
    )


def _origins(manifest: Any, field: str) -> Sequence[Origin]:
    try:
        path = field_of(field)
    except ValueError as error:
        raise MigrateError(
            [Problem(str(error), remedy='names with dots are written data["app.conf"]')]
        ) from None
    found = origins(manifest, path)
    if not found:
        from pass_migrate.emit.manifest import field_text

        close = near(field, (field_text(at) for at in manifest.sources))
        remedy = (
            f"close to it: {', '.join(close)}" if close else f"see pass-migrate explain {manifest.reference}"
        )
        raise MigrateError([Problem(f"{manifest.reference} has no field {field}", remedy=remedy)])
    return found


def _unknown(result: Result, subject: str) -> MigrateError:
    known = [manifest.reference for manifest in result.manifests]
    known += [decision.id for decision in result.decisions] + [
        f"{item.id}/{item.subject}" for item in result.findings
    ]
    close = near(subject, known)
    remedy = (
        f"did you mean {' or '.join(close)}?"
        if close
        else "name FILE:LINE, KIND/NAME or the id of a decision"
    )
    return MigrateError([Problem(f"nothing here is called {subject}", remedy=remedy)])


def _show_rows(args: argparse.Namespace, result: Result, rows: Sequence[Row], subject: str) -> None:
    if args.format == "json":
        from pass_migrate.report.json import leaf_content

        _print_json([leaf_content(row) for row in rows])
        return
    from pass_migrate.report import text_explain
    from pass_migrate.report.style import console, emit

    emit(console(sys.stdout, color=args.color), text_explain.rows(rows, result, subject))


def _show_origins(args: argparse.Namespace, result: Result, found: Sequence[Origin]) -> None:
    if args.format == "json":
        from pass_migrate.report.json import origin_content

        _print_json([origin_content(origin) for origin in found])
        return
    from pass_migrate.report import text_explain
    from pass_migrate.report.style import console, emit

    emit(console(sys.stdout, color=args.color), text_explain.origins(found, result))


def _show_attention(args: argparse.Namespace, result: Result) -> None:
    """Decisions and findings by id, with or without their subject."""

    def named(id_: str, subject: str) -> bool:
        return args.subject in (id_, f"{id_}/{subject}", id_.split("/", 1)[0])

    decisions = [decision for decision in result.decisions if named(decision.id, "")]
    findings = [finding for finding in result.findings if named(finding.id, finding.subject)]
    ruled = [row for row in result.ledger.rows if row.rule == args.subject]
    if not (decisions or findings or ruled):
        raise _unknown(result, args.subject)
    if args.format == "json":
        from pass_migrate.report.json import decision_content, finding_content, leaf_content

        content: Iterable[Any] = (
            *map(decision_content, decisions),
            *map(finding_content, findings),
            *map(leaf_content, ruled),
        )
        _print_json(list(content))
        return
    from pass_migrate.report import text_attention, text_explain
    from pass_migrate.report.style import console, emit

    screen = console(sys.stdout, color=args.color)
    emit(screen, text_attention.findings(findings, ()))
    emit(screen, text_attention.decisions(decisions, how_to_answer=False))
    if ruled:
        emit(screen, text_explain.rows(ruled, result, args.subject))


def _print_json(content: list[Any]) -> None:
    import json

    print(json.dumps(content, indent=2, ensure_ascii=False))
