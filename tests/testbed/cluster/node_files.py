"""The configuration of a node's programs. Each setting beyond the plain ones says why it is there."""

import json
from pathlib import Path

from tests.testbed.namespace_init import ADDRESS

NODE = "node"
"""The node's name."""

DNS_ADDRESS = "10.96.0.10"
"""The cluster address of the DNS service: where it is in most clusters."""

DOMAIN = "cluster.local"
PAUSE_IMAGE = "localhost/pause:1"


def containerd_config(folder: Path, plugins: Path) -> str:
    """Containerd's configuration (version 3, TOML) with its socket in a folder."""
    return f"""\
version = 3
# In memory: images come and go in a second, and vanish with the namespace.
root = '/run/containerd-root'
state = '/run/containerd'

[grpc]
address = '{folder}/containerd.sock'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '{PAUSE_IMAGE}'

[plugins.'io.containerd.cri.v1.runtime']
# A machine's root may lack the right to lower it (CAP_SYS_RESOURCE): runc would then fail.
restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['{plugins}']
conf_dir = '{folder}/cni'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = '/usr/sbin/runc'
SystemdCgroup = false
"""


def cni_config() -> str:
    """The pods' network: a bridge, addresses from one range, and host ports."""
    bridge = {
        "type": "bridge",
        "bridge": "cni0",
        "isGateway": True,
        "hairpinMode": True,  # a pod reaches itself through its Service
        "ipam": {
            "type": "host-local",
            "ranges": [[{"subnet": "10.244.0.0/16"}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    portmap = {"type": "portmap", "capabilities": {"portMappings": True}}
    return json.dumps({"cniVersion": "1.0.0", "name": "pods", "plugins": [bridge, portmap]}, indent=2)


def kubelet_config(folder: Path, cgroup: str) -> str:
    """The kubelet's configuration."""
    document = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "containerRuntimeEndpoint": f"unix://{folder}/containerd.sock",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{cgroup}",
        "enforceNodeAllocatable": [],
        "failCgroupV1": False,
        "failSwapOn": False,
        "oomScoreAdj": 0,
        "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
        "authorization": {"mode": "AlwaysAllow"},
        "clusterDNS": [DNS_ADDRESS],
        "clusterDomain": DOMAIN,
        "resolvConf": "",
        # The machine's disk may be as full as it likes.
        "evictionHard": {"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "imageGCHighThresholdPercent": 100,
        "syncFrequency": "5s",  # changed ConfigMaps reach pods sooner
        "podLogsDir": f"{folder}/pods",
        "maxPods": 250,
        "registerWithTaints": [],
    }
    return json.dumps(document, indent=2)


def corefile(kubeconfig: Path) -> str:
    """CoreDNS for the cluster's names alone: there is nothing else to resolve, and it says so at once."""
    return f"""\
{DOMAIN}:53 in-addr.arpa:53 ip6.arpa:53 {{
    bind {ADDRESS}
    errors
    kubernetes {DOMAIN} in-addr.arpa ip6.arpa {{
        kubeconfig {kubeconfig}
        ttl 5
    }}
}}
.:53 {{
    bind {ADDRESS}
    template ANY ANY {{
        rcode NXDOMAIN
    }}
}}
"""
