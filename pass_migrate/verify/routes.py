"""Every path of a host leads to one place, and is a path.

Source: Kubernetes API reference, Ingress.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from pass_migrate.emit.manifest import Field
from pass_migrate.verify.index import Index
from pass_migrate.verify.names import SUBDOMAIN
from pass_migrate.verify.violation import Violation


def check_ingresses(index: Index) -> Iterator[Violation]:
    """Check hosts and paths, across all Ingresses of one class."""
    seen: set[tuple[str, ...]] = set()
    for ingress in index.of("Ingress"):
        spec = ingress.body["spec"]
        if not spec.get("rules") and "defaultBackend" not in spec:
            yield Violation(ingress, ("spec",), "no-route", "it leads nowhere")
        for number, rule in enumerate(spec.get("rules", ())):
            host, at = rule.get("host", ""), ("spec", "rules", number)
            if host and (not SUBDOMAIN.fullmatch(host.removeprefix("*.")) or _address(host)):
                yield Violation(ingress, (*at, "host"), "host", f"{host!r} is not a host name")
            for position, path in enumerate(rule.get("http", {}).get("paths", ())):
                field: Field = (*at, "http", "paths", position)
                text, kind = path.get("path", ""), path["pathType"]
                key = (spec.get("ingressClassName", ""), host, text, kind)
                if key in seen:
                    yield Violation(
                        ingress,
                        field,
                        "duplicate-path",
                        f"{host or 'every host'}{text} leads elsewhere already",
                    )
                seen.add(key)
                if kind != "ImplementationSpecific" and (
                    not text.startswith("/") or "//" in text or _dotted(text)
                ):
                    yield Violation(ingress, (*field, "path"), "path", f"{text!r} is not an absolute path")


def _dotted(path: str) -> bool:
    return bool({".", ".."} & set(path.split("/")))


def _address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
