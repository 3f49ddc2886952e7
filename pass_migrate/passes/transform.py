"""How a pass is declared: its name, what it reads and writes, and the rules that it may give as reasons.

A pass is a file, a function, a fixture folder, a heading in the reference and an id in the report: one name
for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pass_migrate.facts import Rule
from pass_migrate.model import App
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class Transform:
    """A pass: a function from the model to the model, with its declaration."""

    run: Callable[[App], App]
    name: str
    """The pass's id: the name of its function, file and fixture folder."""
    description: str
    """The first line of its module's docstring: the decision it takes, as a statement about the world."""
    reads: frozenset[str]
    """Fields of the model it looks at: `workloads.health`, `volumes.driver`."""
    writes: frozenset[str]
    """Fields of the model it may change; changing another one is stopped by the runner."""
    rules: tuple[Rule, ...]
    """Every rule it may give as a reason."""

    def __call__(self, app: App) -> App:
        """Run the pass."""
        return self.run(app)


def transform(
    *, reads: Iterable[str], writes: Iterable[str], rules: Iterable[Rule] = ()
) -> Callable[[Callable[[App], App]], Transform]:
    """Declare a pass. `reads` and `writes` name fields of the model; `rules` are the reasons it may give."""

    def declare(function: Callable[[App], App]) -> Transform:
        module_doc = function.__globals__.get("__doc__") or ""
        return Transform(
            run=function,
            name=function.__name__,
            description=module_doc.strip().split("\n")[0],
            reads=frozenset(reads),
            writes=frozenset(writes),
            rules=tuple(rules),
        )

    return declare
