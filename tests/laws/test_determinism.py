"""The same input gives the same bytes, whatever the interpreter's hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import PASS, ROOT, STACKS

SEEDS = [0, 1, 4242]


def digest(folder: Path, seed: int) -> str:
    """One conversion of the PASS stack in a process of its own, as a digest over every file it wrote."""
    files = [argument for name in STACKS["full"] for argument in ("-f", name)]
    subprocess.run(
        [sys.executable, "-m", "pass_migrate", "convert", *files, "-o", str(folder)],
        cwd=PASS,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
    )
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def test_three_hash_seeds_give_one_digest(tmp_path: Path) -> None:
    """Three runs under different hash seeds write the same bytes."""
    assert len({digest(tmp_path / str(seed), seed) for seed in SEEDS}) == 1


@pytest.mark.long
def test_fifty_hash_seeds_give_one_digest(tmp_path: Path) -> None:
    """Fifty runs under different hash seeds write the same bytes."""
    assert len({digest(tmp_path / str(seed), seed) for seed in range(50)}) == 1
