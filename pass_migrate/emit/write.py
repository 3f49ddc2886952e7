"""Write manifests to a folder: all or nothing, and never over what a user wrote.

Files that an earlier run wrote are known by the list it left (`.pass-migrate.json`); they are replaced,
or removed when they are no longer made. Any other file in the folder stays, is reported, and is an error
where one of ours would go.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.stage import File, cause, is_there, names_in, place, remove
from pass_migrate.emit.yaml_text import dump
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.own_files import RECORD
from pass_migrate.records import dataclass

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


def write(
    folder: Path,
    manifests: tuple[Manifest, ...],
    extra: Mapping[str, str] | None = None,
    external: Iterable[str] = (),
) -> Written:
    """Write everything into `folder`; `extra` are more files by relative path (the reports).

    `external` is what the manifests expect in the cluster, as `Kind/name`; it is remembered for `verify`.

    Everything is written beside its place first and then moved there, so that an error leaves the folder
    as it was. Raises `MigrateError` if the folder is a file or cannot be written, or a foreign file
    stands in the way.
    """
    if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112 - they raise nothing
        raise MigrateError(
            [
                Problem(
                    f"the output path {folder} is a file, not a folder",
                    remedy="name another folder with -o",
                )
            ]
        )
    files = {name: File(text.encode(), mode) for name, (text, mode) in files_of(manifests, extra).items()}
    known = _record(folder)
    present = names_in(folder)
    in_the_way = sorted(name for name in files if name in present and name not in known)
    if in_the_way:
        raise MigrateError(
            Problem(
                f"{folder}/{name} is not a file that pass-migrate wrote",
                remedy="move it away, or choose another folder with -o",
            )
            for name in in_the_way
        )
    # No digest of secrets: one could be guessed from it.
    record = {
        name: "" if file.mode == 0o600 else _digest(file.content) for name, file in sorted(files.items())
    }
    remembered = {"files": record, "external": sorted(external)}
    files[RECORD] = File((json.dumps(remembered, indent=1) + "\n").encode(), 0o644)
    new = {name for name in files if name not in present or not is_there(folder / name, files[name])}
    changed = sorted(
        name
        for name in files
        if known.get(name)
        and name in present
        # What is there is what this run makes, or else has to be read.
        and (_digest((folder / name).read_bytes()) if name in new else record[name]) != known[name]
    )
    removed = sorted(name for name in known if name in present and name not in files)
    try:
        if moved := {name: file for name, file in files.items() if name in new or name in changed}:
            place(folder, moved, frozenset(changed))
        for name in removed:
            remove(folder, name)
    except OSError as error:
        raise MigrateError(
            [
                Problem(
                    f"cannot write to {folder}: {cause(folder, error)}",
                    remedy="name another folder with -o, or change that",
                )
            ]
        ) from error
    foreign = sorted(present - set(files) - set(removed) - {f"{name}.orig" for name in changed})
    return Written(folder, tuple(sorted(files)), tuple(removed), tuple(foreign), tuple(changed))


def _record(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {RECORD: "", **{str(name): str(digest) for name, digest in found["files"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def expected_by(folder: Path) -> tuple[str, ...]:
    """What the manifests of an output folder expect in the cluster, as `Kind/name`; none if nobody knows."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))["external"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
