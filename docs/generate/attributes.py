"""The reference of Compose attributes: where the values of each end up, as the fixtures show."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docs.generate.markdown import MADE, code, table
from docs.generate.projects import results
from pass_migrate.emit.manifest import Field
from pass_migrate.facts import Fate
from pass_migrate.ledger import Row
from pass_migrate.shipped import schema_text
from pass_migrate.verify.index import TEMPLATES

HEAD = """# Attributes

Every attribute of a Compose file, with what became of its values in the examples of `fixtures/`: the fates
that they met, the manifest fields that they reached (`Pod` is the pod template of any workload), and the
rules by which they did. `*` stands for a name, `[*]` for a position. The report of your own project says it
for each value, with its line.
"""
REST = """## In no example

Attributes that no example uses. The same rules decide about them, and nothing is passed over in silence:
"""
ENV_FILE = "(variable in an env file)"


@dataclass
class Seen:
    """What became of the values of one attribute."""

    fates: set[Fate] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)


def attributes_page() -> str:
    """The page."""
    seen: dict[str, Seen] = defaultdict(Seen)
    for result in results():
        for row in result.ledger:
            _note(seen[_pattern(row)], row)
    shown = sorted(seen, key=_order)
    rows = (
        [
            code(pattern),
            ", ".join(fate.value for fate in Fate if fate in seen[pattern].fates),
            _fields(sorted(seen[pattern].fields)),
            " ".join(code(rule) for rule in sorted(seen[pattern].rules)),
        ]
        for pattern in shown
    )
    rest = ", ".join(code(path) for path in unshown())
    return "\n".join([MADE, HEAD, table(("attribute", "fate", "reaches", "rules"), rows), REST, rest, ""])


def unshown() -> list[str]:
    """Attributes of the Compose schema that no fixture uses."""
    seen = {_pattern(row) for result in results() for row in result.ledger}
    covered = {prefix for pattern in seen for prefix in _prefixes(pattern)}
    return sorted(path for path in declared() if path not in covered)


@cache
def declared() -> frozenset[str]:
    """Every attribute that the Compose schema knows."""
    schema = json.loads(schema_text("compose.json"))
    return frozenset(_declared(schema, schema, "", ()))


def _declared(node: Any, schema: Any, at: str, inside: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in inside:
            yield from _declared(schema["definitions"][name], schema, at, (*inside, name))
        return
    for choice in ("oneOf", "anyOf", "allOf"):
        for option in node.get(choice, ()):
            yield from _declared(option, schema, at, inside)
    for key, value in node.get("properties", {}).items():
        below = f"{at}.{key}" if at else key
        yield below
        yield from _declared(value, schema, below, inside)
    for value in node.get("patternProperties", {}).values():
        yield from _declared(value, schema, f"{at}.*" if at else "*", inside)
    if isinstance(node.get("additionalProperties"), dict):
        yield from _declared(node["additionalProperties"], schema, f"{at}.*", inside)
    if isinstance(node.get("items"), dict):
        yield from _declared(node["items"], schema, f"{at}[*]", inside)


def _note(seen: Seen, row: Row) -> None:
    seen.fates.add(row.fate)
    if row.rule:
        seen.rules.add(row.rule)
    for reached in row.reached:
        seen.fields.add(_place(reached.manifest.kind, reached.field))
        if reached.rule is not None:
            seen.rules.add(reached.rule.id)


MANY = 8
"""More fields than this are only counted: what was read from a file can reach anything."""


def _fields(fields: list[str]) -> str:
    more = [f"and {len(fields) - MANY} more"] if len(fields) > MANY else []
    return "<br>".join([*(code(each) for each in fields[:MANY]), *more])


NAMED = frozenset(
    {"labels", "matchLabels", "annotations", "data", "stringData", "binaryData", "nodeSelector", "selector"}
)
"""Fields whose keys are names of the user's."""


def _place(kind: str, path: Field) -> str:
    """A manifest field, with pods as pods whatever makes them."""
    template = (*TEMPLATES[kind], "spec") if kind in TEMPLATES else None
    if template is not None and path[: len(template)] == template:
        return f"Pod {_general(path[len(template) :])}"
    return f"{kind} {_general(path)}"


def _general(path: Field) -> str:
    """A manifest field without positions and without the user's names."""
    out, named = "", False
    for step in path:
        if step == "#key":
            continue
        if isinstance(step, int):
            out += "[*]"
        else:
            out += f".{'*' if named else step}" if out else step
        named = step in NAMED
    return out


def _pattern(row: Row) -> str:
    """The attribute of a leaf: its path without positions and names."""
    path = row.leaf.path
    if not re.match(r"(services|volumes|networks|configs|secrets|models|include|name|version|x-)", path):
        return ENV_FILE if re.fullmatch(r"[A-Za-z_][\w.-]*(#.*)?", path) else "(file)"
    path = re.sub(r"\[\d+\]", "[*]", path)
    steps = re.findall(r"(?:[^.\[#\\]|\\.)+|\[\*\]|#.*", path)
    known = declared()
    out = ""
    for step in steps:
        if step.startswith(("[", "#")):
            out += step
            continue
        here = f"{out}.{step}" if out else step
        out = here if here in known or step.startswith("x-") else f"{out}.*"
    return out


def _prefixes(pattern: str) -> Iterator[str]:
    pattern = pattern.partition("#")[0]
    yield pattern
    while "." in pattern or "[" in pattern:
        pattern = pattern[: max(pattern.rfind("."), pattern.rfind("["))]
        yield pattern


def _order(pattern: str) -> tuple[int, str]:
    heads = (
        "name",
        "version",
        "include",
        "services",
        "volumes",
        "networks",
        "configs",
        "secrets",
        "models",
        "x-",
        "(",
    )
    return next(at for at, head in enumerate(heads) if pattern.startswith(head)), pattern
