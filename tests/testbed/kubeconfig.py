"""The configuration file that tells kubectl and the client libraries how to reach a cluster."""

import json
from pathlib import Path


def kubeconfig(url: str, token: str, certificate: Path) -> str:
    """A kubeconfig with one cluster and one user, as text: JSON, which is YAML."""
    name = "testbed"
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": url, "certificate-authority": str(certificate)}}],
        "users": [{"name": name, "user": {"token": token}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    return json.dumps(document, indent=2) + "\n"
