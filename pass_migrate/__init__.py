"""Docker Compose deployments become Kubernetes manifests, and every value of the input has a fate.

from pass_migrate import Settings, load, migrate

project = load("docker-compose.yml", "eclipse-pass.local.yml")
result = migrate(project, Settings(namespace="pass"))
for row in result.ledger.at("eclipse-pass.local.yml", 59):
    print(row.leaf, row.fate.value, row.reason)
result.write("k8s")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pass_migrate.emit.manifest import Manifest
    from pass_migrate.emit.write import Written
    from pass_migrate.errors import ExitCode, InternalError, MigrateError, Problem
    from pass_migrate.facts import Fact, Fate, Leaf, Rule
    from pass_migrate.ledger import Ledger, Row
    from pass_migrate.load.project import Project
    from pass_migrate.model import App, Decision, Finding, Severity
    from pass_migrate.pipeline import Result, load, migrate
    from pass_migrate.settings import Settings

__version__ = "0.1.0"

# Importing a subpackage binds its name here, once. Let that happen first: then `load` is the function.
import_module("pass_migrate.load")
globals().pop("load")

_HOME = {
    "App": "model",
    "Decision": "model",
    "ExitCode": "errors",
    "Fact": "facts",
    "Fate": "facts",
    "Finding": "model",
    "InternalError": "errors",
    "Leaf": "facts",
    "Ledger": "ledger",
    "Manifest": "emit.manifest",
    "MigrateError": "errors",
    "Problem": "errors",
    "Project": "load.project",
    "Result": "pipeline",
    "Row": "ledger",
    "Rule": "facts",
    "Settings": "settings",
    "Severity": "model",
    "Written": "emit.write",
    "load": "pipeline",
    "migrate": "pipeline",
}
"""Where each public name lives. They are imported when they are first used: importing the package stays
fast."""

__all__ = [
    "App",
    "Decision",
    "ExitCode",
    "Fact",
    "Fate",
    "Finding",
    "InternalError",
    "Leaf",
    "Ledger",
    "Manifest",
    "MigrateError",
    "Problem",
    "Project",
    "Result",
    "Row",
    "Rule",
    "Settings",
    "Severity",
    "Written",
    "load",
    "migrate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
