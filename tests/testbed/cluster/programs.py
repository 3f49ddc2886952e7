"""The commands of a cluster's programs, once its API server runs."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.testbed.api_server import SIGNING_KEY
from tests.testbed.cluster.node_files import (
    NODE,
    cni_config,
    containerd_config,
    corefile,
    kubelet_config,
)
from tests.testbed.namespace_init import ADDRESS

_ROOT = Path(__file__).parents[3]


def containerd_command(folder: Path, programs: Mapping[str, Path]) -> list[str]:
    """The command that runs containerd, with its configuration and the network's written to the folder."""
    plugins = folder / "cni-plugins"
    plugins.mkdir()
    for name in ("bridge", "host-local", "loopback", "portmap"):
        (plugins / name).symlink_to(programs[name])
    (folder / "cni").mkdir()
    (folder / "cni" / "pods.conflist").write_text(cni_config(), encoding="utf-8")
    config = folder / "containerd.toml"
    config.write_text(containerd_config(folder, plugins), encoding="utf-8")
    return [str(programs["containerd"]), f"--config={config}", "--log-level=warn"]


def controller_commands(folder: Path, programs: Mapping[str, Path], kubeconfig: Path) -> dict[str, list[str]]:
    """The commands that run the controllers and the scheduler."""
    return {
        "kube-controller-manager": [
            str(programs["kube-controller-manager"]),
            f"--kubeconfig={kubeconfig}",
            "--leader-elect=false",
            f"--service-account-private-key-file={folder / SIGNING_KEY}",
            f"--root-ca-file={folder / 'apiserver.crt'}",
            f"--cert-dir={folder / 'controllers'}",
            "--bind-address=127.0.0.1",
        ],
        "kube-scheduler": [
            str(programs["kube-scheduler"]),
            f"--kubeconfig={kubeconfig}",
            "--leader-elect=false",
            "--bind-address=127.0.0.1",
        ],
    }


def node_commands(
    folder: Path, cgroup: str, programs: Mapping[str, Path], kubeconfig: Path
) -> dict[str, list[str]]:
    """The commands that run a node, and the DNS and storage beside it; their files go to the folder."""
    config, dns = folder / "kubelet.json", folder / "Corefile"
    config.write_text(kubelet_config(folder, cgroup), encoding="utf-8")
    dns.write_text(corefile(kubeconfig), encoding="utf-8")
    return {
        "kubelet": [
            str(programs["kubelet"]),
            f"--config={config}",
            f"--kubeconfig={kubeconfig}",
            f"--root-dir={folder / 'kubelet'}",
            f"--cert-dir={folder / 'kubelet-certificates'}",
            f"--hostname-override={NODE}",
            f"--node-ip={ADDRESS}",
        ],
        "kube-proxy": [
            str(programs["kube-proxy"]),
            f"--kubeconfig={kubeconfig}",
            f"--hostname-override={NODE}",
            "--proxy-mode=nftables",
            # These settings are the machine's, not the namespace's: they stay as they are.
            "--conntrack-max-per-core=0",
            "--conntrack-tcp-timeout-established=0",
            "--conntrack-tcp-timeout-close-wait=0",
        ],
        "coredns": [str(programs["coredns"]), f"-conf={dns}"],
        "provisioner": [
            "env",
            f"PYTHONPATH={_ROOT}{os.pathsep}{os.pathsep.join(filter(None, sys.path))}",
            sys.executable,
            "-m",
            "tests.testbed.cluster.provisioner",
            str(kubeconfig),
            str(folder / "volumes"),
        ],
    }
