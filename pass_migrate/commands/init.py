"""`init`: the settings file of a project, with every decision in it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from pass_migrate.commands import options
from pass_migrate.emit.stage import cause
from pass_migrate.errors import ExitCode, MigrateError, Problem
from pass_migrate.report.places import spoken

SUMMARY = "write pass-migrate.yaml with every open decision"
USAGE = "[-f FILE]... [-o FILE] [--force] [options]"
DESCRIPTION = """
Write pass-migrate.yaml beside the Compose file: every setting with what it means, and every decision
of this project with its default, its alternatives and their consequences. All of it is commented out:
what you do not touch stays as it is.
"""
EPILOG = """
examples:
  pass-migrate init             write ./pass-migrate.yaml
  pass-migrate init --force     bring it up to date: settings and answers are kept, your comments are not
  pass-migrate init -o -        print it
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    options.compose(parser)
    options.target(parser)
    group = parser.add_argument_group("output")
    group.add_argument(
        "-o", "--output", metavar="FILE", help="file to write; '-' prints it; by default the settings file"
    )
    group.add_argument(
        "--force", action="store_true", help="replace a file that exists, keeping its settings and answers"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    from pass_migrate.pipeline import migrate
    from pass_migrate.settings_text import template

    project = options.project_of(args)
    settings = options.settings_of(args, project)
    result = migrate(project, settings)
    text = template(settings, result.decisions)
    if args.output == "-":
        sys.stdout.write(text)
        return ExitCode.CLEAN
    file = Path(args.output) if args.output else options.settings_file(args, project)
    if file.exists() and not args.force:
        remedy = "use --force: it keeps settings and answers, but not your comments; or print it with -o -"
        raise MigrateError([Problem(f"{file.name} exists already", remedy=remedy)])
    _write(file, text)
    pending = sum(decision.is_open for decision in result.decisions)
    print(spoken(f"Wrote {os.path.relpath(file)} with {pending} open decision{'' if pending == 1 else 's'}."))
    return ExitCode.CLEAN


def _write(file: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MigrateError(
            [
                Problem(
                    f"cannot write {os.path.relpath(file)}: {cause(file, error)}",
                    remedy="name another file with -o",
                )
            ]
        ) from error
