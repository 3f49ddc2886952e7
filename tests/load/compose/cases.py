"""The small Compose projects in `cases/`: one rule of the loader each.

`cases/TOPIC.yaml` has the projects: `files`, and in `load` the arguments beyond the defaults (the usual
file names are found, hardly any variable is set). `cases/TOPIC.want.yaml` has what each must become:
`config`, the model as `config` prints it, without what every project has; or `error`, the problems.
`author.py` writes the latter: `config` from the output of Docker Compose 2.40.3, `error` from ours where
Docker Compose refuses the project too. `ours: true` marks what Docker Compose cannot be asked, or reads
differently through a defect of its own.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pass_migrate.load.compose import load_compose
from pass_migrate.load.project import Project

FOLDER = Path(__file__).parent / "cases"
ENVIRON = {"HOME": "/home/somebody", "PATH": "/usr/bin:/bin"}
FLAGS = {"files": "-f", "profiles": "--profile", "env_files": "--env-file"}
OPTIONS = {"project_name": "-p", "project_directory": "--project-directory"}


@dataclass(frozen=True, slots=True)
class Case:
    """One small project."""

    topic: str
    name: str
    files: dict[str, str]
    load: dict[str, Any] = field(default_factory=dict)
    ours: bool = False

    def write(self, folder: Path) -> None:
        """Create the project's files in an empty folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def project(self, folder: Path) -> Project:
        """The project in that folder as the loader reads it."""
        options = {key: value for key, value in self.load.items() if key not in {"environ", "cwd", "stdin"}}
        return load_compose(
            options.pop("files", ()),
            environ=self.environ,
            cwd=self.cwd(folder),
            stdin=io.StringIO(self.load.get("stdin", "")),
            **options,
        )

    @property
    def environ(self) -> dict[str, str]:
        """The variables of the process."""
        return {**ENVIRON, **self.load.get("environ", {})}

    def cwd(self, folder: Path) -> Path:
        """The working directory of the process."""
        return folder / str(self.load.get("cwd", "."))

    def arguments(self, form: str = "yaml") -> list[str]:
        """The same load on the command line of Docker Compose, without the command's name."""
        flags = [
            part for key, flag in FLAGS.items() for value in self.load.get(key, ()) for part in (flag, value)
        ]
        options = [
            part for key, flag in OPTIONS.items() if key in self.load for part in (flag, self.load[key])
        ]
        return [*flags, *options, "config", "--format", form, *self.load.get("services", ())]


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """All cases of all topics."""
    return tuple(
        Case(path.stem, raw["case"], raw["files"], raw.get("load", {}), raw.get("ours", False))
        for path in sorted(FOLDER.glob("*.yaml"))
        if not path.name.endswith(".want.yaml")
        for raw in _read(path)
    )


@lru_cache(maxsize=64)
def wants(topic: str) -> dict[str, Any]:
    """What the cases of a topic must become, by name."""
    found: dict[str, Any] = _read(FOLDER / f"{topic}.want.yaml")
    return found


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def compact(config: Any, folder: Path) -> Any:
    """A printed model without what nearly every project has; `$DIR` is its folder, `$UP` the one above."""
    config = _placed(config, folder)
    out = {key: value for key, value in config.items() if (key, value) != ("name", folder.name)}
    networks = out.get("networks", {})
    if networks.get("default") == {"name": f"{config['name']}_default"}:
        out["networks"] = {key: value for key, value in networks.items() if key != "default"}
        if not out["networks"]:
            del out["networks"]
    out["services"] = {
        name: {
            key: value for key, value in service.items() if (key, value) != ("networks", {"default": None})
        }
        for name, service in config.get("services", {}).items()
    }
    return out


def _placed(value: Any, folder: Path) -> Any:
    match value:
        case dict():
            return {key: _placed(item, folder) for key, item in value.items()}
        case list():
            return [_placed(item, folder) for item in value]
        case str():
            return value.replace(str(folder), "$DIR").replace(str(folder.parent), "$UP")
        case float() if value.is_integer():
            return int(value)
        case _:
            return value
