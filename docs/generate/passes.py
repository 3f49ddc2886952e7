"""The reference of passes: what each decides, what it reads and writes, and the reasons it may give."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from types import ModuleType

import yaml

from docs.generate.markdown import MADE, code, prose, table
from docs.generate.projects import FIXTURES
from pass_migrate.emit import rules as emission
from pass_migrate.facts import Rule
from pass_migrate.load.lower import drops
from pass_migrate.passes import PASSES, Transform

HEAD = """# Passes

A pass takes one decision. They run in this order, each on the model that the one above it left. A pass may
write only what it declares; the reasons that it gives are the rules under its name, and the report cites
them by their ids.
"""

LOADING = """What has no counterpart, or no effect at run time, whatever its value. Attributes whose fate
depends on their value are in the hands of the passes above."""


def passes_page() -> str:
    """The page."""
    return "\n".join(
        [
            MADE,
            HEAD,
            *(_pass(each) for each in PASSES),
            "# Reasons that loading gives",
            "",
            LOADING,
            "",
            _rules(_declared(drops)),
            "# Reasons that emission gives",
            "",
            _rules(_declared(emission)),
        ]
    )


def _pass(each: Transform) -> str:
    module = sys.modules[each.run.__module__]
    cases = sorted((FIXTURES / "passes" / each.name).glob("*/expected.yaml"))
    examples = [
        f"* [{case.parent.name}](../../fixtures/passes/{each.name}/{case.parent.name}): "
        f"{yaml.safe_load(case.read_text(encoding='utf-8')).get('about', '')}"
        for case in cases
    ]
    return "\n".join(
        [
            f"## {each.name}",
            "",
            prose(module.__doc__),
            "",
            f"Reads {_list(each.reads)}; writes {_list(each.writes)}.",
            "",
            _rules(each.rules),
            *([*examples, ""] if examples else []),
        ]
    )


def _rules(rules: Iterable[Rule]) -> str:
    unique = {rule.id: rule for rule in rules}
    return table(
        ("rule", "fate", "why"), ([code(rule.id), rule.fate.value, rule.why] for rule in unique.values())
    )


def _declared(module: ModuleType) -> list[Rule]:
    """Every rule that a module defines, in its order."""
    found = [value for _, value in inspect.getmembers(module) if isinstance(value, Rule)]
    found += [rule for rule in getattr(module, "DROPS", {}).values() if isinstance(rule, Rule)]
    return sorted(set(found), key=lambda rule: rule.id)


def _list(names: Iterable[str]) -> str:
    return ", ".join(code(name) for name in sorted(names)) or "nothing"
