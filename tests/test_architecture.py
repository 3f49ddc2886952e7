"""The shape that the code promises to keep: who imports whom, how long files are, what a pass consists of."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.generate.passes import passes_page
from pass_migrate.passes import PASSES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pass_migrate"
SOURCES = sorted(
    path
    for folder in ("pass_migrate", "tests", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in SOURCES}

BASE = {"errors", "own_files", "paths", "records", "shipped"}
"""What everybody may import: errors, names of our files, path patterns, data classes, what comes along."""
LAYERS = {
    "errors": {"records"},
    "own_files": set[str](),
    "paths": set[str](),
    "records": set[str](),
    "shipped": set[str](),
    "facts": BASE,
    "knowledge": BASE,
    "model": BASE | {"facts"},
    "load": BASE | {"facts", "model", "knowledge"},
    "passes": BASE | {"facts", "model", "knowledge"},
    "routing": BASE | {"facts", "model"},
    "emit": BASE | {"facts", "model"},
    "verify": BASE | {"facts", "emit"},
    "setting_keys": BASE | {"model"},
    "settings": BASE | {"facts", "model", "load", "setting_keys"},
    "ledger": BASE | {"facts", "model", "load", "emit"},
    "pipeline": BASE
    | {"facts", "model", "knowledge", "load", "passes", "emit", "ledger", "settings", "verify", "report"},
}
"""Which parts of the package each part may import, besides itself."""
OUTERMOST = {"report", "commands", "cli", "display", "settings_text", "__main__", "__init__"}
"""Parts that may import everything. Nothing below imports them, but for the report that a result writes."""


def imports(path: Path) -> Iterator[str]:
    """The parts of the package that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module]
            if node.module == "pass_migrate":
                names = [f"pass_migrate.{alias.name}" for alias in node.names]
        for name in names:
            top, _, rest = name.partition(".")
            if top == "pass_migrate" and rest:
                yield rest.partition(".")[0]


def part(path: Path) -> str:
    """The part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize(
    "path", [each for each in SOURCES if PACKAGE in each.parents], ids=lambda each: each.name
)
def test_imports_go_one_way(path: Path) -> None:
    """A file imports only what stands below it; loading, passes and emission know nothing of each other."""
    own = part(path)
    assert own in LAYERS or own in OUTERMOST, f"{own} has no place among the layers"
    if own in LAYERS:
        assert set(imports(path)) - {own} <= LAYERS[own]


def test_files_stay_small() -> None:
    """No file is longer than 300 lines: a longer one is asking to be two."""
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := path.read_text().count("\n")) > 300}
    assert long == {}


def test_names_say_what_is_inside() -> None:
    """No file is called after nothing in particular."""
    vague = re.compile(r"(^|_)(utils?|helpers?|misc|common|stuff|manager)(_|\.py$)")
    assert [path.name for path in SOURCES if vague.search(path.name)] == []


@pytest.mark.parametrize("name", [each.name for each in PASSES])
def test_a_pass_has_one_name_for_all_of_it(name: str) -> None:
    """A pass is a file, a function, a folder of fixtures and a heading in the reference, all of one name."""
    (declared,) = [each for each in PASSES if each.name == name]
    assert declared.run.__module__ == f"pass_migrate.passes.{name}"
    assert list((ROOT / "fixtures" / "passes" / name).glob("*/expected.yaml")), "it has no fixture"
    assert f"\n## {name}\n" in passes_page()


def test_a_pass_says_what_it_decides() -> None:
    """The first line of a pass is a whole sentence."""
    assert [each.name for each in PASSES if not each.description.endswith(".")] == []


def test_rules_have_one_meaning() -> None:
    """An id of a rule stands for one fate and one reason wherever it is used."""
    seen: dict[str, set[tuple[str, str]]] = {}
    for each in PASSES:
        for rule in each.rules:
            seen.setdefault(rule.id, set()).add((rule.fate.value, rule.why))
    assert {name: meanings for name, meanings in seen.items() if len(meanings) > 1} == {}


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import pass_migrate` waits for nobody: parsers, validators and clients come when they are used."""
    script = "import pass_migrate, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"yaml", "rich", "jsonschema_rs", "kubernetes", "docker", "pass_migrate.pipeline"}
    assert heavy & set(loaded.stdout.split()) == set()


def test_only_the_verbs_that_need_them_load_the_clients() -> None:
    """Converting loads no cluster client and no Docker client."""
    script = (
        "import sys; from pass_migrate import migrate, load; from pass_migrate.shipped import example;"
        "migrate(load(example() / 'docker-compose.yml', environ={})); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"kubernetes", "docker", "requests", "urllib3"} & set(loaded.stdout.split()) == set()
