"""The settings file means what its schema, its template and the model of the target say."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fact, Leaf
from pass_migrate.load.journal import Journal
from pass_migrate.load.sources import Sources
from pass_migrate.load.tree import Map, plain
from pass_migrate.load.yaml_tree import parse
from pass_migrate.model import Alternative, Decision, Target
from pass_migrate.report.answers import written
from pass_migrate.setting_keys import KEYS, PATTERNS
from pass_migrate.settings import COMMAND_LINE, Settings, read
from pass_migrate.settings_text import template

SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "settings.json").read_text(encoding="utf-8"))

FULL = """\
profile: eks
namespace: pass-test
kubernetesVersion: "1.36"
ingress:
  host: "*.pass.example.org"
  class: alb
  gateway: infra/public
  tls: pass-tls
storage:
  class: gp3
  sharedClass: efs
  size: 20Gi
secrets:
  backend: external
  store: parameters
liveness: true
images:
  wait: example.org/busybox@sha256:0
  kubectl: example.org/kubectl
knowledge: [ours.yaml]
answers:
  volume-size/db: 50Gi
  replicas/web: 3
  expose/web: true
"""


def settings_of(text: str, folder: Path) -> Settings:
    """The settings that a file with this text holds."""
    (folder / "pass-migrate.yaml").write_text(text, encoding="utf-8")
    return read(folder / "pass-migrate.yaml", Sources(folder))


def problems_of(text: str, folder: Path) -> list[str]:
    """What is wrong with a file: `line:column message -> remedy`."""
    with pytest.raises(MigrateError) as caught:
        settings_of(text, folder)
    return [
        f"{problem.place.line}:{problem.place.column} {problem.message} -> {problem.remedy}"
        for problem in caught.value.problems
        if problem.place is not None and problem.place.file == "pass-migrate.yaml"
    ]


def schema_of(path: str) -> dict[str, Any]:
    """The part of the schema that describes a key."""
    node: dict[str, Any] = SCHEMA
    for step in path.split("."):
        node = node["properties"][step]
    return node


def test_every_field_of_the_target_is_set_by_one_key() -> None:
    """Nothing about the target can be said nowhere, or in two places."""
    fields = sorted(field.name for field in dataclasses.fields(Target))
    assert sorted([*(key.field for key in KEYS), "answers"]) == fields


def test_the_schema_knows_exactly_the_keys_of_the_table() -> None:
    """An editor offers what the program reads, and nothing else."""
    paths = []
    for name, node in SCHEMA["properties"].items():
        assert node.get("additionalProperties") is not True
        paths += [f"{name}.{below}" for below in node["properties"]] if "properties" in node else [name]
    assert paths == [*(key.path for key in KEYS), "knowledge", "answers"]
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.path)
def test_the_schema_says_of_a_key_what_the_table_says(key: Any) -> None:
    """Description, choices, pattern and example of a key are the same in the schema and in the table."""
    node = schema_of(key.path)
    texts = [node, *node.get("anyOf", ())]
    assert node["description"] == key.about
    assert tuple(choice for choice in node.get("enum", ()) if choice is not None) == key.choices
    patterns = [part["pattern"] for part in texts if "pattern" in part]
    assert patterns == ([PATTERNS[key.pattern]] if key.pattern else [])
    if key.pattern:
        assert node["examples"] == [key.example.strip('"')]
        assert key.check(node["examples"][0]) == node["examples"][0]


def test_a_full_file_becomes_the_target_it_describes(tmp_path: Path) -> None:
    """Every key reaches its field, with the place of its value."""
    target = settings_of(FULL, tmp_path).target()
    said = {
        field.name: getattr(value, "value", value)
        for field in dataclasses.fields(Target)
        if field.name != "answers" and (value := getattr(target, field.name)) is not None
    }
    assert said == {
        "profile": "eks",
        "namespace": "pass-test",
        "kubernetes_version": "1.36",
        "ingress_host": "*.pass.example.org",
        "ingress_class": "alb",
        "gateway": "infra/public",
        "tls_secret": "pass-tls",
        "storage_class": "gp3",
        "shared_storage_class": "efs",
        "storage_size": "20Gi",
        "secrets": "external",
        "secret_store": "parameters",
        "liveness": True,
        "helper_image": "example.org/busybox@sha256:0",
        "kubectl_image": "example.org/kubectl",
    }
    assert target.storage_size is not None
    assert [leaf.place for leaf in target.storage_size.leaves] == ["pass-migrate.yaml:12:9"]
    answers = {id_: (fact.value, fact.leaves[0].line) for id_, fact in target.answers.items()}
    assert answers == {"volume-size/db": ("50Gi", 22), "replicas/web": ("3", 23), "expose/web": ("true", 24)}


def test_the_schema_accepts_a_full_file() -> None:
    """What the program reads without complaint an editor does not underline."""
    assert jsonschema_rs.is_valid(SCHEMA, yaml.safe_load(FULL))


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "ingress:\nanswers:\n", "namespace:\nstorage:\n  size:\n", "---\n"]
)
def test_an_empty_key_says_nothing(text: str, tmp_path: Path) -> None:
    """A file of comments, an empty section and an empty value leave every default."""
    assert settings_of(text, tmp_path).target() == Target()


@pytest.mark.parametrize(
    ("text", "version"), [("1.30", "1.30"), ("1.3", "1.30"), ("1.36", "1.36"), ('"1.40"', "1.40")]
)
def test_a_release_may_be_written_without_quotes(text: str, version: str, tmp_path: Path) -> None:
    """`1.30` is a number in YAML, and a release here."""
    assert settings_of(f"kubernetesVersion: {text}\n", tmp_path).target().kubernetes_version == version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("namspace: x\n", "1:1 unknown key namspace -> did you mean namespace?"),
        (
            "storage:\n  shared_class: x\n",
            "2:3 unknown key storage.shared_class -> did you mean storage.sharedClass?",
        ),
        ("host: x\n", "1:1 unknown key host -> did you mean ingress.host?"),
        ("storage:\n  colour: x\n", "2:3 unknown key storage.colour -> known here: class, sharedClass, size"),
        ("profile: azure\n", "1:10 profile CANNOT one of portable, eks, local"),
        ("liveness: perhaps\n", "1:11 liveness CANNOT true or false"),
        ("liveness: 1\n", "1:11 liveness CANNOT true or false"),
        ("storage: {size: 0Gi}\n", "1:17 storage.size CANNOT a positive quantity"),
        ("storage: {size: 10GB}\n", "1:17 storage.size CANNOT a positive quantity"),
        ("namespace: Pass_1\n", "1:12 namespace CANNOT a name of at most 63"),
        ("namespace: [a]\n", "1:12 namespace CANNOT one value, such as pass"),
        ("kubernetesVersion: 2.0\n", "1:20 kubernetesVersion CANNOT a release"),
        ("ingress: pass.example.org\n", "1:10 ingress holds keys -> write one of: host, class, gateway, tls"),
        ("- a\n", "1:1 a settings file is a mapping of keys -> write one of: profile, namespace"),
        ("answers: [a]\n", "1:10 answers are given by the id of the decision -> write them as"),
        ("answers: {a/b: [c]}\n", "1:16 the answer to a/b is not one value -> write one value"),
        ("knowledge: {a: b}\n", "1:12 knowledge is a list of files -> write a list of file names"),
        ("profile: eks\n---\nprofile: eks\n", "3:1 a settings file is one YAML document -> remove the '---'"),
    ],
)
def test_a_wrong_value_is_shown_at_its_place_with_a_remedy(text: str, expected: str, tmp_path: Path) -> None:
    """An error in the settings says where, what, and what to write instead."""
    (found,) = problems_of(text, tmp_path)
    assert found.startswith(expected.replace("CANNOT", "has a value that it cannot take -> write"))


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """One run is enough to correct a file."""
    text = "profile: azure\nnamespace: A\nstorage:\n  size: big\n  klass: x\n"
    assert [problem.split()[0] for problem in problems_of(text, tmp_path)] == ["1:10", "2:12", "4:9", "5:3"]


@pytest.mark.parametrize("text", ["a: b: c\n", "a: [\n", "namespace: a\nnamespace: b\n", "\tprofile: eks\n"])
def test_text_that_is_no_settings_file_is_an_error_with_a_place(text: str, tmp_path: Path) -> None:
    """Broken YAML is the user's error, with its line."""
    with pytest.raises(MigrateError) as caught:
        settings_of(text, tmp_path)
    places = [problem.place for problem in caught.value.problems]
    assert all(place is not None and place.file == "pass-migrate.yaml" and place.line for place in places)


