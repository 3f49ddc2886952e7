"""Objects are small enough to be stored, and small enough for `kubectl apply`.

Source: Kubernetes documentation, "ConfigMaps" and "Secrets" (1 MiB), "Annotations" (256 KiB together).
`kubectl apply` keeps a copy of the object in one of its annotations, so that the smaller bound holds for what
is applied.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator

from pass_migrate.verify.index import Index
from pass_migrate.verify.violation import Violation

DATA = 1024 * 1024
"""Bytes in the values of a ConfigMap or Secret."""
ANNOTATIONS = 256 * 1024
"""Bytes in the keys and values of an object's annotations."""


def check_sizes(index: Index) -> Iterator[Violation]:
    """Measure ConfigMaps, Secrets and annotations."""
    for manifest in index.of("ConfigMap", "Secret"):
        encoded = "data" if manifest.kind == "Secret" else "binaryData"
        plain = "stringData" if manifest.kind == "Secret" else "data"
        stored = sum(len(value.encode()) for value in manifest.body.get(plain, {}).values())
        for key, value in manifest.body.get(encoded, {}).items():
            try:
                stored += len(base64.b64decode(value, validate=True))
            except binascii.Error:
                yield Violation(manifest, (encoded, key), "base64", "the value is not base64")
        if stored > DATA:
            message = f"{stored:,} bytes are more than the {DATA:,} that a {manifest.kind} may hold"
            yield Violation(manifest, (), "too-large", message)
        elif stored > ANNOTATIONS // 2 and (size := len(json.dumps(manifest.body))) > ANNOTATIONS:
            message = f"kubectl apply makes an annotation of it: {size:,} bytes of {ANNOTATIONS:,}"
            yield Violation(manifest, (), "too-large-to-apply", message)
    for manifest in index.sound:
        annotations = manifest.body["metadata"].get("annotations", {})
        size = sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items())
        if size > ANNOTATIONS:
            message = f"{size:,} bytes of annotations are more than {ANNOTATIONS:,}"
            yield Violation(manifest, ("metadata", "annotations"), "too-large", message)
