"""Asking a real API server: would it take these objects, judged as strictly as it can, without storing them?

What speaks with a cluster is here and in `request.py`. It needs the extra `cluster`; the client takes 0.3 s
to load.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pass_migrate.emit.manifest import Manifest
from pass_migrate.records import dataclass
from pass_migrate.verify.request import APPLY, connected, send

STRICT = {"dryRun": "All", "fieldValidation": "Strict", "fieldManager": "pass-migrate"}
STAND_IN = "default"
"""The namespace in which objects are judged whose own does not exist yet."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said of one object."""

    manifest: Manifest
    errors: tuple[str, ...] = ()
    """Why it refuses the object; empty if it takes it."""
    warnings: tuple[str, ...] = ()
    """What it would warn of."""


@dataclass(frozen=True, slots=True)
class ServerReport:
    """What the server said of all of them."""

    server: str
    """Its address."""
    version: str
    """Its release, as it calls it: `v1.37.2`."""
    outcomes: tuple[Outcome, ...]
    """One for each object, in their order."""
    missing: tuple[str, ...] = ()
    """Namespaces that do not exist yet; their objects were judged in the namespace `default`."""

    @property
    def accepted(self) -> bool:
        """Whether the server takes every object."""
        return not any(outcome.errors for outcome in self.outcomes)


def verify_on_server(
    manifests: Iterable[Manifest], *, kubeconfig: Path | None = None, context: str | None = None
) -> ServerReport:
    """Let the cluster of a kubeconfig judge every object in a strict dry run.

    Without arguments it is the current context of the usual kubeconfig, as kubectl takes it. Nothing is
    stored. Raises `MigrateError` if there is no kubeconfig, no server answers, or it does not let us ask.
    """
    asked = tuple(manifests)
    with connected(kubeconfig, context) as client:
        missing = _missing(client, asked)
        return ServerReport(
            server=str(client.configuration.host),
            version=str(client.version["kubernetes"]["gitVersion"]),
            outcomes=tuple(_judge(client, manifest, missing) for manifest in asked),
            missing=missing,
        )


def _missing(client: Any, manifests: Sequence[Manifest]) -> tuple[str, ...]:
    """The namespaces that are not there; one that we may not ask for is taken to be."""
    spaces = sorted({manifest.namespace for manifest in manifests if manifest.namespace})
    path = "/api/v1/namespaces"
    return tuple(
        space
        for space in spaces
        if send(client, "get", f"{path}/{space}", query={}, kind="application/json").status == 404
    )


def _judge(client: Any, manifest: Manifest, missing: tuple[str, ...]) -> Outcome:
    """Have one object judged: as a new one, or as the successor of the one that is there."""
    from kubernetes.dynamic.exceptions import ResourceNotFoundError  # noqa: PLC0415

    version = str(manifest.body.get("apiVersion"))
    try:
        resource = client.resources.get(api_version=version, kind=manifest.kind)
    except ResourceNotFoundError:
        message = f"the cluster has no kind {manifest.kind} in {version}: install what brings it"
        return Outcome(manifest, (message,))
    body, place, stand_in = dict(manifest.body), {}, manifest.namespace in missing
    if resource.namespaced:
        place = {"namespace": STAND_IN if stand_in else manifest.namespace or STAND_IN}
        body["metadata"] = {**body["metadata"], **place}
    answer = send(client, "post", resource.path(**place), body=body, query=STRICT, kind="application/json")
    if answer.status == 409 and answer.reason == "AlreadyExists":
        if stand_in:  # a stranger of the same name; all else about ours was in order
            return Outcome(manifest, (), answer.warnings)
        path = resource.path(name=manifest.name, **place)
        answer = send(client, "patch", path, body=body, query={**STRICT, "force": "true"}, kind=APPLY)
    return Outcome(manifest, _without_secrets(answer.errors, manifest), answer.warnings)


def _without_secrets(messages: tuple[str, ...], manifest: Manifest) -> tuple[str, ...]:
    """The messages without the values of a Secret, in case the server quotes one."""
    if manifest.kind != "Secret":
        return messages
    held = [str(value) for part in ("data", "stringData") for value in manifest.body.get(part, {}).values()]
    out = []
    for message in messages:
        text = message
        for value in filter(None, held):
            text = text.replace(value, "***")
        out.append(text)
    return tuple(out)
