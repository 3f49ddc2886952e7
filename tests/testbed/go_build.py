"""Building a program from a pinned family of Go modules, with the ordinary Go client."""

import hashlib
from pathlib import Path

from tests.testbed.go_client import go
from tests.testbed.releases import GO, KUBERNETES, module_version

_FLAGS = ("-mod=readonly", "-trimpath")
_LINKER_FLAGS = "-s -w"


def build_go_program(family: str, package: str, into: Path) -> None:
    """Build one package of a family into a file; raises TestbedError without Go, or when the build fails."""
    go("build", *_FLAGS, "-ldflags", _linker_flags(family), "-o", str(into), package, folder=GO / family)


def go_build_digest(family: str, package: str) -> str:
    """A digest of all that decides what the program is, but for the Go toolchain and the machine's type."""
    recipe = "\n".join((package, *_FLAGS, _linker_flags(family)))
    digest = hashlib.sha256(recipe.encode())
    for name in ("go.mod", "go.sum"):
        digest.update((GO / family / name).read_bytes())
    return digest.hexdigest()[:12]


def _linker_flags(family: str) -> str:
    """The linker flags of a family: Kubernetes programs learn their own version from them, or say v0.0.0."""
    if not family.startswith("kubernetes-"):
        return _LINKER_FLAGS
    version = module_version(family, KUBERNETES)
    major, minor, _ = version.removeprefix("v").split(".")
    facts = {"gitVersion": version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    return " ".join([_LINKER_FLAGS, *(f"-X k8s.io/component-base/version.{k}={v}" for k, v in facts.items())])
