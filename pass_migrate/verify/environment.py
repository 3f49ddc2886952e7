"""A variable has a possible name and one source: where two set it, one is seen, and nothing says which.

Source: Kubernetes API reference, EnvVar; since Kubernetes 1.34 a name is printable ASCII without `=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pass_migrate.emit.manifest import Field
from pass_migrate.verify.index import Container, Index, Pod, doubles
from pass_migrate.verify.violation import Violation

NAME = re.compile(r"[ -<>-~]+")


def check_environment(index: Index) -> Iterator[Violation]:
    """Check the variables of every container."""
    for pod in index.pods:
        for container in pod.containers:
            own = [
                (variable["name"], (*container.at, "env", position, "name"))
                for position, variable in enumerate(container.body.get("env", ()))
            ]
            for name, at in own:
                if not NAME.fullmatch(name):
                    yield Violation(
                        pod.manifest, at, "variable-name", f"{name!r} is not the name of a variable"
                    )
            for name, at in (*doubles(own), *doubles(_brought(index, pod, container))):
                yield Violation(pod.manifest, at, "duplicate-variable", f"{name} is set twice")


def _brought(index: Index, pod: Pod, container: Container) -> Iterator[tuple[str, Field]]:
    """The variables that whole ConfigMaps and Secrets bring."""
    for position, source in enumerate(container.body.get("envFrom", ())):
        for part, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            named: Mapping[str, Any] | None = source.get(part)
            if named is None:
                continue
            found = index.objects.get((kind, pod.manifest.namespace, named.get("name", "")))
            for data in ("data", "stringData"):
                for key in found.body.get(data, {}) if found is not None else ():
                    yield f"{source.get('prefix', '')}{key}", (*container.at, "envFrom", position)