def test_a_python_program_gives_bare_values() -> None:
    """Bare values become facts that come from a program; wrong ones are refused like those of a file."""
    target = Settings(namespace="pass", liveness=True, answers={"volume-size/db": "5Gi"}).target()
    assert target.namespace == Fact("pass", (Leaf("<script>", 0, 0, "namespace"),))
    assert target.liveness is True
    assert target.answers["volume-size/db"].value == "5Gi"
    with pytest.raises(MigrateError, match=r"storage\.size"):
        Settings(storage_size="much")


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    """What an argument says takes the place of what the file says, and nothing else is lost."""
    given_ = Settings(namespace="other", secrets="placeholder", origin=COMMAND_LINE)
    target = settings_of(FULL, tmp_path).overlaid(given_).target()
    assert target.namespace == Fact("other", (Leaf("<command line>", 0, 0, "namespace"),))
    assert target.secrets == "placeholder"
    assert target.storage_size is not None
    assert target.storage_size.value == "20Gi"
    assert target.answers["volume-size/db"].value == "50Gi"


def decision(id_: str, default: str, *, answer: str | None = None) -> Decision:
    """A decision with one alternative."""
    return Decision(
        id=id_, subject=id_.split("/")[1], question="Which: this,\nor `that`?", default=default,
        consequence="It is so.", alternatives=(Alternative(answer="<other>", consequence="It is not."),),
        answer=None if answer is None else Fact(answer), leaves=(Leaf("compose.yaml", 7, 3, "services.a"),),
    )  # fmt: skip


