"""Network addresses in a text: `http://pass-ui:81/app/`, `search:9200`, `/dev/tcp/db/5432`, `nc -z db 5432`.

Pure text work that knows nothing of the application: whoever asks looks the hosts up in names of their own.
So a text is read once, however many names there are. What stands before `@` in an address is never part of
a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pass_migrate.records import dataclass

PORTS = range(20, 65536)
"""Port numbers that count without a scheme: below, `redis:7` is a version of an image."""

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^\s\"'<>|`]*)")
_AUTHORITY = re.compile(r"[^/?#\\;(){}$*]*")
_HOST_PORT = re.compile(r"(?:(?<![\w.\-$/{])|(?<=@//))([A-Za-z_][\w.-]*):(\d{1,5})(?![\w@]|\.\d)")
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/([A-Za-z_][\w.-]*)/(\d{1,5})")
_DIALLED = re.compile(
    r"\b(?:nc|ncat|netcat|telnet)\s+(?:-\S+\s+(?:\d+\s+)?)*([A-Za-z_][\w.-]*)\s+(\d{1,5})\b"
)
_FLAGGED = re.compile(
    r"(?:^|\s)(?:-h|--host|--hostname|--server|--[a-z-]+-host)(?:[=\s]\s*)([A-Za-z_][\w.-]*)"
    r"(?:\s+(?:-p|-P|--port)[=\s]?\s*(\d{1,5}))?(?![\w.:])"
)
_SETTING = re.compile(
    r"(?im)(?:hosts?|hostname|servers?|addr|address)[\"']?\s*(?:=>|[:=]|(?<=server)\s)\s*\[?\s*[\"']?"
    r"([a-z_][\w.-]*)[\"']?\s*(?:$|[,;}\]])"
)
_BOUND = re.compile(r"(?:(?:0\.0\.0\.0|\[::\]|(?<![\w.])[*+])|(?:^|(?<=[\s=]))):(\d{2,5})(?![\w.:])")
_HOST = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w])?\.?")


@dataclass(frozen=True, slots=True)
class Address:
    """A host that a text speaks of, and how."""

    host: str
    port: int | None = None
    """The port as written; None where none is."""
    scheme: str = ""
    """What stands before `://`, in lower case; empty where nothing does."""
    doubtful: bool = False
    """Whether the text may be a credential with unusual characters: then it must not be shown."""


@lru_cache(maxsize=65536)
def addresses(text: str) -> tuple[Address, ...]:
    """Every address in a value: URLs first, then `host:port`; each once."""
    if ":" not in text and "/dev/" not in text:
        return ()
    found: dict[tuple[str, int | None], Address] = {}
    for address in _all(text):
        found.setdefault((address.host, address.port), address)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def command_addresses(text: str) -> tuple[Address, ...]:
    """Every address in a command line or script; here `nc -z db 5432` and `--host db` speak of hosts, too."""
    found = {(address.host, address.port): address for address in addresses(text)}
    for pattern in (_DIALLED, _FLAGGED):
        for match in pattern.finditer(text):
            address = Address(match[1], _number(match[2]))
            found.setdefault((address.host, address.port), address)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def file_addresses(content: bytes) -> tuple[Address, ...]:
    """Every address in a configuration file, where `host: db` speaks of a host, too; none if not text."""
    if b"\0" in content:
        return ()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    found = {(address.host, address.port): address for address in _all(text)}
    for match in _SETTING.finditer(text):
        found.setdefault((match[1], None), Address(match[1]))
    return tuple(found.values())


def bound_ports(text: str) -> tuple[int, ...]:
    """Ports that a program is told to listen on at all addresses: `0.0.0.0:80`, `http://+:80`, `:80`."""
    return (
        tuple(int(match[1]) for match in _BOUND.finditer(text) if int(match[1]) in PORTS)
        if ":" in text
        else ()
    )


def _all(text: str) -> Iterator[Address]:
    spans: list[tuple[int, int]] = []
    if "://" in text:
        for match in _URL.finditer(text):
            yield from _hosts(match[1].lower(), match[2])
            spans.append(match.span())
    for pattern in (_HOST_PORT, _DEVICE):
        for match in pattern.finditer(text):
            port = _number(match[2])
            if port in PORTS and not any(start <= match.start() < end for start, end in spans):
                yield Address(match[1], port)


def _hosts(scheme: str, rest: str) -> Iterator[Address]:
    """The hosts of a URL behind its `://`; several where a list is written, as drivers allow."""
    match = _AUTHORITY.match(rest)
    authority = match[0] if match is not None else ""
    doubtful = "@" in rest[len(authority) :]
    for part in authority.rpartition("@")[2].split(","):
        address = _host_of(scheme, part, doubtful=doubtful)
        if address is not None:
            yield address
    if doubtful:
        behind = _AUTHORITY.match(rest.rpartition("@")[2])
        address = _host_of(scheme, behind[0] if behind is not None else "", doubtful=True)
        if address is not None:
            yield address


def _host_of(scheme: str, text: str, *, doubtful: bool) -> Address | None:
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    else:
        host, _, port = text.partition(":")
        port = port.rstrip("],)")
        host = host.rstrip("],)")
        if _HOST.fullmatch(host) is None:
            return None
    if port and not port.isdigit():
        return None
    return Address(host.rstrip("."), _number(port), scheme, doubtful)


def _number(text: str | None) -> int | None:
    number = int(text) if text else 0
    return number if 0 < number < PORTS.stop else None
