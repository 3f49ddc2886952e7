"""A connection to an API server that is kept open: hundreds of requests take a second or two."""

import http.client
import json
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

_WARNING = re.compile(r'\d{3} \S+ "((?:[^"\\]|\\.)*)"')
"""One warning of a Warning header (RFC 7234, section 5.5): code, agent, quoted text."""

APPLY = "application/apply-patch+yaml"
"""The content type of a server-side apply."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the API server answered."""

    status: int
    """The HTTP status code."""
    warnings: tuple[str, ...]
    """The texts of its warnings."""
    body: bytes
    """The body, most often JSON."""

    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)

    def message(self) -> str:
        """What went wrong, in the server's words."""
        try:
            return str(self.json()["message"])
        except (ValueError, KeyError, TypeError):
            return self.body.decode("utf-8", "replace").strip() or f"HTTP status {self.status}"


class ApiClient:
    """One connection, used in a `with` statement by one thread."""

    def __init__(self, url: str, token: str, certificate: Path) -> None:
        """Prepare a connection to `url` with a bearer token, trusting the certificate file (PEM)."""
        context = ssl.create_default_context(cafile=certificate)
        self._connection = http.client.HTTPSConnection(urlsplit(url).netloc, timeout=60, context=context)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def request(
        self, method: str, path: str, body: object = None, content_type: str = "application/json"
    ) -> Response:
        """Send a request, with a body as JSON if there is one, and read the whole answer.

        Raises OSError when the server cannot be reached; every HTTP status is an answer.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers if data is None else self._headers | {"Content-Type": content_type}
        self._connection.request(method, path, data, headers)
        answer = self._connection.getresponse()
        warnings = tuple(
            re.sub(r"\\(.)", r"\1", text)
            for header in answer.headers.get_all("Warning", ())
            for text in _WARNING.findall(header)
        )
        return Response(answer.status, warnings, answer.read())