def test_an_untouched_template_changes_nothing(tmp_path: Path) -> None:
    """`init` writes a file that says nothing until somebody removes a comment sign."""
    decisions = [decision("kind/a", "x"), decision("kind/b", "x"), decision("odd/a: b", "true")]
    text = template(Settings(), decisions)
    assert settings_of(text, tmp_path) == Settings()
    assert jsonschema_rs.is_valid(SCHEMA, yaml.safe_load(text))


def test_every_comment_of_a_key_can_be_made_active(tmp_path: Path) -> None:
    """Each line that shows a key is valid as soon as its comment sign is gone."""
    decisions = [decision("kind/a", "x"), decision("kind/b", "x"), decision("odd/a: b", "true")]
    active = re.sub(
        r'(?m)^( *)# (?=(?:\w+|[\w-]+/\w+|"[^"]+"): \S+$|knowledge: )', r"\1", template(Settings(), decisions)
    )
    settings = settings_of(active, tmp_path)
    unsaid = [key.path for key in KEYS if getattr(settings, key.field) is None]
    assert unsaid == []
    assert {id_: Fact.map(answer, str).value for id_, answer in settings.target().answers.items()} == {
        "kind/a": "x", "kind/b": "x", "odd/a: b": "true",
    }  # fmt: skip


def test_a_template_keeps_settings_and_answers(tmp_path: Path) -> None:
    """Writing the file anew loses nothing that was said in it, not even answers to lost questions."""
    before = settings_of(FULL, tmp_path)
    text = template(before, [decision("volume-size/db", "10Gi", answer="50Gi"), decision("kind/a", "x")])
    after = settings_of(text, tmp_path)

    def bare(settings: Settings) -> dict[str, Any]:
        return {key.path: getattr(settings, key.field).value for key in KEYS} | {
            id_: answer.value for id_, answer in settings.target().answers.items()
        }

    assert bare(after) == bare(before)
    assert "# These answer no decision of this project (any more).\n  replicas/web:" in text


def test_a_question_about_several_things_is_explained_once() -> None:
    """Choices that are the same for several things stand there once; each thing has a line of its own."""
    text = template(Settings(), [decision("kind/a", "x"), decision("kind/b", "x")])
    assert text.count("- <other>: It is not.") == 1
    assert "  # kind/a: x\n  # kind/b: x\n" in text


@given(st.text())
def test_an_answer_reads_back_as_it_was_written(text: str) -> None:
    """Whatever an answer is, the file gives it back."""
    (node,) = parse(f"a: {written(text)}\n", "pass-migrate.yaml", Journal())
    assert isinstance(node, Map)
    assert plain(node) == {"a": text}
