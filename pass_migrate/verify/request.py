"""One request to an API server, and its answer: what it refuses, and what it warns of."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.records import dataclass

APPLY = "application/apply-patch+yaml"
"""The content type of a server-side apply."""
SECONDS = 30
"""How long one answer may take."""
_WARNING = re.compile(r'\d{3} \S+ "((?:[^"\\]|\\.)*)"')
"""One warning in a Warning header (RFC 7234, section 5.5)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the server."""

    status: int
    """HTTP status."""
    reason: str = ""
    """The server's word for a refusal: `AlreadyExists`."""
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@contextmanager
def connected(kubeconfig: Path | None, context: str | None) -> Iterator[Any]:
    """A client of the cluster that a kubeconfig names.

    Raises `MigrateError` if there is none, and for whatever goes wrong in the `with` block between us and the
    server.
    """
    try:
        from kubernetes import config, dynamic  # noqa: PLC0415  heavy, and only there with the extra
        from kubernetes.client import ApiException  # noqa: PLC0415
        from urllib3.exceptions import HTTPError  # noqa: PLC0415
    except ImportError as error:
        remedy = "pip install 'pass-migrate[cluster]'"
        raise MigrateError([Problem("the Kubernetes client is not installed", remedy=remedy)]) from error
    try:
        file = None if kubeconfig is None else str(kubeconfig)
        api = config.new_client_from_config(config_file=file, context=context)
    except (config.ConfigException, OSError, ValueError) as error:
        remedy = "set KUBECONFIG, or name a file and a context; `kubectl config view` shows what there is"
        raise MigrateError([Problem(f"there is no usable kubeconfig: {error}", remedy=remedy)]) from error
    host = str(api.configuration.host)
    try:
        # What the client learns of the server's kinds it keeps in a file, here for as long as we ask.
        with api, tempfile.TemporaryDirectory() as folder:
            yield dynamic.DynamicClient(api, cache_file=str(Path(folder) / "discovery.json"))
    except ApiException as error:
        remedy = "log in again, or ask for the right to make these objects"
        raise MigrateError(
            [Problem(f"{host} answers {error.status} {error.reason}", remedy=remedy)]
        ) from error
    except (HTTPError, ConnectionError) as error:
        remedy = "check that the cluster runs, and that the context is the right one"
        raise MigrateError(
            [Problem(f"{host} does not answer: {type(error).__name__}", remedy=remedy)]
        ) from error


def send(
    client: Any,
    method: str,
    path: str,
    *,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, str],
    kind: str,
) -> Answer:
    """Send one request; `kind` is the content type. A refusal of the object is an answer, not an error."""
    from kubernetes.dynamic.exceptions import DynamicApiError  # noqa: PLC0415

    try:
        response = client.request(
            method,
            path,
            body=body,
            query_params=list(query.items()),
            content_type=kind,
            serialize=False,
            _request_timeout=SECONDS,
        )
    except DynamicApiError as error:
        if error.status == 401:
            raise
        return _refusal(error)
    return Answer(response.status, warnings=warnings_of(response.headers))


def warnings_of(headers: Any) -> tuple[str, ...]:
    """The texts of all warnings among HTTP headers."""
    text = next((str(value) for name, value in (headers or {}).items() if name.lower() == "warning"), "")
    return tuple(re.sub(r"\\(.)", r"\1", found) for found in _WARNING.findall(text))


def _refusal(error: Any) -> Answer:
    """The server's reasons, one by one where it lists them."""
    warnings = warnings_of(error.headers)
    try:
        status = json.loads(error.body)
        said = [
            f"{cause['field']}: {cause['message']}" if cause.get("field") else str(cause["message"])
            for cause in (status.get("details") or {}).get("causes", ())
        ]
        return Answer(
            error.status, str(status.get("reason")), tuple(said or [str(status["message"])]), warnings
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Answer(error.status, "", (f"{error.status} {error.reason}",), warnings)
