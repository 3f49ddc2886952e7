"""The OpenAPI definitions of Kubernetes types: as a server serves them, and as a release publishes them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.testbed.api_server import ApiServer
from tests.testbed.errors import TestbedError
from tests.testbed.go_client import go
from tests.testbed.releases import GO, KUBERNETES, family, module_version

Definitions = dict[str, Any]
"""Schemas by their full names, such as `io.k8s.api.core.v1.PodSpec`."""


def served_definitions(server: ApiServer, api_versions: Iterable[str]) -> Definitions:
    """The definitions of all types of some API versions (`v1`, `apps/v1`) that a running server serves.

    Beside the fields, they say which values a field of fixed values takes; what is published leaves that out.
    """
    definitions: Definitions = {}
    with server.connect() as api:
        index = api.request("GET", "/openapi/v3").json()["paths"]
        for path in _paths(api_versions):
            answer = api.request("GET", index[path]["serverRelativeURL"])
            if answer.status != 200:
                raise TestbedError(f"the API server does not tell its schema: {answer.message()}")
            definitions |= answer.json()["components"]["schemas"]
    return definitions


def published_definitions(release: str, api_versions: Iterable[str]) -> Definitions:
    """The same for a release such as `1.36` that need not run: from the files in its pinned Go module."""
    module = f"{KUBERNETES}@{module_version(family(release), KUBERNETES)}"
    source = json.loads(go("mod", "download", "-json", module, folder=GO / family(release)))["Dir"]
    definitions: Definitions = {}
    for path in _paths(api_versions):
        file = Path(source) / "api/openapi-spec/v3" / f"{path.replace('/', '__')}_openapi.json"
        definitions |= json.loads(file.read_text(encoding="utf-8"))["components"]["schemas"]
    return definitions


def _paths(api_versions: Iterable[str]) -> list[str]:
    """The names of API versions in OpenAPI's index: the core group is apart from all others."""
    return [f"apis/{name}" if "/" in name else f"api/{name}" for name in dict.fromkeys(api_versions)]
