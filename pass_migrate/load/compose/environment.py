"""The variables that `${...}` finds: the shell's, completed by `--env-file` files or by `.env`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pass_migrate.facts import Leaf, union
from pass_migrate.load.compose import dotenv
from pass_migrate.load.compose.dotenv import EnvEntry
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Scalar
from pass_migrate.records import replace

SHELL: Final = "<environment>"
"""Stands for a file name in the leaf of a variable of the shell."""

_YES: Final = frozenset(("1", "t", "T", "TRUE", "true", "True"))


def shell(environ: Mapping[str, str], cwd: Path) -> dict[str, Scalar]:
    """The variables of the process; `PWD` is there even if the shell did not set it."""
    variables = {"PWD": str(cwd), **environ}
    return {name: Scalar(value, Leaf(SHELL, 0, 0, name)) for name, value in variables.items()}


def completed(
    environment: Mapping[str, Scalar],
    files: Iterable[tuple[Path, Scalar | None]],
    loading: Loading,
    *,
    trusted: bool = False,
) -> dict[str, Scalar]:
    """`environment` with what the env files add; it wins over them, and a later file over an earlier one.

    Each file comes with the place that names it, if one does. Problems are noted, not raised.
    """
    found: dict[str, EnvEntry] = {}
    for path, named in files:
        with loading.collecting():
            text = loading.sources.text(path, named.leaf if named else None, trusted=trusted)
            values = {name: entry.value for name, entry in found.items()}
            entries = dotenv.parse(
                text,
                loading.sources.display(path),
                loading.journal,
                environment,
                earlier=values,
                warn=loading.hear,
            )
            for name, entry in entries.items():
                if name in found:
                    lose(found[name], entry.name.leaf, entry.value.leaf, loading)
            found.update(entries)
            loading.variables += entries.values()
    for name, entry in found.items():
        if name in environment:
            lose(entry, environment[name].leaf, environment[name].leaf, loading)
    return {**{name: _whole(entry) for name, entry in found.items()}, **environment}


def _whole(entry: EnvEntry) -> Scalar:
    """The value of a variable, resting on its name too: renamed, it would not be found."""
    return replace(entry.value, via=union(entry.value.via, entry.name.leaves))


def lose(entry: EnvEntry, name: Leaf, value: Leaf, loading: Loading) -> None:
    """The entry was set elsewhere too, by leaves that win."""
    loading.lose_all(entry.name.leaves, name)
    loading.lose_all(entry.value.leaves, value)


def switched_off(environ: Mapping[str, str], loading: Loading) -> bool:
    """Whether COMPOSE_DISABLE_ENV_FILE says, in a word that Go's `strconv.ParseBool` knows, to skip .env."""
    text = environ.get("COMPOSE_DISABLE_ENV_FILE")
    if text not in {None, "0", "f", "F", "FALSE", "false", "False", *_YES}:
        loading.fail(
            f"COMPOSE_DISABLE_ENV_FILE is neither yes nor no: {text!r}",
            Leaf(SHELL, 0, 0, "COMPOSE_DISABLE_ENV_FILE"),
            "set it to true or false",
        )
    return text in _YES
