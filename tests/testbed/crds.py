"""Installing CustomResourceDefinitions, so that add-ons' objects are checked strictly, too."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.testbed.api_client import APPLY, ApiClient
from tests.testbed.api_server import ApiServer
from tests.testbed.errors import TestbedError

_COLLECTION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_SERVED_WITHIN = 30.0  # seconds


def install_crds(server: ApiServer, paths: Sequence[Path]) -> None:
    """Apply the CRDs of files, and of all .yaml files below folders, and wait until their kinds are served.

    Server-side apply, for the largest CRDs do not fit into the annotation that the other kind of apply needs.
    A CRD that is there already is brought to what the file says.

    Raises TestbedError when the server refuses one, OSError when a file cannot be read.
    """
    documents = list(_documents(paths))
    with server.connect() as api:
        for crd in documents:
            name = crd["metadata"]["name"]
            answer = api.request("PATCH", f"{_COLLECTION}/{name}?fieldManager=testbed&force=true", crd, APPLY)
            if answer.status not in (200, 201):
                raise TestbedError(f"the API server refuses the CRD {name}: {answer.message()}")
        deadline = time.monotonic() + _SERVED_WITHIN
        for crd in documents:
            _wait_until_served(api, crd, deadline)


def _documents(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The CRDs in the files, in the order of the paths and then of the names."""
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        for file in files:
            with file.open(encoding="utf-8") as text:
                for document in yaml.load_all(text, yaml.CSafeLoader):
                    if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
                        yield document


def _wait_until_served(api: ApiClient, crd: dict[str, Any], deadline: float) -> None:
    """Return when each served version is both discovered and answers: neither follows at once."""
    spec = crd["spec"]
    plural = spec["names"]["plural"]
    for version in spec["versions"]:
        if not version["served"]:
            continue
        root = f"/apis/{spec['group']}/{version['name']}"
        while not (
            _discovered(api, root, plural) and api.request("GET", f"{root}/{plural}?limit=1").status == 200
        ):
            if time.monotonic() > deadline:
                raise TestbedError(f"{root}/{plural} is not served after {_SERVED_WITHIN:.0f} s")
            time.sleep(0.02)


def _discovered(api: ApiClient, root: str, plural: str) -> bool:
    answer = api.request("GET", root)
    return answer.status == 200 and any(entry["name"] == plural for entry in answer.json()["resources"])
