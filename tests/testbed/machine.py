"""What a node and a container engine need of the machine itself: Linux, root, and packages of Debian's."""

import os
import shutil
import subprocess
import sys

from tests.testbed.errors import NotProvisionedError, TestbedError

PACKAGES = {
    "busybox-static": "busybox",
    "conntrack": "conntrack",
    "docker.io": "dockerd",
    "iproute2": "ip",
    "iptables": "iptables",
    "mmdebstrap": "mmdebstrap",
    "nftables": "nft",
    "runc": "runc",
    "util-linux": "unshare",
}
"""Each package, and the program by which we know that it is installed."""

_SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def missing_packages() -> list[str]:
    """The packages whose program is not on the machine."""
    found = {package: shutil.which(program, path=_SYSTEM_PATH) for package, program in PACKAGES.items()}
    return [package for package, path in found.items() if path is None]


def require_packages() -> None:
    """Raise NotProvisionedError, with a remedy, if this machine cannot run a node or an engine."""
    if sys.platform != "linux":
        raise NotProvisionedError("a real node needs Linux: run this in a virtual machine")
    if os.geteuid() != 0:
        raise NotProvisionedError("a real node needs root: run this as root, as with `sudo -E`")
    missing = missing_packages()
    if missing:
        raise NotProvisionedError(f"not installed: `{install_command(missing)}` installs what is missing")


def install_command(packages: list[str]) -> str:
    """The command that installs packages, as a person would type it."""
    return f"apt-get install --no-install-recommends {' '.join(packages)}"


def install_missing_packages() -> list[str]:
    """Install the missing packages with apt-get, as root; return their names.

    Raises TestbedError with the command to run when that cannot be done here, or with apt's words.
    """
    missing = missing_packages()
    if not missing:
        return []
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise TestbedError(f"a real node needs packages of Debian's: `{install_command(missing)}` as root")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        done = subprocess.run(
            ["apt-get", "--quiet", *arguments], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode != 0:
            raise TestbedError(f"`apt-get {' '.join(arguments)}` failed:\n{done.stderr.strip()}")
    return missing
