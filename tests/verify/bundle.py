"""A small application in which nothing is wrong, and edits that break it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pass_migrate.emit.manifest import Manifest
from pass_migrate.verify import Violation, verify
from pass_migrate.verify.folder import read_folder

GOOD = Path(__file__).parent / "good"
POD = "Deployment/web spec.template.spec"
WEB = f"{POD}.containers.0"
Edit = Callable[[dict[str, Any]], None]
"""Changes manifests, given by `Kind/name`."""


@cache
def _good() -> tuple[Manifest, ...]:
    return read_folder(GOOD)[0]


def good() -> tuple[Manifest, ...]:
    """The manifests of the folder `good`, free to be changed."""
    return deepcopy(_good())


def edited(*edits: Edit) -> tuple[Manifest, ...]:
    """The same manifests after some edits."""
    manifests = good()
    bodies = {manifest.reference: manifest.body for manifest in manifests}
    for edit in edits:
        edit(bodies)
    return manifests


def put(path: str, value: Any) -> Edit:
    """Set a field: `Deployment/web spec.replicas`, with numbers as positions; None removes it."""
    reference, _, field = path.partition(" ")
    *way, last = [int(step) if step.isdigit() else step for step in field.split(".")]

    def edit(bodies: dict[str, Any]) -> None:
        node = bodies[reference]
        for step in way:
            node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
        if value is None:
            del node[last]
        elif isinstance(node, list) and last == len(node):
            node.append(value)
        else:
            node[last] = value

    return edit


@dataclass(frozen=True)
class Mistake:
    """One edit of the good bundle, and what it has to be found as."""

    path: str
    """The field to set, as `put` takes it."""
    value: Any
    rule: str
    at: str = ""
    """The field that has to be named, in the same notation; where it is not the edited one."""
    also: tuple[str, ...] = ()
    """Other rules that the same edit breaks along the way."""

    def is_found(self) -> None:
        """Assert that the edit breaks this rule at this field, and besides it exactly the other rules."""
        found = verify(edited(put(self.path, self.value)))
        assert (self.at or self.path) in [_dotted(each) for each in found if each.rule == self.rule]
        assert {each.rule for each in found} == {self.rule, *self.also}


def _dotted(violation: Violation) -> str:
    return f"{violation.manifest.reference} {'.'.join(map(str, violation.field))}".rstrip()
