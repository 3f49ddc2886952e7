"""Images of Debian with real servers in them, made by mmdebstrap from Debian's own archive."""

import hashlib
import subprocess
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.testbed.cache import provide
from tests.testbed.debian_package import debian_mirror
from tests.testbed.errors import TestbedError
from tests.testbed.images import File, ImageConfig, add_files, write_image

SUITE = "bookworm"
_UNWANTED = (
    "dev/",
    "proc/",
    "sys/",
    "usr/share/doc/",
    "usr/share/man/",
    "var/cache/apt/",
    "var/lib/apt/lists/",
)


def debian_image(
    name: str,
    archive: Path,
    packages: Sequence[str],
    config: ImageConfig | None = None,
    files: Mapping[str, File] | None = None,
) -> Path:
    """Write the archive of an image `name` (with a tag) of Debian with packages, and of files by their path.

    The system is made once for a set of packages, which takes half a minute and root; then it comes from the
    user's cache. Returns the archive's path.

    Raises TestbedError when mmdebstrap is missing or fails, as for an unknown package.
    """
    system = _debian_system(packages)
    return write_image(name, archive, config or ImageConfig(), _copy(system, files or {}))


def _debian_system(packages: Sequence[str]) -> Path:
    """The tar of a Debian with packages, from the cache."""
    chosen = sorted(set(packages))
    digest = hashlib.sha256(" ".join([SUITE, *chosen]).encode()).hexdigest()[:12]

    def build(folder: Path) -> None:
        command = [
            "mmdebstrap",
            "--variant=essential",
            f"--include={','.join(chosen)}",
            "--quiet",
            SUITE,
            str(folder / "system.tar"),
            debian_mirror(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise TestbedError("there is no mmdebstrap: `apt-get install mmdebstrap` installs it") from None
        if done.returncode != 0:
            raise TestbedError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()[-2000:]}")

    return provide(f"debian-{SUITE}-{digest}", build) / "system.tar"


def _copy(system: Path, files: Mapping[str, File]) -> Callable[[tarfile.TarFile], None]:
    """What fills a layer with a system, without what no program needs, and then with files."""

    def write(layer: tarfile.TarFile) -> None:
        with tarfile.open(system) as source:
            for member in source:
                path = member.name.removeprefix("./")
                if not path.startswith(_UNWANTED) and path not in {"", "."}:
                    member.name = path
                    layer.addfile(member, source.extractfile(member) if member.isreg() else None)
        add_files(layer, files)

    return write
