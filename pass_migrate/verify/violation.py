"""What a check found wrong with a manifest, and where in the input that comes from."""

from __future__ import annotations

from pass_migrate.emit.manifest import Field, Manifest, field_text
from pass_migrate.facts import Leaf, union
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A field that Kubernetes would refuse, warn of, or take for something that nobody meant."""

    manifest: Manifest
    field: Field
    """The field; empty for the object as a whole."""
    rule: str
    """Id of the rule that is broken, the same in every bundle: `duplicate-port`."""
    message: str
    """What is wrong, in a sentence without a secret value."""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The input that the field rests on.

        Its own fact's, or the nearest enclosing one's, or all that lie below.
        """
        sources = self.manifest.sources
        for length in range(len(self.field), 0, -1):
            if (fact := sources.get(self.field[:length])) is not None:
                return fact.leaves
        depth = len(self.field)
        return union(*(fact.leaves for field, fact in sources.items() if field[:depth] == self.field))

    @property
    def text(self) -> str:
        """`Deployment/web spec.replicas: not an integer [schema]`."""
        where = f"{self.manifest.reference} {field_text(self.field)}".rstrip()
        return f"{where}: {self.message} [{self.rule}]"

    def __str__(self) -> str:
        return self.text
