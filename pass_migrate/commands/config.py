"""`config`: the resolved Compose model, as `docker compose config` prints it."""

from __future__ import annotations

import argparse
import sys

from pass_migrate.commands import options
from pass_migrate.errors import ExitCode
from pass_migrate.load.tree import Map, Node, Scalar
from pass_migrate.records import replace

SUMMARY = "print the resolved Compose model, as docker compose config does"
USAGE = "[-f FILE]... [--format yaml|json] [options]"
DESCRIPTION = """
Print the Compose project as it is understood: files merged, variables filled in, short forms taken apart.

The output has the values of all variables, secrets included, as that of `docker compose config`.
On a terminal, what looks like a secret is masked; --show-secrets prints it there too.
"""
EPILOG = """
examples:
  pass-migrate config -f compose.yaml -f prod.yaml
  pass-migrate config --format json | jq '.services | keys'
"""
MASK = "***"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    options.compose(parser)
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=("yaml", "json"), default="yaml", help="form of the output")
    group.add_argument("--show-secrets", action="store_true", help="do not mask secrets on a terminal")


def run(args: argparse.Namespace) -> int:
    """Print the model."""
    from pass_migrate.load.compose.config import render

    project = options.project_of(args)
    for warning in project.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if sys.stdout.isatty() and not args.show_secrets:
        project = replace(project, tree=masked(project.tree))
    text = render(project, args.format)
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    return ExitCode.CLEAN


def masked(model: Map) -> Map:
    """The model without the values of variables that look like secrets, by name or by shape."""
    out = model.copy()
    services = out.get("services")
    if isinstance(services, Map):
        out.items["services"] = masked_services = services.copy()
        for name, service in services.items.items():
            environment = service.get("environment") if isinstance(service, Map) else None
            if isinstance(service, Map) and isinstance(environment, Map):
                changed, variables = service.copy(), environment.copy()
                for variable, value in environment.items.items():
                    variables.items[variable] = _masked(variable, value)
                changed.items["environment"] = variables
                masked_services.items[name] = changed
    for section in ("secrets", "configs"):
        entries = out.get(section)
        if isinstance(entries, Map):
            out.items[section] = changed_entries = entries.copy()
            for name, entry in entries.items.items():
                if isinstance(entry, Map) and "content" in entry:
                    changed_entries.items[name] = changed = entry.copy()
                    held = changed.items["content"]
                    changed.items["content"] = held.with_value(MASK) if isinstance(held, Scalar) else held
    return out


def _masked(name: str, value: Node) -> Node:
    from pass_migrate.knowledge.secret_names import sign_of
    from pass_migrate.knowledge.secret_values import in_variable

    if isinstance(value, Scalar) and isinstance(value.value, str) and value.value:
        sign = sign_of(name)
        if (sign is not None and not sign.weak) or in_variable(value.value):
            return value.with_value(MASK)
    return value
