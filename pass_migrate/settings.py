"""`pass-migrate.yaml`: where the application goes, and the answers to decisions.

Every value is a fact with its line, so that a manifest field that rests on a setting names that line in the
report. The keys stand in `setting_keys`; `schemas/settings.json` says the same to editors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, field
from pathlib import Path
from typing import Any, TypeAlias, cast

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Fact, Leaf
from pass_migrate.load.journal import Journal
from pass_migrate.load.sources import Sources
from pass_migrate.load.tree import Map, Node, Scalar, Seq
from pass_migrate.load.yaml_tree import parse
from pass_migrate.model import Target
from pass_migrate.own_files import SETTINGS
from pass_migrate.records import dataclass, replace
from pass_migrate.setting_keys import KEYS, SECTIONS, Key

FILE = SETTINGS
"""The settings file that is read when none is named: beside the Compose file."""

COMMAND_LINE = "<command line>"
"""The file name in places of values that came as arguments of the command."""
SCRIPT = "<script>"
"""The file name in places of values that a Python program passed."""

_BY_PATH = {key.path: key for key in KEYS}
_BY_FIELD = {key.field: key for key in KEYS}
_PLAIN = frozenset({"profile", "kubernetes_version", "secrets", "liveness", "helper_image", "kubectl_image"})
"""Fields of `Target` that hold the bare value: they choose how to write, and are in no manifest."""

Said: TypeAlias = Fact[Any] | str | None
"""What was said about one thing: a fact, or in a Python program the value itself; None: nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user said about the target; what is None was not said. Bare values become facts.

    A Python program writes `Settings(profile="eks", namespace="pass", answers={"volume-size/db": "50Gi"})`.
    Raises `MigrateError` for values that cannot be.
    """

    profile: Said = None
    namespace: Said = None
    kubernetes_version: Said = None
    ingress_host: Said = None
    ingress_class: Said = None
    gateway: Said = None
    tls_secret: Said = None
    storage_class: Said = None
    shared_storage_class: Said = None
    storage_size: Said = None
    secrets: Said = None
    secret_store: Said = None
    liveness: Fact[Any] | bool | None = None
    helper_image: Said = None
    kubectl_image: Said = None
    answers: Mapping[str, Fact[str] | str] = field(default_factory=dict)
    """Answers to decisions, by the decision's id."""
    knowledge: tuple[Fact[str] | str, ...] = ()
    """More knowledge files, relative to the settings file."""
    origin: InitVar[str] = SCRIPT
    """The file name in places of bare values."""

    def __post_init__(self, origin: str) -> None:
        problems = []
        for name, key in _BY_FIELD.items():
            value = getattr(self, name)
            if value is None or isinstance(value, Fact):
                continue
            leaf = Leaf(origin, 0, 0, key.path)
            try:
                object.__setattr__(self, name, Fact(key.check(value), (leaf,)))
            except ValueError as expected:
                problems.append(_unfit(key, leaf, str(expected)))
        answers = {key: _fact(answer, origin, f"answers.{key}") for key, answer in self.answers.items()}
        object.__setattr__(self, "answers", answers)
        object.__setattr__(
            self, "knowledge", tuple(_fact(file, origin, "knowledge") for file in self.knowledge)
        )
        if problems:
            raise MigrateError(problems)

    def target(self) -> Target:
        """The target that these settings describe; defaults for what they do not say."""
        said = {name: getattr(self, name) for name in _BY_FIELD}
        given = {
            name: fact.value if name in _PLAIN else fact for name, fact in said.items() if fact is not None
        }
        return Target(**given, answers=cast("Mapping[str, Fact[str]]", self.answers))

    def overlaid(self, other: Settings) -> Settings:
        """These settings with what `other` says on top (the command line over the file)."""
        said = {name: getattr(other, name) for name in _BY_FIELD if getattr(other, name) is not None}
        answers = {**self.answers, **other.answers}
        return replace(self, **said, answers=answers, knowledge=(*self.knowledge, *other.knowledge))


def read(path: Path, sources: Sources) -> Settings:
    """The settings in a file.

    Raises `MigrateError` with everything that is wrong in it, each with its place: unknown keys, values of
    the wrong kind, and all that can be wrong with a YAML file.
    """
    name = sources.display(path)
    try:
        documents = parse(sources.text(path, trusted=True), name, Journal())
        return _settings(documents)
    except MigrateError as error:
        raise sources.explained(error) from None


