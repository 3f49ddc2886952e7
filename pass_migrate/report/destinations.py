"""Where values went: for each object the field that says most, and its value where that may be shown.

A value is shown only where it cannot be a secret: numbers, switches, and texts in fields that hold names,
ports, paths and quantities. Environment values, file contents, commands and annotations are never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from pass_migrate.emit import manifest as emitted
from pass_migrate.emit.manifest import Field, Manifest
from pass_migrate.ledger import Reached
from pass_migrate.records import dataclass
from pass_migrate.report.verdict import kind_rank

SHOWN = frozenset(
    {
        "accessModes", "appProtocol", "claimName", "clusterIP", "containerPort", "cpu", "ephemeral-storage",
        "fsGroup", "host", "hostname", "image", "imagePullPolicy", "ingressClassName", "key", "kind",
        "medium", "memory", "mountPath", "name", "namespace", "pathType", "port", "protocol", "replicas",
        "restartPolicy", "secretName", "serviceName", "sizeLimit", "storage", "storageClassName",
        "subPath", "targetPort", "topologyKey", "type", "volumeName", "workingDir",
    }
)  # fmt: skip
"""Last step of the fields whose text is shown."""
HIDDEN = frozenset({"data", "stringData", "binaryData", "annotations", "args", "command", "env", "sysctls"})
"""Steps of fields whose text is never shown, nor anything below; `env[0].name` is a name all the same."""
LONGEST = 48
"""Characters of a value that are shown."""

_POD = ("spec", "template", "spec")
_STARTS: tuple[Field, ...] = ((*_POD, "containers", 0), _POD)
"""Steps that are left out where a field is shortened, the longest first."""
_ECHOES = frozenset({"labels", "matchLabels", "selector", "labelSelector"})
"""Steps below which a value only repeats what another field says."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One object that values reached, and where in it."""

    manifest: Manifest
    field: Field
    """The field that says most; for several values, what their fields have in common."""
    count: int
    """How many fields of the object rest on the values."""
    value: str = ""
    """What the field holds, where that may be shown and there is one field to speak of."""

    @property
    def object(self) -> str:
        """`Deployment/web`."""
        return self.manifest.reference

    @property
    def text(self) -> str:
        """`Deployment/web spec.replicas`."""
        return f"{self.object} {field_text(self.field)}".rstrip()

    def short(self, component: str) -> str:
        """The same among the objects of a component: `Deployment …image` for `Deployment/web` of `web`."""
        named = self.manifest.kind if self.manifest.name == component else self.object
        return f"{named} {shortened(self.field)}".rstrip()


@lru_cache(maxsize=1 << 14)
def field_text(field: Field) -> str:
    """`spec.ports[0].port`; the fields of many objects are the same."""
    return emitted.field_text(field)


def shortened(field: Field) -> str:
    """A field without the steps that are the same in every workload."""
    for start in _STARTS:
        if field[: len(start)] == start and len(field) > len(start):
            return f"…{field_text(field[len(start) :])}"
    return field_text(field)


def destinations(reached: Sequence[Reached], *, single: bool, rule: str = "") -> tuple[Destination, ...]:
    """The objects that values reached, with one field each; what runs comes first.

    `single`: the fields belong to one value, so the most telling one stands for them, if possible one that
    rests on the value through `rule`; else what the fields share stands for them.
    """
    by_object: dict[int, list[Reached]] = {}
    for item in reached:
        by_object.setdefault(id(item.manifest), []).append(item)
    out = []
    for items in by_object.values():
        manifest = items[0].manifest
        items.sort(key=lambda item: _distance(item, rule))
        fields = list(dict.fromkeys(_bare(item.field) for item in items))
        if single or len(fields) == 1:
            out.append(Destination(manifest, fields[0], len(fields), shown(manifest, fields[0])))
        else:
            speaking = [field for field in fields if not _ECHOES & set(field)] or fields
            out.append(Destination(manifest, _common(speaking), len(fields)))
    return tuple(sorted(out, key=lambda found: (_silence(found.field), kind_rank(found.manifest.kind))))


def _distance(item: Reached, rule: str) -> tuple[object, ...]:
    """How far a field is from a value: near is what the rule speaks of, and what rests on little else."""
    by = item.rule.id if item.rule is not None else ""
    return (by != rule, _silence(item.field), len(item.manifest.sources[item.field].leaves))


def shown(manifest: Manifest, field: Field) -> str:
    """The value of a field where it may be shown; else empty."""
    if manifest.private:
        return ""
    node: Any = manifest.body
    for step in field:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return ""
    if isinstance(node, list) and node and all(isinstance(item, str) for item in node):
        node = ", ".join(node)
    last = next((step for step in reversed(field) if isinstance(step, str)), "")
    around = HIDDEN.intersection(step for step in field if isinstance(step, str))
    if isinstance(node, bool):
        return "" if around else ("true" if node else "false")
    if isinstance(node, int | float):
        return "" if around else str(node)
    if not isinstance(node, str) or last not in SHOWN or (around and (around != {"env"} or last != "name")):
        return ""
    return node if len(node) <= LONGEST else f"{node[: LONGEST - 1]}…"


@lru_cache(maxsize=1 << 14)
def _silence(field: Field) -> tuple[bool, bool, bool]:
    """How little a field says of a value: echoes and helpers little, inner names less than the rest."""
    inner_name = field[-1:] == ("name",) and field[0] != "metadata"
    return (bool(_ECHOES & set(field)), "initContainers" in field, inner_name)


def _bare(field: Field) -> Field:
    return field[:-1] if field and field[-1] == "#key" else field


def _common(fields: Iterable[Field]) -> Field:
    """The steps that all fields start with."""
    first, *others = fields
    length = len(first)
    for other in others:
        length = min(length, len(other))
        while first[:length] != other[:length]:
            length -= 1
    return first[:length]
