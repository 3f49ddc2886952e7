"""The command `pass-migrate`: arguments to verbs, errors to messages, outcomes to exit codes.

It takes no decisions.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, TracebackType
from typing import NoReturn

from pass_migrate import __version__
from pass_migrate.errors import ExitCode, InternalError, MigrateError

VERBS = ("convert", "init", "explain", "verify", "config")
INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""
BROKEN_PIPE = 141
"""128 + SIGPIPE: the reader of the output went away."""

DEBUG = "PASS_MIGRATE_DEBUG"
"""Environment variable: with a value, errors of this program come with their traceback."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors say how to go on."""

    def error(self, message: str) -> NoReturn:
        self.exit(ExitCode.INVALID_INPUT, f"{self.prog}: {message}\n  -> see {self.prog} --help\n")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with room for the names of options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status (`errors.ExitCode`)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    verb = given[0] if given and given[0] in VERBS else ""
    try:
        top = parser(verb)
        if not verb and not {"-h", "--help", "--version"} & set(given):
            return _no_verb(top, given)
        args, unknown = top.parse_known_args(given)
        if len(unknown) == 1 and getattr(args, "field", None) == "" and not unknown[0].startswith("-"):
            # argparse takes an optional argument for absent if options stand in front of it.
            args.field = unknown.pop()
        if unknown:
            args.parser.error(_unknown(unknown[0], args.parser))
        return _run(args)
    except SystemExit as leaving:  # argparse has said everything
        return leaving.code if isinstance(leaving.code, int) else ExitCode.INVALID_INPUT


def _no_verb(top: _Parser, given: Sequence[str]) -> int:
    """Say what may come first on the command line."""
    if not given:
        top.print_help(sys.stderr)
        return ExitCode.INVALID_INPUT
    if given[0].startswith("-"):
        top.error(f"name a verb first, as in: pass-migrate convert {given[0]} ...")
    close = _close(given[0], VERBS)
    known = f"did you mean {close}?" if close else f"known are {', '.join(VERBS)}"
    return top.error(f"there is no verb {given[0]}; {known}")


def _unknown(argument: str, below: argparse.ArgumentParser) -> str:
    """What is wrong with an argument that a verb does not know."""
    if not argument.startswith("-"):
        return f"unexpected argument {argument}"
    name = argument.partition("=")[0]
    options = [option for action in below._actions for option in action.option_strings]  # noqa: SLF001
    close = _close(name, options)
    return f"there is no option {name}" + (f"; did you mean {close}?" if close else "")


def _close(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, 1, 0.6)), "")


def _run(args: argparse.Namespace) -> int:
    """Run the verb, and say what went wrong in words."""
    # A conversion makes many objects and hardly a cycle: collecting garbage would cost a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        status = int(args.run(args))
        sys.stdout.flush()
    except MigrateError as error:
        return _fail(str(error), ExitCode.INVALID_INPUT)
    except InternalError as error:
        _traceback()
        return _fail(_defect(str(error)), ExitCode.INTERNAL_ERROR)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was left half-written", INTERRUPTED)
    except BrokenPipeError:
        # The interpreter flushes once more at exit: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        _traceback()
        name = Path(str(error.filename)).name if error.filename else "the output"
        return _fail(f"{name}: {error.strerror or 'cannot be used'}", ExitCode.INVALID_INPUT)
    except RecursionError:
        _traceback()
        return _fail("the input is nested too deeply", ExitCode.INVALID_INPUT)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback for users
        _traceback()
        # No message: it may hold a value of the input.
        where = f"{type(error).__name__} in {_origin(error.__traceback__)}"
        return _fail(_defect(where), ExitCode.INTERNAL_ERROR)
    finally:
        if collecting:
            gc.enable()
    return status


def _fail(message: str, status: int) -> int:
    from pass_migrate.report.places import spoken

    lines = message.splitlines() or [""]
    head = "pass-migrate: " if status != ExitCode.INVALID_INPUT or ":" not in lines[0] else ""
    try:
        sys.stdout.flush()
        print(
            "\n".join(f"{head if not number else ''}{spoken(line)}" for number, line in enumerate(lines)),
            file=sys.stderr,
        )
    except OSError:
        pass
    return int(status)


def _defect(message: str) -> str:
    return (
        f"this is a defect of pass-migrate {__version__}, not of your input; nothing was written.\n"
        + textwrap.indent(message, "  ")
        + f"\n  -> please report it, with these lines; {DEBUG}=1 shows where it happened"
    )


def _origin(trace: TracebackType | None) -> str:
    """Where in this program an error was raised: `passes/names.py:12`."""
    place = "?"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace(os.sep, "/")
        if "/pass_migrate/" in file:
            place = f"{file.rpartition('/pass_migrate/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _traceback() -> None:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exc()


def parser(verb: str = "") -> _Parser:
    """The parser of the command line; with a verb only that one's arguments are declared, which is faster."""
    top = _Parser(
        prog="pass-migrate",
        description="Docker Compose to Kubernetes, with a stated fate for every value of the input.",
        epilog="Each verb has its own --help. Start with: pass-migrate convert",
        formatter_class=_Help,
    )
    top.add_argument("--version", action="version", version=f"pass-migrate {__version__}")
    verbs = top.add_subparsers(metavar="VERB", required=True, title="verbs")
    for name in (verb,) if verb else VERBS:
        module = _module(name)
        below = verbs.add_parser(
            name,
            help=module.SUMMARY,
            description=module.DESCRIPTION,
            epilog=module.EPILOG,
            usage=f"pass-migrate {name} {module.USAGE}",
            formatter_class=_Help,
            allow_abbrev=False,
        )
        module.declare(below)
        below.set_defaults(run=module.run, parser=below)
    return top


def _module(verb: str) -> ModuleType:
    from importlib import import_module

    return import_module(f"pass_migrate.commands.{verb}")
