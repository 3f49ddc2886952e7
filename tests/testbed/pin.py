"""Pinning the Go modules of a Kubernetes release: the one time that the testbed looks for versions."""

import json
import re
from pathlib import Path

from tests.testbed.errors import TestbedError
from tests.testbed.go_client import go
from tests.testbed.releases import GO, KUBERNETES, family

_GO_MOD = """\
module testbed/{family}

go {go}

tool (
\tk8s.io/kubernetes/cmd/kube-apiserver
\tk8s.io/kubernetes/cmd/kube-controller-manager
\tk8s.io/kubernetes/cmd/kube-proxy
\tk8s.io/kubernetes/cmd/kube-scheduler
\tk8s.io/kubernetes/cmd/kubectl
\tk8s.io/kubernetes/cmd/kubelet
)

require k8s.io/kubernetes v{version}

// k8s.io/kubernetes takes its staging modules from folders of its own repository, which no other module can;
// the published modules of the same release are the same code.
replace (
{replacements}
)
"""


def pin(version: str) -> Path:
    """Write go.mod and go.sum of the family of a release such as `1.37.2`; return the folder.

    Raises TestbedError when the Go client fails, as for a version that does not exist.
    """
    if not re.fullmatch(r"1\.\d+\.\d+", version):
        raise TestbedError(f"{version} is not a Kubernetes version such as 1.37.2")
    upstream = Path(
        json.loads(go("mod", "download", "-json", f"{KUBERNETES}@v{version}", folder=GO))["GoMod"]
    )
    text = upstream.read_text(encoding="utf-8")
    staging = sorted(set(re.findall(r"^\t?(?:replace )?(\S+) => \./staging/", text, re.MULTILINE)))
    directive = re.search(r"^go (\S+)", text, re.MULTILINE)
    if not staging or directive is None:
        raise TestbedError(f"{KUBERNETES} v{version} has no staging modules to replace: see {upstream}")
    folder = GO / family(version.rpartition(".")[0])
    folder.mkdir(exist_ok=True)
    replacements = "\n".join(f"\t{module} => {module} v0.{version.removeprefix('1.')}" for module in staging)
    text = _GO_MOD.format(family=folder.name, go=directive[1], version=version, replacements=replacements)
    (folder / "go.mod").write_text(text, encoding="utf-8")
    go("mod", "tidy", folder=folder)
    return folder