def _settings(documents: list[Node]) -> Settings:
    reader = _Reader()
    for document in documents[:1]:
        reader.section(document, "")
    for further in documents[1:]:
        remedy = "remove the '---'"
        reader.problems.append(Problem("a settings file is one YAML document", further.leaf, remedy))
    if reader.problems:
        raise MigrateError(reader.problems)
    return Settings(**reader.values, answers=reader.answers, knowledge=tuple(reader.knowledge))


def _fact(value: Fact[str] | str, origin: str, path: str) -> Fact[str]:
    return value if isinstance(value, Fact) else Fact(value, (Leaf(origin, 0, 0, path),))


def _unfit(key: Key, place: Leaf, expected: str) -> Problem:
    return Problem(f"{key.path} has a value that it cannot take", place, f"write {expected}")


class _Reader:
    """Reads the tree of one file and collects all that is wrong with it."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        """By the name of the field of `Settings`."""
        self.answers: dict[str, Fact[str]] = {}
        self.knowledge: list[Fact[str]] = []
        self.problems: list[Problem] = []

    def section(self, node: Node, prefix: str) -> None:
        """A mapping of keys: the file itself, or one of its sections.

        Nothing at all is as good as no keys.
        """
        if isinstance(node, Scalar) and node.value is None:
            return
        if not isinstance(node, Map):
            what = f"{prefix} holds keys" if prefix else "a settings file is a mapping of keys"
            self.problems.append(Problem(what, node.leaf, f"write one of: {', '.join(_names(prefix))}"))
            return
        for name, value in node.items.items():
            path = f"{prefix}.{name}" if prefix else name
            if path in _BY_PATH:
                self.value(_BY_PATH[path], value)
            elif path in SECTIONS:
                self.section(value, path)
            elif path == "answers":
                self.answers_of(value)
            elif path == "knowledge":
                self.knowledge_of(value)
            else:
                self.unknown(name, prefix, node.keys[name].leaf)

    def value(self, key: Key, node: Node) -> None:
        """The value of one key; an empty one says nothing."""
        if isinstance(node, Scalar):
            if node.value is None:
                return
            try:
                self.values[key.field] = Fact(key.check(node.value), node.leaves)
            except ValueError as expected:
                self.problems.append(_unfit(key, node.leaf, str(expected)))
        else:
            self.problems.append(_unfit(key, node.leaf, f"one value, such as {key.example}"))

    def answers_of(self, node: Node) -> None:
        """Answers by the id of the decision. An empty one is none: the decision stays open."""
        if isinstance(node, Scalar) and node.value is None:
            return
        if not isinstance(node, Map):
            remedy = "write them as `<decision>: <answer>`; `pass-migrate init` lists the decisions"
            self.problems.append(Problem("answers are given by the id of the decision", node.leaf, remedy))
            return
        for asked, value in node.items.items():
            if not isinstance(value, Scalar):
                self.problems.append(
                    Problem(f"the answer to {asked} is not one value", value.leaf, "write one value")
                )
            elif value.value is not None:
                self.answers[asked] = Fact(_spoken(value.value), value.leaves)

    def knowledge_of(self, node: Node) -> None:
        """Files with more knowledge."""
        items: list[Node] = list(node.items) if isinstance(node, Seq) else [node]
        for item in items:
            if isinstance(item, Scalar) and isinstance(item.value, str):
                self.knowledge.append(Fact(item.value, item.leaves))
            elif not (isinstance(item, Scalar) and item.value is None):
                self.problems.append(
                    Problem("knowledge is a list of files", item.leaf, "write a list of file names")
                )

    def unknown(self, name: str, prefix: str, place: Leaf) -> None:
        """A key that is none of ours."""
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        known = _names(prefix)
        folded = {_folded(path): f"{prefix}.{path}" if prefix else path for path in known}
        close = [folded[match] for match in get_close_matches(_folded(name), folded, 1, 0.7)]
        close += [path for path in _BY_PATH if path.split(".")[-1] == name]
        remedy = f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"
        self.problems.append(Problem(f"unknown key {prefix + '.' if prefix else ''}{name}", place, remedy))


def _names(prefix: str) -> list[str]:
    """The keys that may stand under `prefix`, in the order of the table."""
    if prefix:
        return [path.removeprefix(prefix + ".") for path in _BY_PATH if path.startswith(prefix + ".")]
    return [*dict.fromkeys(path.split(".")[0] for path in _BY_PATH), "knowledge", "answers"]


def _folded(name: str) -> str:
    """A key however its words are set apart: `shared_class`, `shared-class`, `sharedClass`."""
    return name.lower().replace("_", "").replace("-", "")


def _spoken(value: Any) -> str:
    """An answer as text: what was written, for the values that YAML reads as something else than text."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
