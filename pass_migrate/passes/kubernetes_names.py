"""Names that Kubernetes accepts, made from names that Compose accepts.

Sources: Kubernetes documentation, "Object Names and IDs" (RFC 1123 and RFC 1035 labels) and the Service and
ContainerPort API (port names).
"""

from __future__ import annotations

import hashlib
import re

LABEL_LIMIT = 63
"""Characters in a DNS label: Service, namespace, container."""
WORKLOAD_LIMIT = 52
"""Characters in a workload's name: its controller appends up to 11 more to make labels of its pods."""
SUBDOMAIN_LIMIT = 253
"""Characters in a DNS subdomain: ConfigMap, Secret, claim."""
PORT_LIMIT = 15
"""Characters in the name of a port."""

_SERVICE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_NOT_LABEL = re.compile(r"[^a-z0-9]+")
_NOT_SUBDOMAIN = re.compile(r"[^a-z0-9.]+")
_LOOSE_DOTS = re.compile(r"-*\.[-.]*")


def is_service_name(text: str) -> bool:
    """Whether a Service can have this name (an RFC 1035 label)."""
    return _SERVICE.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """Whether a namespace or a pod's host name can be this (an RFC 1123 label)."""
    return _LABEL.fullmatch(text) is not None


def is_subdomain(text: str) -> bool:
    """Whether a ConfigMap, or a host, can have this name (an RFC 1123 subdomain)."""
    return len(text) <= SUBDOMAIN_LIMIT and _SUBDOMAIN.fullmatch(text) is not None


def service_name(text: str, limit: int = LABEL_LIMIT) -> str:
    """The nearest name that fits a Service: `My_App.v2` becomes `my-app-v2`, `3proxy` becomes `s-3proxy`."""
    name = label(text, limit)
    return name if name[0].isalpha() else shortened(f"s-{name}", limit, text)


def label(text: str, limit: int = LABEL_LIMIT) -> str:
    """The nearest RFC 1123 label of at most `limit` characters; a text that is one already stays as it is."""
    if len(text) <= limit and is_label(text):
        return text
    return shortened(_NOT_LABEL.sub("-", text.lower()).strip("-") or "app", limit, text)


def subdomain(text: str) -> str:
    """The nearest RFC 1123 subdomain; a text that is one already stays as it is."""
    if is_subdomain(text):
        return text
    name = _LOOSE_DOTS.sub(".", _NOT_SUBDOMAIN.sub("-", text.lower())).strip("-.")
    return shortened(name or "app", SUBDOMAIN_LIMIT, text)


def port_name(text: str) -> str:
    """The nearest name that fits a port: at most 15 of `a-z0-9-`, one a letter; empty if none is near."""
    name = _NOT_LABEL.sub("-", text.lower()).strip("-")[:PORT_LIMIT].strip("-")
    return name if any(character.isalpha() for character in name) else ""


def shortened(name: str, limit: int, origin: str) -> str:
    """A name cut to `limit`; a digest of `origin` stands for the rest, so that names stay different."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 7].rstrip('-.')}-{digest(origin)}"


def distinct(name: str, origin: str, limit: int = LABEL_LIMIT) -> str:
    """Another name for what would be called `name` if that were not taken; the same one on every run."""
    return f"{name[: limit - 7].rstrip('-.')}-{digest(origin)}"


def digest(text: str) -> str:
    """Six hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]
