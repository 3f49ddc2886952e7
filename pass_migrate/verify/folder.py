"""Manifests read back from a folder with their places in the files, so that edited ones can be checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.write import expected_by
from pass_migrate.errors import MigrateError, Problem
from pass_migrate.facts import Leaf
from pass_migrate.verify.kustomization import KUSTOMIZATION, check_kustomization
from pass_migrate.verify.offline import verify
from pass_migrate.verify.read import read
from pass_migrate.verify.schema import NEWEST
from pass_migrate.verify.violation import Violation


def verify_folder(
    folder: Path, *, external: Iterable[str] = (), kubernetes_version: str = NEWEST
) -> tuple[Violation, ...]:
    """Check the manifests in a folder, as `verify` does, and that its kustomization lists exactly them.

    Objects that the run which wrote the folder expected in the cluster are known, as are those of `external`.
    The leaves of a violation are places in the folder's own files. Raises `MigrateError` if the folder is
    none, or a file of it is no YAML or not a Kubernetes object; all such files are named at once.
    """
    manifests, kustomizations = read_folder(folder)
    known = {*external, *expected_by(folder)}
    found = verify(manifests, external=known, kubernetes_version=kubernetes_version)
    return (*check_kustomization(manifests, kustomizations), *found)


def read_folder(folder: Path) -> tuple[tuple[Manifest, ...], tuple[Manifest, ...]]:
    """The objects of all YAML files in a folder and below, and apart from them the kustomizations."""
    if not folder.is_dir():
        raise MigrateError(
            [Problem(f"{folder} is not a folder", remedy="name the folder that convert wrote")]
        )
    problems: list[Problem] = []
    manifests: list[Manifest] = []
    kustomizations: list[Manifest] = []
    for path in sorted(folder.rglob("*.y*ml")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in (".yaml", ".yml") or not path.is_file():
            continue
        try:
            found = list(read(path.read_bytes(), name))
        except MigrateError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", Leaf(name, 0, 0, "")))
        else:
            (kustomizations if path.name in KUSTOMIZATION else manifests).extend(found)
    if problems:
        raise MigrateError(problems)
    if not manifests:
        raise MigrateError(
            [Problem(f"there are no manifests in {folder}", remedy="name the folder that convert wrote")]
        )
    return tuple(manifests), tuple(kustomizations)
