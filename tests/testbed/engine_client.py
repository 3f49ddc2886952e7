"""A client of a Docker Engine's API over its socket: the few requests that tests make, without a library."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

from tests.testbed.errors import TestbedError


class EngineClient:
    """Requests to the engine behind a socket."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """Send one request, and return its answer: data if it is JSON, text otherwise.

        Raises TestbedError with the engine's words when it refuses, OSError when it cannot be reached.
        """
        connection = _UnixConnection(self._path)
        try:
            headers = {} if body is None else {"Content-Type": "application/x-tar"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if answer.status >= 400:
            raise TestbedError(f"the Docker Engine refuses {method} {path}: {text.strip()}")
        try:
            return json.loads(text)
        except ValueError:
            return text


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=120)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
