"""On random texts, each grammar agrees with the real `docker-compose config`.

What we read goes to Docker Compose many texts to a file, and must come out as we read it. What we refuse goes
there one by one, and must be refused.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, plain
from pass_migrate.load.yaml_tree import parse
from tests.load.compose import random_grammar
from tests.load.compose.grammars import GRAMMARS, SHELL, Grammar, Plain, UnseenError, unescaped
from tests.testbed.fixtures import compose_oracle

__all__ = ["compose_oracle"]

pytestmark = pytest.mark.long

SEED = int(os.environ.get("PASS_MIGRATE_SEED", "1"))
ACCEPTED = 1200
"""Texts that are compared."""
REFUSED = 60
"""Texts that we refuse and of which it is seen that Docker Compose refuses them too."""


def rendered(node: Any, indent: str) -> str:
    """JSON, but with mappings as blocks, and with plain scalars where they are asked for."""
    match node:
        case Plain():
            return str(node)
        case dict():
            return "".join(
                f"\n{indent}{json.dumps(key)}: {rendered(value, indent + '  ')}"
                for key, value in node.items()
            )
    return json.dumps(node)


def config(program: Path, folder: Path, text: str, form: str = "json") -> str | None:
    """What `docker-compose config` prints, or None if it refuses."""
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "compose.yaml").write_text(text, encoding="utf-8")
    options = ["--format", form, "--no-consistency", "--no-path-resolution", "--no-normalize"]
    command = [str(program), "-f", "compose.yaml", "-p", "p", "config", *options]
    done = subprocess.run(
        command, cwd=folder, env=SHELL, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout if done.returncode == 0 else None


def asked(program: Path, folder: Path, grammar: Grammar, texts: list[str]) -> list[Any] | None:
    """What Docker Compose reads in each text, all in one file; None if it refuses one of them."""
    services = {}
    folder.mkdir(exist_ok=True, parents=True)
    for number, text in enumerate(texts):
        services[f"s{number}"] = {"image": "x", **grammar.service(text, number)}
        for name, content in grammar.files(text, number).items():
            (folder / name).write_bytes(content.encode())
    out = config(program, folder, rendered({"services": services}, ""))
    if out is None:
        return None
    found = json.loads(out)["services"]
    return [unescaped(grammar.theirs(found[f"s{number}"])) for number in range(len(texts))]


def refused(program: Path, folder: Path, grammar: Grammar, texts: list[str]) -> list[str]:
    """Those of the texts that Docker Compose refuses, found by halving."""
    if asked(program, folder, grammar, texts) is not None:
        return []
    if len(texts) == 1:
        return texts
    half = len(texts) // 2
    return refused(program, folder, grammar, texts[:half]) + refused(program, folder, grammar, texts[half:])


def sample(grammar: Grammar, name: str) -> tuple[dict[str, Any], list[str]]:
    """Texts that we read with what we read, and texts that we refuse."""
    chance = random.Random(f"{SEED} {name}")
    good: dict[str, Any] = {}
    bad: dict[str, None] = {}
    for _ in range(20_000):
        text = grammar.make(chance)
        try:
            value = grammar.ours(text)
        except UnseenError:
            continue
        except (MigrateError, ValueError):
            bad[text] = None
        else:
            good[text] = value
        if len(good) >= ACCEPTED and len(bad) >= REFUSED:
            break
    return dict(list(good.items())[:ACCEPTED]), list(bad)[:REFUSED]


@pytest.mark.parametrize("name", GRAMMARS)
def test_what_we_read_docker_compose_reads_the_same(name: str, compose_oracle: Path, tmp_path: Path) -> None:
    """Every text that we accept comes out of Docker Compose as we read it."""
    grammar = GRAMMARS[name]
    good, _ = sample(grammar, name)
    assert good
    texts = list(good)
    for start in range(0, len(texts), 300):
        batch = texts[start : start + 300]
        found = asked(compose_oracle, tmp_path / str(start), grammar, batch)
        assert found is not None, refused(compose_oracle, tmp_path / "halves", grammar, batch)
        different = {
            text: (good[text], there) for text, there in zip(batch, found, strict=True) if good[text] != there
        }
        assert different == {}


@pytest.mark.parametrize("name", GRAMMARS)
def test_what_we_refuse_docker_compose_refuses(name: str, compose_oracle: Path, tmp_path: Path) -> None:
    """Every text that we refuse is refused by Docker Compose."""
    grammar = GRAMMARS[name]
    _, bad = sample(grammar, name)
    assert bad
    assert [text for text in bad if asked(compose_oracle, tmp_path, grammar, [text]) is not None] == []


def our_yaml(text: str) -> Any:
    """What we read in a file."""
    (document,) = parse(text, "compose.yaml", Journal())
    assert isinstance(document, Map)
    return plain(document)


def test_yaml_is_read_as_docker_compose_reads_it(compose_oracle: Path, tmp_path: Path) -> None:
    """Random YAML under an extension is accepted or refused as Docker Compose does, with the same values."""
    chance = random.Random(f"{SEED} yaml")
    refusals = 0
    for _ in range(300):
        text = f"services: {{a: {{image: x}}}}\nx-y: &x [1]\nx-t: {random_grammar.yaml(chance)}\n"
        try:
            ours = our_yaml(text)["x-t"]
        except MigrateError:
            refusals += 1
            assert config(compose_oracle, tmp_path / "refused", text) is None, text
            continue
        out = config(compose_oracle, tmp_path / "accepted", text, "yaml")
        assert out is not None, text
        assert our_yaml(out)["x-t"] == ours, text
    assert 50 < refusals < 250
