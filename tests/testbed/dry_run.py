"""Having the API server judge objects as strictly as it can, without storing them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tests.testbed.api_client import APPLY, ApiClient, Response
from tests.testbed.api_server import ApiServer
from tests.testbed.dropped_fields import dropped_fields
from tests.testbed.errors import TestbedError
from tests.testbed.resources import Discovery

_STRICT = "dryRun=All&fieldValidation=Strict"
_NAMESPACES = "/api/v1/namespaces"
_NAME_LABEL = "kubernetes.io/metadata.name"  # the server gives it to every namespace
_SETTLES_IN = 0.2  # seconds: admission sees a namespace's new labels through a watch, some milliseconds late

Manifest = Mapping[str, Any]
"""One Kubernetes object as plain data."""


def strict_dry_run(server: ApiServer, objects: Sequence[Manifest]) -> list[str]:
    """Ask the server to create each object, strictly and without storing it; return what it objects to.

    An unknown field is an error, not ignored, and so is one that the server would silently throw away. The
    namespaces that the objects live in are made for real first, with the labels that their own manifests give
    them, for an object cannot be judged without its namespace.

    Returns lines such as `Deployment shop/web: error: ...` and `Deployment shop/web: warning: ...`, in the
    order of the objects; an empty list means that all of them are accepted without a murmur.
    """
    problems: list[str] = []
    with server.connect() as api:
        discovery = Discovery(api)
        for name, labels in _namespaces_of(discovery, objects).items():
            _make_namespace(api, name, labels)
        for manifest in objects:
            problems.extend(f"{_title(manifest)}: {said}" for said in _judge(api, discovery, manifest))
    return problems


def _judge(api: ApiClient, discovery: Discovery, manifest: Manifest) -> Iterator[str]:
    """What the server has to say about one object."""
    api_version, kind = str(manifest.get("apiVersion")), str(manifest.get("kind"))
    resource = discovery.find(api_version, kind)
    if resource is None:
        yield f"error: the server has no kind {kind} in version {api_version}"
        return
    answer = api.request("POST", f"{resource.path(_namespace(manifest))}?{_STRICT}", manifest)
    yield from (f"warning: {text}" for text in answer.warnings)
    if answer.status == 201:
        dropped = dropped_fields(manifest, answer.json())
        yield from (
            f"error: {path}: accepted, but not kept: its feature gate is off, or only the server sets it"
            for path in dropped
        )
    # Whether an object of that name is stored is the last thing the server looks at: all else was in order.
    elif not _already_exists(answer):
        yield from (f"error: {text}" for text in _causes(answer))


def _namespaces_of(discovery: Discovery, objects: Sequence[Manifest]) -> dict[str, dict[str, str]]:
    """The namespaces that objects live in or describe, with the labels that their manifests give them."""
    needed: dict[str, dict[str, str]] = {}
    for manifest in objects:
        resource = discovery.find(str(manifest.get("apiVersion")), str(manifest.get("kind")))
        if resource is not None and resource.namespaced:
            needed.setdefault(_namespace(manifest), {})
        elif (manifest.get("apiVersion"), manifest.get("kind")) == ("v1", "Namespace"):
            needed[_name(manifest)] = dict(_metadata(manifest).get("labels") or {})
    return needed


def _make_namespace(api: ApiClient, name: str, labels: dict[str, str]) -> None:
    """Store a namespace with exactly these labels.

    One that the server refuses is left out: the objects in it then say so themselves.
    """
    stored = api.request("GET", f"{_NAMESPACES}/{quote(name)}")
    if stored.status == 200 and stored.json()["metadata"]["labels"] == {_NAME_LABEL: name} | labels:
        return
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    answer = api.request(
        "PATCH", f"{_NAMESPACES}/{quote(name)}?fieldManager=testbed&force=true", namespace, APPLY
    )
    if answer.status >= 500:
        raise TestbedError(f"the API server failed on namespace {name}: {answer.message()}")
    if stored.status == 200:
        time.sleep(_SETTLES_IN)


def _already_exists(answer: Response) -> bool:
    return answer.status == 409 and answer.json().get("reason") == "AlreadyExists"


def _causes(answer: Response) -> list[str]:
    """The server's reasons, one by one where it lists them as fields with messages."""
    try:
        causes = answer.json()["details"]["causes"]
        return [f"{cause['field']}: {cause['message']}" for cause in causes]
    except (ValueError, KeyError, TypeError):
        return [answer.message()]


def _title(manifest: Manifest) -> str:
    """How a person calls the object: kind, namespace if it says one, name."""
    namespace = _metadata(manifest).get("namespace")
    return f"{manifest.get('kind')} {f'{namespace}/' if namespace else ''}{_name(manifest)}"


def _metadata(manifest: Manifest) -> Mapping[str, Any]:
    return manifest.get("metadata") or {}


def _name(manifest: Manifest) -> str:
    return str(_metadata(manifest).get("name", "(without a name)"))


def _namespace(manifest: Manifest) -> str:
    return str(_metadata(manifest).get("namespace") or "default")
