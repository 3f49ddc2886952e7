"""What a person should know about names that do not keep resolving."""

from __future__ import annotations

from pass_migrate.facts import Fact
from pass_migrate.model import Finding, Reference, Severity, Workload
from pass_migrate.passes.listing import places


def impossible(workload: Workload, name: Fact[str], asked: list[Reference], fit: str) -> Finding:
    """No Service can have this name; `fit` is the name that it has instead."""
    users = places((found.caller, found.place) for found in asked)
    return Finding(
        id="unresolvable-name",
        severity=Severity.ERROR if asked else Severity.WARNING,
        subject=workload.key.value,
        message=f"`{name.value}` cannot be the name of a Service"
        + (f", but it is used in {users}." if asked else "; whoever uses it will not find it."),
        remedy=f"Use `{fit}` there instead." if asked else f"Where the name is used, use `{fit}` instead.",
        leaves=name.also(*(found.name for found in asked)).leaves,
    )


def taken(workload: Workload, name: Fact[str], owner: str, asked: list[Reference]) -> Finding:
    """The name leads to another service; `owner` is its key."""
    users = places((found.caller, found.place) for found in asked)
    return Finding(
        id="alias-taken",
        severity=Severity.WARNING,
        subject=workload.key.value,
        message=f"Its alias `{name.value}` is a name of {owner} as well; in the cluster it leads there only."
        + (f" It is used in {users}." if asked else ""),
        remedy="Give one of the two another alias.",
        leaves=name.leaves,
    )
