"""The grammars that are held against Docker Compose: what a text becomes here, and where it stands there."""

from __future__ import annotations

import posixpath
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose import casts, dotenv, durations, kvfile, ports, shellwords, sizes, volumes
from pass_migrate.load.compose.interpolate import interpolate
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import plain
from pass_migrate.load.yaml_scalars import Timestamp, go_text
from pass_migrate.load.yaml_tree import parse
from tests.load.compose import random_grammar
from tests.load.places import scalar, variables

SHELL = {"A": "va", "B": "$A", "EMPTY": "", "HOME": "/root"}


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
    """The value of a template, with the shell's variables."""
    return interpolate(scalar(text), variables(SHELL), lambda _problem: None).value


def env_file(text: str) -> dict[str, object]:
    """What an env file sets."""
    found = dotenv.parse(text, "x.env", Journal(), variables(SHELL))
    return {name: entry.value.value for name, entry in found.items()}


def raw_env_file(text: str) -> dict[str, object]:
    """What an env file of format `raw` sets."""
    found = kvfile.parse(text, "x.env", Journal(), variables(SHELL))
    return {name: entry.value.value for name, entry in found.items()}


def long_ports(text: str) -> list[Any]:
    """The long forms of a short port."""
    found = [plain(port) for port in ports.expand(scalar(text), Journal())]
    if len(found) > 50:
        raise UnseenError
    return found


def long_volume(text: str) -> dict[str, Any]:
    """The long form of a short volume."""
    volume = plain(volumes.expand(scalar(text), Journal()))
    # The canonical form has the target cleaned; a mount that is not read-only does not say so.
    volume["target"] = re.sub("^//+", "/", posixpath.normpath(volume["target"]))
    return {key: value for key, value in volume.items() if value is not False}


def environment(text: str) -> object:
    """The value of an environment variable that is written so in YAML."""
    (document,) = parse(f"V: {text}\n", "compose.yaml", Journal())
    value = plain(document)["V"]
    if value is None or not isinstance(value, str | int | float):
        raise UnseenError
    if isinstance(value, Timestamp):
        raise MigrateError([])
    return go_text(value)


def split(text: str) -> list[object]:
    """The words of a command."""
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
