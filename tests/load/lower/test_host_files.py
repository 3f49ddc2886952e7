"""What stands at the source of a bind mount is told apart, however the project's folder is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from pass_migrate.load.lower import lower
from pass_migrate.model import HostPath, Target
from pass_migrate.pipeline import load


def host_of(folder: Path, source: str) -> HostPath:
    """The host path of a bind mount in a project of one service."""
    (folder / "compose.yaml").write_text(f"services: {{a: {{image: x, volumes: ['{source}:/to']}}}}\n")
    (workload,) = lower(load(folder / "compose.yaml", environ={}, cwd=folder), Target()).workloads
    assert workload.mounts[0].host is not None
    return workload.mounts[0].host


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("./file.txt", "file"),
        ("./sub", "directory"),
        ("./none", "missing"),
        ("../beside", "outside"),
        ("/etc/x", "absolute"),
    ],
)
def test_a_link_to_the_project_changes_nothing(
    tmp_path: Path, source: str, kind: str, *, linked: bool
) -> None:
    """A project that is reached through a symbolic link has the same files as one that is not."""
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    (folder / "file.txt").write_text("x")
    (folder / "sub" / "a.conf").write_text("y")
    (tmp_path / "link").symlink_to(folder)
    assert host_of(tmp_path / "link" if linked else folder, source).kind == kind


def test_a_link_that_leads_out_is_not_read(tmp_path: Path) -> None:
    """A file behind a link out of the project belongs to somebody else."""
    (tmp_path / "secret.txt").write_text("synthetic")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = host_of(folder, "./link.txt")
    assert found.files == ()
    assert found.kind == "outside"
