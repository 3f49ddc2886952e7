"""The objects that a cluster has before its user's."""

from typing import Any

from tests.testbed.cluster.node_files import DNS_ADDRESS
from tests.testbed.namespace_init import ADDRESS

PROVISIONER = "testbed/local"
"""The provisioner that StorageClasses name to have volumes made on the node."""

FILE_SYSTEM = "fsType"
"""The parameter of a StorageClass that says which file system a new volume looks like: `ext4` or nothing."""


def storage_class(name: str, *, default: bool = False, file_system: str = "") -> dict[str, Any]:
    """A StorageClass whose volumes are made when a pod asks for them, as block storage of a cloud is."""
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name, "annotations": annotations},
        "provisioner": PROVISIONER,
        "parameters": {FILE_SYSTEM: file_system} if file_system else {},
        "volumeBindingMode": "WaitForFirstConsumer",
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": False,
    }


def dns_objects() -> list[dict[str, Any]]:
    """The DNS service: CoreDNS runs beside the pods, so the endpoint is the node's own address."""
    metadata = {"name": "kube-dns", "namespace": "kube-system"}
    protocols = ("UDP", "TCP")
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {
            "clusterIP": DNS_ADDRESS,
            "ports": [{"name": p.lower(), "port": 53, "protocol": p} for p in protocols],
        },
    }
    endpoints = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": metadata | {"labels": {"kubernetes.io/service-name": "kube-dns"}},
        "addressType": "IPv4",
        "ports": [{"name": p.lower(), "port": 53, "protocol": p} for p in protocols],
        "endpoints": [{"addresses": [ADDRESS], "conditions": {"ready": True}}],
    }
    return [service, endpoints]


CLUSTER_OBJECTS = [
    *dns_objects(),
    storage_class("standard", default=True),
    # What a fresh volume of a cloud looks like: its root folder is not empty (it has lost+found).
    storage_class("block", file_system="ext4"),
]
