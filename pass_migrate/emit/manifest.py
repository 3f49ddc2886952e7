"""A Kubernetes object: a dict literal whose leaves are facts.

Rendered, it is plain data beside a source map: for every field the fact that put it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, TypeAlias

from pass_migrate.facts import Fact
from pass_migrate.records import dataclass

Field: TypeAlias = tuple[str | int, ...]
"""Where in an object: `("spec", "ports", 0, "port")`."""

Body: TypeAlias = Mapping[Any, Any]
"""A dict literal in the shape of the YAML it becomes. Keys are strings or facts; values are dicts, lists,
facts, or None for what is left out. Bare scalars are allowed only where Kubernetes itself fixes them
(`apiVersion`, `kind`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One Kubernetes object: plain data, and for every field the fact that put it there."""

    folder: str
    """The component it belongs to: a folder of the output."""
    file: str
    """File name in that folder."""
    body: dict[str, Any] = field(repr=False)
    """The object, as it will be written; not printed, because it may hold secret values."""
    sources: Mapping[Field, Fact[Any]] = field(default_factory=dict, repr=False)
    """Field by field: which fact stands behind it. A key that is itself a fact is at the path of its
    value, with `"#key"` appended."""
    private: bool = False
    """Whether it holds secret values: written apart, readable by the owner only."""

    @property
    def kind(self) -> str:
        """`Deployment`, `Service` ..."""
        return str(self.body["kind"])

    @property
    def name(self) -> str:
        """`metadata.name`."""
        return str(self.body["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """`metadata.namespace`, empty for cluster-wide objects."""
        return str(self.body["metadata"].get("namespace", ""))

    @property
    def reference(self) -> str:
        """`Kind/name`, unique in the output."""
        return f"{self.kind}/{self.name}"

    @property
    def path(self) -> str:
        """Where it is written, relative to the output folder."""
        return f"{self.folder}/{self.file}" if self.folder else self.file


def field_text(path: Field) -> str:
    """A field for people: `spec.ports[0].port`, `data["app.conf"]`."""
    out = ""
    for step in path:
        if step == "#key":
            continue
        if isinstance(step, int):
            out += f"[{step}]"
        elif step.replace("-", "").replace("_", "").isalnum():
            out += f".{step}" if out else step
        else:
            out += f'["{step}"]'
    return out
