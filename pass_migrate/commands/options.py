"""Arguments that several verbs share, and what they stand for: a project, settings, a migration.

The Compose options have the names and the meaning that they have in `docker compose`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.setting_keys import KEYS
from pass_migrate.settings import COMMAND_LINE, FILE, Settings, read

if TYPE_CHECKING:
    from pass_migrate.load.project import Project
    from pass_migrate.pipeline import Result

EXAMPLE = ("docker-compose.yml", "eclipse-pass.local.yml")
"""The Compose files of the packaged example, the PASS stack."""

_CHOICES = {key.field: key.choices for key in KEYS if key.choices}


def compose(parser: argparse.ArgumentParser) -> None:
    """Which Compose project: the options of `docker compose`, and what may be read."""
    group = parser.add_argument_group("Compose project")
    group.add_argument(
        "-f",
        "--file",
        metavar="FILE",
        dest="files",
        action="append",
        default=[],
        help="Compose file, several are merged in order ('-' is standard input); by default the one in this "
        "folder, found as Docker Compose does",
    )
    group.add_argument("-p", "--project-name", metavar="NAME", help="project name")
    group.add_argument(
        "--project-directory", metavar="DIR", help="base of relative paths; by default that of the first file"
    )
    group.add_argument(
        "--profile",
        metavar="PROFILE",
        dest="profiles",
        action="append",
        default=[],
        help="Compose profile to enable; may be repeated ('*' is all)",
    )
    group.add_argument(
        "--env-file",
        metavar="FILE",
        dest="env_files",
        action="append",
        default=[],
        help="file with variables for ${...}, in place of .env; may be repeated",
    )
    group.add_argument(
        "--allow-outside",
        action="store_true",
        help="read files outside the project directory that the project names",
    )
    group.add_argument(
        "--example", action="store_true", help="use the PASS stack that comes with the program"
    )


def target(parser: argparse.ArgumentParser) -> None:
    """Where to: the settings file, and the settings that are worth an option."""
    group = parser.add_argument_group("target")
    group.add_argument(
        "--settings", metavar="FILE", help=f"settings and answers; by default {FILE} in the project directory"
    )
    group.add_argument("--namespace", metavar="NAME", help="namespace of all objects")
    group.add_argument("--target-profile", choices=_CHOICES["profile"], help="what the cluster offers")
    group.add_argument(
        "--kubernetes-version", metavar="VERSION", help="oldest release that has to accept the manifests"
    )
    group.add_argument("--secrets", choices=_CHOICES["secrets"], help="where secret values live")


def look(parser: argparse.ArgumentParser) -> None:
    """How the output looks."""
    parser.add_argument(
        "--no-color",
        dest="color",
        action="store_const",
        const=False,
        default=None,
        help="no colours (also: NO_COLOR)",
    )


def project_of(args: argparse.Namespace) -> Project:
    """The project that the arguments name."""
    from pass_migrate.pipeline import load

    files: list[str | Path] = list(args.files)
    options: dict[str, Any] = {
        "project_directory": args.project_directory,
        "project_name": args.project_name,
        "profiles": args.profiles,
        "env_files": args.env_files,
        "allow_outside": args.allow_outside,
    }
    if args.example:
        if files:
            raise MigrateError(
                [Problem("--example brings its own files", remedy="leave out -f, or --example")]
            )
        folder = example()
        files = [folder / name for name in EXAMPLE]
    return load(*files, **options)


def example() -> Path:
    """The folder of the packaged example: inside the installed package, or in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_fixtures" / "pass", package.parent / "fixtures" / "pass"):
        if (folder / EXAMPLE[0]).is_file():
            return folder
    raise MigrateError(
        [
            Problem(
                "the packaged example is missing from this installation", remedy="install the package again"
            )
        ]
    )


def settings_file(args: argparse.Namespace, project: Project) -> Path:
    """The settings file, whether it exists or not."""
    return Path(args.settings).absolute() if args.settings else project.directory / FILE


def settings_of(args: argparse.Namespace, project: Project) -> Settings:
    """The settings of the file, with those of the command line on top."""
    file = settings_file(args, project)
    found = read(file, project.sources) if args.settings or file.is_file() else Settings()
    given = Settings(
        namespace=args.namespace,
        profile=args.target_profile,
        kubernetes_version=args.kubernetes_version,
        secrets=args.secrets,
        origin=COMMAND_LINE,
    )
    return found.overlaid(given)


def migrated(args: argparse.Namespace) -> Result:
    """The migration that the arguments ask for; raises `InternalError` if it breaks a promise."""
    from pass_migrate.pipeline import migrate

    project = project_of(args)
    return migrate(project, settings_of(args, project))
