"""A kustomization lists every manifest once, and nothing that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.verify.violation import Violation

KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def check_kustomization(
    manifests: tuple[Manifest, ...], kustomizations: tuple[Manifest, ...]
) -> Iterator[Violation]:
    """Compare the kustomizations of a folder with the manifests in it; a folder without one is not checked.

    A kustomization may list another folder, which then has a kustomization of its own.
    """
    if not kustomizations:
        return
    files: dict[str, Manifest] = {}
    for manifest in manifests:
        files.setdefault(manifest.path, manifest)
    folders = {item.folder: item for item in kustomizations}
    listed: set[str] = set()
    for item in kustomizations:
        for position, resource in enumerate(item.body.get("resources", ())):
            at: Field = ("resources", position)
            path = normpath(join(item.folder, str(resource)))
            if "://" in str(resource):
                continue
            if path in listed:
                yield Violation(item, at, "kustomization", f"{resource} is listed twice")
            listed.add(path)
            if path not in files and path not in folders:
                yield Violation(item, at, "kustomization", f"{resource} is not there")
    for path, manifest in files.items():
        if path not in listed:
            nearest = _above(manifest.folder, folders)
            yield Violation(
                nearest, ("resources",), "kustomization", f"{path} is not listed, and so is not applied"
            )


def _above(folder: str, folders: dict[str, Manifest]) -> Manifest:
    """The kustomization that ought to list what is in `folder`: its own, or the nearest above."""
    while folder and folder not in folders:
        folder = dirname(folder)
    return folders.get(folder) or next(iter(folders.values()))
