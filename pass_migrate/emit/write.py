"""Write manifests to a folder: all or nothing, and never over what a user wrote.

Files that an earlier run wrote are known by the list it left (`.pass-migrate.json`); they are replaced,
or removed when they are no longer made. Any other file in the folder stays, is reported, and is an error
where one of ours would go.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pass_migrate.emit.manifest import Manifest
from pass_migrate.errors import MigrateError, Problem

RECORD = ".pass-migrate.json"
"""The list of files that a run wrote, with their digests."""
PRIVATE = "secrets"
"""The folder of secret values."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the output folder; paths are relative to it."""

    folder: Path
    files: tuple[str, ...]
    """Files that are there now because of this run."""
    removed: tuple[str, ...]
    """Files of an earlier run that are made no longer."""
    foreign: tuple[str, ...]
    """Files that somebody else put there; they were left alone."""
    changed: tuple[str, ...]
    """Files of an earlier run that somebody changed since; replaced, with the changed text kept as
    `<name>.orig`."""


def text_of(manifest: Manifest) -> str:
    """A manifest as YAML."""
    return dump(manifest.body)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Block style; texts of several lines as literal blocks; what YAML 1.1 could misread in quotes."""


def _text(dumper: Any, value: str) -> Any:
    style = (
        "|"
        if "\n" in value
        and not any(line != line.rstrip() for line in value.split("\n"))
        and "\t" not in value
        else None
    )
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_Dumper.ignore_aliases = lambda _self, _data: True


def dump(data: Any) -> str:
    """Plain data as YAML, the same bytes for the same data."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=1_000_000, allow_unicode=True)


def kustomization(manifests: Iterable[Manifest]) -> str:
    """The kustomization that lists every manifest, so that `kubectl apply -k` works on the folder."""
    return dump(
        {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [item.path for item in manifests],
        }
    )


def files_of(
    manifests: tuple[Manifest, ...], extra: Mapping[str, str] | None = None
) -> dict[str, tuple[str, int]]:
    """Every file of the output by relative path, with its text and permission bits."""
    out = {item.path: (text_of(item), 0o600 if item.private else 0o644) for item in manifests}
    out["kustomization.yaml"] = (kustomization(manifests), 0o644)
    if any(item.private for item in manifests):
        out[f"{PRIVATE}/.gitignore"] = ("# Secret values: never commit them.\n*\n", 0o644)
    for name, text in (extra or {}).items():
        out[name] = (text, 0o644)
    return out


def write(folder: Path, manifests: tuple[Manifest, ...], extra: Mapping[str, str] | None = None) -> Written:
    """Write everything into `folder`; `extra` are more files by relative path (the reports).

    Everything is written beside its place first and then moved there, so that an error leaves the folder
    as it was. Raises `MigrateError` if the folder is a file or cannot be written, or a foreign file
    stands in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise MigrateError(
            [
                Problem(
                    f"the output path {folder.name} is a file, not a folder",
                    remedy="name another folder with -o",
                )
            ]
        )
    files = files_of(manifests, extra)
    known = _record(folder)
    present = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if folder.is_dir()
        else set()
    )
    in_the_way = sorted(name for name in files if name in present and name not in known)
    if in_the_way:
        raise MigrateError(
            Problem(
                f"{folder.name}/{name} is not a file that pass-migrate wrote",
                remedy="move it away, or choose another folder with -o",
            )
            for name in in_the_way
        )
    changed = sorted(
        name
        for name in known
        if known[name]
        and name in present
        and name in files
        and _digest((folder / name).read_bytes()) != known[name]
    )
    removed = sorted(name for name in known if name in present and name not in files and name != RECORD)
    # No digest of secrets: one could be guessed from it.
    record = {
        name: "" if mode == 0o600 else _digest(text.encode()) for name, (text, mode) in sorted(files.items())
    }
    files[RECORD] = (json.dumps({"files": record}, indent=1) + "\n", 0o644)
    try:
        _replace(folder, files, changed, removed)
    except OSError as error:
        raise MigrateError(
            [
                Problem(
                    f"cannot write to {folder.name}: {error.strerror}",
                    remedy="check its permissions and the free space",
                )
            ]
        ) from error
    foreign = sorted(present - set(files) - set(removed) - {f"{name}.orig" for name in changed})
    return Written(folder, tuple(sorted(files)), tuple(removed), tuple(foreign), tuple(changed))


def _replace(
    folder: Path, files: Mapping[str, tuple[str, int]], changed: list[str], removed: list[str]
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, (text, mode) in files.items():
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT, mode)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.write(text)
            path.chmod(mode)
        folder.mkdir(exist_ok=True)
        for name in files:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if name in changed:
                shutil.copy(place, place.with_name(f"{place.name}.orig"))
            (stage / name).replace(place)
        for name in removed:
            (folder / name).unlink()
            _prune(folder, (folder / name).parent)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _prune(folder: Path, parent: Path) -> None:
    """Remove folders that became empty, up to the output folder."""
    while parent != folder and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent


def _record(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {RECORD: "", **{str(name): str(digest) for name, digest in found["files"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
