"""Which path of the API an object belongs to, as the server's own discovery says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.testbed.api_client import ApiClient


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of object that the server serves."""

    root: str
    """The path of its group and version, such as `/apis/apps/v1`."""
    plural: str
    """Its name in paths, such as `deployments`."""
    namespaced: bool
    """Whether its objects live in a namespace."""

    def path(self, namespace: str) -> str:
        """The path of the collection that an object in that namespace is created in."""
        return (
            f"{self.root}/namespaces/{quote(namespace)}/{self.plural}"
            if self.namespaced
            else f"{self.root}/{self.plural}"
        )


class Discovery:
    """What the server serves, asked once for each group and version."""

    def __init__(self, api: ApiClient) -> None:
        """Ask over that connection."""
        self._api = api
        self._known: dict[str, Mapping[str, Resource]] = {}

    def find(self, api_version: str, kind: str) -> Resource | None:
        """The resource of a kind, or None if the server has no such kind in that version."""
        if api_version not in self._known:
            self._known[api_version] = self._ask(api_version)
        return self._known[api_version].get(kind)

    def _ask(self, api_version: str) -> Mapping[str, Resource]:
        root = f"/apis/{quote(api_version)}" if "/" in api_version else f"/api/{quote(api_version)}"
        answer = self._api.request("GET", root)
        if answer.status != 200:
            return {}
        listed: list[dict[str, Any]] = answer.json()["resources"]
        return {
            entry["kind"]: Resource(root, entry["name"], entry["namespaced"])
            for entry in listed
            if "/" not in entry["name"]  # a slash makes a subresource: deployments/scale has kind Scale
        }
