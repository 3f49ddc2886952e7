"""Taking one program out of a package of Debian's unstable suite, without installing it and without root."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from tests.testbed.errors import TestbedError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MIRROR_VARIABLE = "PASS_MIGRATE_DEBIAN_MIRROR"


def unpack_debian_package(package: str, version: str, into: Path) -> None:
    """Fetch a package of unstable at a version (a glob: `2.40.3-*`) and unpack its files into a folder.

    apt works in folders of its own there, so neither the machine's package lists nor what is installed
    changes; the archive's signature is checked against Debian's keyring as always.

    Raises TestbedError when apt or the keyring is missing, or when the archive no longer has that version.
    """
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise TestbedError(
                f"{package} {version} comes from Debian, and there is no `{tool}` here: use a Debian machine "
                "or container, or install Debian's tools with `dnf install apt dpkg debian-keyring`"
            )
    if not KEYRING.is_file():
        raise TestbedError(
            f"{package} comes from Debian, whose signing keys are not here: install them with "
            "`apt-get install debian-archive-keyring`"
        )
    apt_folder = into / "apt"
    options = _private_apt(apt_folder, debian_mirror())
    try:
        _run(["apt-get", *options, "--quiet", "update"], apt_folder)
        try:
            _run(["apt-get", *options, "--quiet", "download", f"{package}={version}"], apt_folder)
        except TestbedError as error:
            raise TestbedError(
                f"{error}\nIf unstable has moved past {package} {version}, name a snapshot of the archive "
                f"that has it: {MIRROR_VARIABLE}=ADDRESS"
            ) from None
        archive = next(apt_folder.glob(f"{package}_*.deb"))
        _run(["dpkg", "--extract", str(archive), str(into)], apt_folder)
    finally:
        shutil.rmtree(apt_folder)


def debian_mirror() -> str:
    """The Debian archive to use: `PASS_MIGRATE_DEBIAN_MIRROR`, or the first among apt's sources.

    Raises TestbedError when apt has none, as on another distribution.
    """
    chosen = os.environ.get(MIRROR_VARIABLE)
    if chosen:
        return chosen
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    for address in listed:
        if urlsplit(address).path.rstrip("/").endswith("/debian"):
            return address
    raise TestbedError(
        f"apt has no Debian archive among its sources here: name one with {MIRROR_VARIABLE}=ADDRESS"
    )


def _private_apt(folder: Path, mirror: str) -> list[str]:
    """Options that confine apt to a folder and to Debian's unstable suite."""
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    source = folder / "unstable.sources"
    source.write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: sid\nComponents: main\nSigned-By: {KEYRING}\n", encoding="utf-8"
    )
    settings = {
        "Dir::Etc::SourceList": source,
        "Dir::Etc::SourceParts": "-",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Acquire::Check-Valid-Until": "false",  # so that a dated snapshot of the archive will do
        "APT::Sandbox::User": "root",  # no change of user: the folder belongs to whoever runs this
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise TestbedError(f"`{command[0]} ... {command[-1]}` failed:\n{done.stderr.strip()}")
