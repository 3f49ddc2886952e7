"""Which Kubernetes releases the testbed knows: one folder of pinned Go modules for each, under `go/`."""

import re
from pathlib import Path

GO = Path(__file__).parent / "go"
"""The folder of Go module families; each has a go.mod and a go.sum and no source of its own."""

KUBERNETES = "k8s.io/kubernetes"
"""The module that the programs of Kubernetes are built from."""

OLDEST = "1.35"
"""The oldest release that upstream supports: what we emit must be accepted there."""

NEWEST = "1.37"
"""The newest release: what we emit must not be deprecated there, and the packaged schema is made from it."""

RELEASES = ("1.35", "1.36", "1.37")
"""All releases with pinned modules, oldest first; those between the ends are built only when asked for."""


def family(release: str) -> str:
    """The module family of a release such as `1.37`: the name of its folder under `go/`."""
    return f"kubernetes-{release}"


def module_version(family: str, module: str) -> str:
    """The version at which a family pins a module, such as `v1.37.2`: its go.mod alone says so."""
    text = (GO / family / "go.mod").read_text(encoding="utf-8")
    found = re.search(rf"^(?:require\s|\t){re.escape(module)} (v\S+)", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"go/{family}/go.mod does not require {module}")
    return found[1]
