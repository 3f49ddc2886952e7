"""Provisioning of volumes on the node: for each claim a folder, as a PersistentVolume of type `local`.

Such a volume honours `fsGroup` as block storage does, which `hostPath` does not. A new one belongs to root
with mode 0755, as a fresh file system does: an application that needs another owner must say so.
"""

import json
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.testbed.api_client import ApiClient
from tests.testbed.cluster.node_files import NODE
from tests.testbed.cluster.objects import FILE_SYSTEM, PROVISIONER

_LOOKS_EVERY = 0.25  # seconds
_CLAIMS = "/api/v1/persistentvolumeclaims"
_VOLUMES = "/api/v1/persistentvolumes"
_CLASSES = "/apis/storage.k8s.io/v1/storageclasses"
_SELECTED_NODE = "volume.kubernetes.io/selected-node"
_PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"


def main() -> None:
    """Provision for the API server of a kubeconfig, below a folder, until killed."""
    kubeconfig, folder = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])
    cluster = kubeconfig["clusters"][0]["cluster"]
    token = kubeconfig["users"][0]["user"]["token"]
    while True:
        try:
            with ApiClient(cluster["server"], token, Path(cluster["certificate-authority"])) as api:
                while True:
                    _provision(api, folder)
                    _remove(api, folder)
                    time.sleep(_LOOKS_EVERY)
        except OSError as error:
            print(f"{error}; trying again", file=sys.stderr, flush=True)
            time.sleep(_LOOKS_EVERY)


def _provision(api: ApiClient, folder: Path) -> None:
    """Make a volume for each claim that waits for one."""
    waiting = [claim for claim in _items(api, _CLAIMS) if claim["status"].get("phase") == "Pending"]
    if not waiting:
        return
    classes = {entry["metadata"]["name"]: entry for entry in _items(api, _CLASSES)}
    for claim in waiting:
        chosen = classes.get(claim["spec"].get("storageClassName", ""))
        if chosen is None or chosen["provisioner"] != PROVISIONER or claim["spec"].get("volumeName"):
            continue
        selected = _SELECTED_NODE in claim["metadata"].get("annotations", {})
        if selected or chosen["volumeBindingMode"] == "Immediate":
            volume = _volume(claim, chosen, folder)
            place = Path(volume["spec"]["local"]["path"])
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
            if chosen.get("parameters", {}).get(FILE_SYSTEM) == "ext4":
                (place / "lost+found").mkdir(mode=0o700, exist_ok=True)
            answer = api.request("POST", _VOLUMES, volume)
            if answer.status not in {201, 409}:
                print(answer.message(), file=sys.stderr, flush=True)


def _remove(api: ApiClient, folder: Path) -> None:
    """Remove the volumes whose claims are gone, and what is in them."""
    for volume in _items(api, _VOLUMES):
        name, annotations = volume["metadata"]["name"], volume["metadata"].get("annotations", {})
        ours = annotations.get(_PROVISIONED_BY) == PROVISIONER
        unwanted = volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete"
        if ours and unwanted and volume["status"].get("phase") == "Released":
            shutil.rmtree(folder / name, ignore_errors=True)
            api.request("DELETE", f"{_VOLUMES}/{name}")


def _volume(claim: Mapping[str, Any], chosen: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The volume for a claim: bound to it, and to the one node."""
    metadata, name = claim["metadata"], f"pvc-{claim['metadata']['uid']}"
    on_node = {"key": "kubernetes.io/hostname", "operator": "In", "values": [NODE]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {_PROVISIONED_BY: PROVISIONER}},
        "spec": {
            "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
            "accessModes": claim["spec"]["accessModes"],
            "persistentVolumeReclaimPolicy": chosen["reclaimPolicy"],
            "storageClassName": chosen["metadata"]["name"],
            "local": {"path": str(folder / name)},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [on_node]}]}},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
            },
        },
    }


def _items(api: ApiClient, collection: str) -> list[dict[str, Any]]:
    """All objects of a collection, as far as the server's cache knows."""
    answer = api.request("GET", f"{collection}?resourceVersion=0")
    items: list[dict[str, Any]] = answer.json()["items"] if answer.status == 200 else []
    return items


if __name__ == "__main__":
    main()
