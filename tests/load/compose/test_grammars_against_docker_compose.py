"""On random texts, each grammar agrees with the real `docker-compose config`.

What we read goes to Docker Compose many texts to a file, and must come out as we read it. What we refuse goes
there one by one, and must be refused.
"""

from __future__ import annotations

import json
import os
import posixpath
import random
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose import casts, dotenv, durations, kvfile, ports, shellwords, sizes, volumes
from pass_migrate.load.compose.interpolate import interpolate
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, plain
from pass_migrate.load.yaml_scalars import Timestamp, go_text
from pass_migrate.load.yaml_tree import parse
from tests.load.compose import random_grammar
from tests.load.places import scalar, variables
from tests.testbed.fixtures import compose_oracle

__all__ = ["compose_oracle"]

pytestmark = pytest.mark.long

SHELL = {"A": "va", "B": "$A", "EMPTY": "", "HOME": "/root"}
SEED = int(os.environ.get("PASS_MIGRATE_SEED", "1"))
ACCEPTED = 1200
"""Texts that are compared."""
REFUSED = 60
"""Texts that we refuse and of which it is seen that Docker Compose refuses them too."""


class UnseenError(Exception):
    """A text whose reading cannot be seen in the output of Docker Compose."""


@dataclass(frozen=True)
class Grammar:
    """One grammar: how to make a text, how we read it, and how Docker Compose is asked to."""

    make: Callable[[random.Random], str]
    ours: Callable[[str], Any]
    """What we read; an error if we refuse."""
    service: Callable[[str, int], dict[str, Any]]
    """Attributes of a service that holds the text; the number tells services apart."""
    theirs: Callable[[dict[str, Any]], Any]
    """What Docker Compose read, from the service in its output."""
    files: Callable[[str, int], dict[str, str]] = lambda _text, _number: {}
    """Files that the service refers to."""


def template(text: str) -> object:
    return interpolate(scalar(text), variables(SHELL), lambda _problem: None).value


def env_file(text: str) -> dict[str, object]:
    found = dotenv.parse(text, "x.env", Journal(), variables(SHELL))
    return {name: entry.value.value for name, entry in found.items()}


def raw_env_file(text: str) -> dict[str, object]:
    found = kvfile.parse(text, "x.env", Journal(), variables(SHELL))
    return {name: entry.value.value for name, entry in found.items()}


def long_ports(text: str) -> list[Any]:
    found = [plain(port) for port in ports.expand(scalar(text), Journal())]
    if len(found) > 50:
        raise UnseenError
    return found


def long_volume(text: str) -> dict[str, Any]:
    volume = plain(volumes.expand(scalar(text), Journal()))
    # The canonical form has the target cleaned; a mount that is not read-only does not say so.
    volume["target"] = re.sub("^//+", "/", posixpath.normpath(volume["target"]))
    return {key: value for key, value in volume.items() if value is not False}


def environment(text: str) -> object:
    (document,) = parse(f"V: {text}\n", "compose.yaml", Journal())
    value = plain(document)["V"]
    if value is None or not isinstance(value, str | int | float):
        raise UnseenError
    if isinstance(value, Timestamp):
        raise MigrateError([])
    return go_text(value)


def split(text: str) -> list[object]:
    return [word.value for word in shellwords.split(scalar(text), Journal())]


def escaped(text: str) -> str:
    """The text with its dollars protected from interpolation."""
    return text.replace("$", "$$")


def unescaped(node: Any) -> Any:
    """What Docker Compose printed, its dollars as they were before it doubled them."""
    match node:
        case str():
            return node.replace("$$", "$")
        case list():
            return [unescaped(item) for item in node]
        case dict():
            return {unescaped(key): unescaped(value) for key, value in node.items()}
    return node


class Plain(str):
    """A text that goes into the file as a plain scalar, not as a JSON string."""

    __slots__ = ()


GRAMMARS = {
    "interpolation": Grammar(
        random_grammar.template,
        template,
        lambda text, _: {"environment": {"V": text}},
        lambda service: service["environment"]["V"],
    ),
    "dotenv": Grammar(
        random_grammar.dotenv,
        env_file,
        lambda _, number: {"env_file": f"{number}.env"},
        lambda service: service.get("environment") or {},
        lambda text, number: {f"{number}.env": text},
    ),
    "raw": Grammar(
        random_grammar.raw,
        raw_env_file,
        lambda _, number: {"env_file": [{"path": f"{number}.env", "format": "raw"}]},
        lambda service: service.get("environment") or {},
        lambda text, number: {f"{number}.env": text},
    ),
    "ports": Grammar(
        random_grammar.port,
        long_ports,
        lambda text, _: {"ports": [text]},
        lambda service: service["ports"],
    ),
    "volumes": Grammar(
        random_grammar.volume,
        long_volume,
        lambda text, _: {"volumes": [text]},
        lambda service: service["volumes"][0],
    ),
    "words": Grammar(
        random_grammar.words,
        split,
        lambda text, _: {"command": escaped(text)},
        lambda service: service["command"],
    ),
    "durations": Grammar(
        random_grammar.duration,
        lambda text: durations.text(durations.parse(text)),
        lambda text, _: {"stop_grace_period": text},
        lambda service: service["stop_grace_period"],
    ),
    "sizes": Grammar(
        random_grammar.size,
        lambda text: str(sizes.parse(text) or "none"),
        lambda text, _: {"shm_size": text},
        lambda service: service.get("shm_size", "none"),
    ),
    "scalars": Grammar(
        random_grammar.number,
        environment,
        lambda text, _: {"environment": {"V": Plain(text)}},
        lambda service: service["environment"]["V"],
    ),
    "dates": Grammar(
        random_grammar.date,
        environment,
        lambda text, _: {"environment": {"V": Plain(text)}},
        lambda service: service["environment"]["V"],
    ),
    "cpus": Grammar(
        random_grammar.number,
        lambda text: casts.single(text) or "none",
        lambda text, _: {"cpus": text},
        lambda service: float(service["cpus"]) if "cpus" in service else "none",
    ),
    "integers": Grammar(
        random_grammar.number,
        lambda text: casts.integer(text) or "none",
        lambda text, _: {"cpu_shares": text},
        lambda service: service.get("cpu_shares", "none"),
    ),
}


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
