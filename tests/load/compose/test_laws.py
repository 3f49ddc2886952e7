"""Laws of loading, on projects made by chance and on the corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.config import config, render
from pass_migrate.load.journal import Journal
from pass_migrate.load.project import Project
from pass_migrate.load.tree import plain
from pass_migrate.load.yaml_tree import parse
from tests.load.compose.accounting import unaccounted
from tests.load.compose.cases import Case, cases, compact
from tests.load.compose.corpus import corpus_stacks
from tests.load.compose.generate import projects

some = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def loaded(case: Case, factory: pytest.TempPathFactory) -> Project | MigrateError:
    """The project, or what is wrong with it."""
    folder = factory.mktemp("law") / "proj"
    folder.mkdir()
    case.write(folder)
    return loaded_from(case, folder)


def loaded_from(case: Case, folder: Path) -> Project | MigrateError:
    """The project in a folder, or what is wrong with it."""
    try:
        return case.project(folder)
    except MigrateError as error:
        return error


@some
@given(projects())
def test_every_leaf_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """Every leaf is in the model, lost a merge, was used up, or has no effect for a stated reason."""
    project = loaded(case, tmp_path_factory)
    if isinstance(project, Project):
        assert unaccounted(project) == []


@some
@given(projects())
def test_what_loading_says_of_leaves_does_not_contradict_itself(
    tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    """A leaf that is overridden is not idle, winners stand somewhere, and only leaves have an entry."""
    project = loaded(case, tmp_path_factory)
    if isinstance(project, Project):
        journal, universe = project.journal, set(project.journal.universe())
        assert not journal.overridden.keys() & journal.void.keys()
        assert journal.overridden.keys() <= universe
        assert journal.void.keys() <= universe
        assert all(winner.line or winner.file.startswith("<") for winner in journal.overridden.values())
        assert all(why for why in journal.void.values())


@some
@given(projects())
def test_every_problem_has_a_place(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """What is wrong with a project stands somewhere in its files."""
    error = loaded(case, tmp_path_factory)
    if isinstance(error, MigrateError):
        for problem in error.problems:
            assert problem.place is not None
            assert problem.message
            assert problem.place.file in case.files


@some
@given(projects())
def test_the_order_of_keys_changes_nothing(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """Mapping keys in another order are the same project, or as wrong."""
    turned = Case(
        case.topic, case.name, {name: _turned(name, text) for name, text in case.files.items()}, case.load
    )
    one, other = loaded(case, tmp_path_factory), loaded(turned, tmp_path_factory)
    assert isinstance(one, Project) is isinstance(other, Project)
    if isinstance(one, Project) and isinstance(other, Project):
        assert _text(one) == _text(other)


def _text(project: Project) -> str:
    """The printed model, whatever folder it stands in."""
    return json.dumps(compact(config(project), project.directory))


def _turned(name: str, text: str) -> str:
    """A YAML file in flow style with the keys of every mapping in reverse; other files as they are."""
    if not name.endswith(".yaml") or "!" in text:
        return text

    def turn(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turn(value[key]) for key in reversed(value)}
        return [turn(item) for item in value] if isinstance(value, list) else value

    return json.dumps(turn(json.loads(text)))


@some
@given(projects())
def test_what_is_printed_can_be_read_again(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """The printed model, loaded as a project, is the same model."""
    project = loaded(case, tmp_path_factory)
    if not isinstance(project, Project):
        return
    printed = {**case.files, "compose.yaml": _readable(project)}
    again = loaded(
        Case(case.topic, case.name, printed, {"files": ["compose.yaml"], "profiles": ["*"]}), tmp_path_factory
    )
    assert isinstance(again, Project), (again, printed["compose.yaml"])
    assert config(again) == config(project)


def _readable(project: Project) -> str:
    """The printed model without what Docker Compose prints in a form that it does not read."""
    text = render(project)
    model = plain(parse(text, "printed", Journal())[0])
    for service in model["services"].values():
        build = service.get("build", {})
        build.get("ssh", []) and build.update(ssh=[key.replace(": ", "=") for key in build["ssh"]])
    return json.dumps(model)


@pytest.mark.parametrize("stack", corpus_stacks(), ids=lambda stack: stack.id)
def test_every_leaf_of_the_corpus_is_accounted_for(stack: Any, tmp_path: Path) -> None:
    """No leaf of a stack of the corpus is unaccounted for; what cannot be loaded has problems with places."""
    folder, case = stack.copy(tmp_path)
    project = loaded_from(case, folder)
    if isinstance(project, Project):
        assert unaccounted(project) == []
    else:
        assert all(problem.place is not None and problem.place.line for problem in project.problems)


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    """Two loads of one project agree in the model and in what became of each leaf."""
    for number, case in enumerate(cases()):
        folder = tmp_path / str(number) / "proj"
        folder.mkdir(parents=True)
        case.write(folder)
        try:
            one, other = case.project(folder), case.project(folder)
        except MigrateError:
            continue
        assert one.journal == other.journal, case.name
        assert plain(one.tree) == plain(other.tree), case.name
