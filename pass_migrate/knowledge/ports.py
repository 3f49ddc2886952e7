"""What is known about port numbers and address schemes. The data stand in `ports.yaml`."""

from __future__ import annotations

from functools import cache, lru_cache

from pass_migrate.knowledge.data import read


def port_name(number: int, protocol: str = "TCP") -> str:
    """What a port is called by custom (`postgres` for 5432/TCP); empty if it has no such name."""
    names: dict[int, str] = read("ports").get(protocol.lower(), {})
    return names.get(number, "http" if speaks_http(number, protocol) else "")


def speaks_http(number: int, protocol: str = "TCP") -> bool:
    """Whether plain HTTP is spoken on a port by custom."""
    return protocol == "TCP" and number in _web()


def scheme_port(scheme: str) -> int | None:
    """The port that an address of this scheme means when it names none; None if there is no such port."""
    return _schemes().get(_base(scheme)) or None


def scheme_http(scheme: str) -> bool:
    """Whether an address of this scheme is for plain HTTP."""
    return _base(scheme) in _web_schemes()


def is_network_scheme(scheme: str) -> bool:
    """Whether what follows `scheme://` is the name of a host (unlike in `file://` or `s3://`)."""
    return _base(scheme) in _schemes()


def listen_variables() -> tuple[str, ...]:
    """Variables by which programs are told where to listen, in the order in which to try them."""
    return tuple(read("ports")["listen_variables"])


@lru_cache(maxsize=1024)
def _base(scheme: str) -> str:
    """`postgresql+psycopg2` is spoken to like `postgresql`."""
    return scheme.lower().partition("+")[0]


@cache
def _web() -> frozenset[int]:
    return frozenset(read("ports")["http"])


@cache
def _web_schemes() -> frozenset[str]:
    return frozenset(read("ports")["http_schemes"])


def _schemes() -> dict[str, int]:
    found: dict[str, int] = read("ports")["schemes"]
    return found
