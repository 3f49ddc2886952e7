"""Names of labels and annotations: `name`, or `domain/name` (Kubernetes documentation, Labels)."""

from __future__ import annotations

import re

from pass_migrate.passes.kubernetes_names import is_subdomain

_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


def is_qualified_name(text: str) -> bool:
    """Whether a label or an annotation can be called this."""
    domain, slash, name = text.rpartition("/")
    if slash and not is_subdomain(domain.lower()):
        return False
    return _NAME.fullmatch(name) is not None


def is_label_value(text: str) -> bool:
    """Whether a label can have this value."""
    return not text or _NAME.fullmatch(text) is not None
