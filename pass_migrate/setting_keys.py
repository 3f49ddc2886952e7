"""What may stand in `pass-migrate.yaml`: every key, what it means, and which values it takes.

One table for the reader, for the template that `init` writes and for the tests that hold
`schemas/settings.json` to it. Each key but `knowledge` and `answers` sets one field of `model.Target`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pass_migrate.model import Target
from pass_migrate.records import dataclass

_DEFAULTS = Target()
_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
PATTERNS = {
    "label": rf"^{_LABEL}$",
    "subdomain": rf"^{_SUBDOMAIN}$",
    "host": rf"^(\*\.)?{_SUBDOMAIN}$",
    "gateway": rf"^({_LABEL}/)?{_SUBDOMAIN}$",
    "version": r"^1\.[0-9]{2}$",
    "size": r"^(0*[1-9][0-9]*(\.[0-9]+)?|0+\.0*[1-9][0-9]*)(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$",
    "image": r"^[^\s]+$",
}
"""What a text has to look like.

Names: RFC 1123 as Kubernetes reads it; sizes: a positive Kubernetes quantity.
"""

_SAYS = {
    "label": "a name of at most 63 lowercase letters, digits and '-', with a letter or digit at both ends",
    "subdomain": "lowercase letters, digits, '-' and '.', with a letter or digit at both ends of each part",
    "host": "a host name such as pass.example.org",
    "gateway": "the Gateway's namespace and name, such as infra/public",
    "version": 'a release such as "1.35", in quotes',
    "size": "a positive quantity such as 10Gi",
    "image": "an image reference",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One setting."""

    path: str
    """Where it stands in the file: `ingress.host`."""
    field: str
    """The field of `model.Target` that it sets."""
    check: Callable[[Any], Any]
    """The value as it is used; raises ValueError, with what is expected, for one that cannot be."""
    about: str
    """What it decides, for the reader of the file."""
    example: str
    """A value as it would be written in YAML."""
    choices: tuple[str, ...] = ()
    """All values, where there are few."""
    pattern: str = ""
    """Which of `PATTERNS` it has to match, if one."""


def _text(path: str, field: str, pattern: str, about: str, example: str) -> Key:
    def check(value: Any) -> str:
        if pattern == "version" and isinstance(value, float):
            # 1.30 without quotes is the number 1.3; no release before 1.10 is meant here.
            value = f"{value}0" if re.fullmatch(r"1\.[0-9]", str(value)) else str(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not re.fullmatch(PATTERNS[pattern], value):
            raise ValueError(_SAYS[pattern])
        return value

    return Key(path, field, check, about, example, pattern=pattern)


def _choice(path: str, field: str, choices: tuple[str, ...], about: str) -> Key:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return str(value)

    return Key(path, field, check, about, choices[0], choices)


def _switch(path: str, field: str, about: str) -> Key:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("true or false")  # noqa: TRY004 - the one error that checks raise
        return value

    return Key(path, field, check, about, "false")


KEYS: tuple[Key, ...] = (
    _choice(
        "profile",
        "profile",
        ("portable", "eks", "local"),
        "What the cluster offers: core objects only (portable), Amazon EKS with its controllers (eks), or a "
        "single machine such as kind, k3d or minikube (local).",
    ),
    _text(
        "namespace",
        "namespace",
        "label",
        "The namespace of all objects; by default the project's name.",
        "pass",
    ),
    _text(
        "kubernetesVersion",
        "kubernetes_version",
        "version",
        "The oldest Kubernetes release that has to accept the manifests.",
        f'"{_DEFAULTS.kubernetes_version}"',
    ),
    _text(
        "ingress.host",
        "ingress_host",
        "host",
        "The host name under which people reach the application.",
        "pass.example.org",
    ),
    _text(
        "ingress.class",
        "ingress_class",
        "subdomain",
        "The IngressClass; by default the cluster's own.",
        "alb",
    ),
    _text(
        "ingress.gateway",
        "gateway",
        "gateway",
        "A Gateway to attach to: routes become HTTPRoutes then, instead of an Ingress.",
        "infra/public",
    ),
    _text(
        "ingress.tls",
        "tls_secret",
        "subdomain",
        "The TLS Secret of the public host, if TLS ends at the Ingress.",
        "pass-tls",
    ),
    _text(
        "storage.class",
        "storage_class",
        "subdomain",
        "The StorageClass of volumes that one node mounts; by default the cluster's own.",
        "gp3",
    ),
    _text(
        "storage.sharedClass",
        "shared_storage_class",
        "subdomain",
        "The StorageClass of volumes that several nodes mount (ReadWriteMany).",
        "efs",
    ),
    _text(
        "storage.size", "storage_size", "size", "The size of a volume that says nothing of its size.", "10Gi"
    ),
    _choice(
        "secrets.backend",
        "secrets",
        ("manifest", "external", "placeholder"),
        "Where secret values live: in Secret objects in a private folder (manifest), in a secret store that "
        "External Secrets reads (external), or nowhere yet, to be filled in (placeholder).",
    ),
    _text(
        "secrets.store",
        "secret_store",
        "subdomain",
        "For external: the ClusterSecretStore that holds the values.",
        "aws-parameter-store",
    ),
    _switch(
        "liveness",
        "liveness",
        "Whether health checks also become liveness probes. Docker never restarts an unhealthy container; "
        "a liveness probe does.",
    ),
    _text(
        "images.wait",
        "helper_image",
        "image",
        "The image of init containers that wait or copy; it needs sh, nc, cp and chown.",
        _DEFAULTS.helper_image,
    ),
    _text(
        "images.kubectl",
        "kubectl_image",
        "image",
        "The image of init containers that wait for a Job; it needs kubectl.",
        _DEFAULTS.kubectl_image,
    ),
)
"""Every setting that sets a field of `Target`, in the order of the file."""

SECTIONS = tuple(dict.fromkeys(key.path.split(".")[0] for key in KEYS if "." in key.path))
"""The keys that hold other keys."""
