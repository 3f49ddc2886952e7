"""The verdict: what came of the migration, in numbers that can be checked against the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pass_migrate.emit.manifest import Manifest
from pass_migrate.facts import Fate
from pass_migrate.ledger import Ledger
from pass_migrate.model import Decision, Finding, Severity
from pass_migrate.records import dataclass

FATES = (
    Fate.CARRIED,
    Fate.APPROXIMATED,
    Fate.DECIDED,
    Fate.DROPPED,
    Fate.OVERRIDDEN,
    Fate.IRRELEVANT,
    Fate.UNACCOUNTED,
)
"""The order in which fates are told."""

WORDS = {fate: fate.value for fate in Fate} | {Fate.IRRELEVANT: "without effect"}
"""What a fate is called in a sentence."""

_KINDS = (
    "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "Ingress", "Gateway", "HTTPRoute",
    "ConfigMap", "Secret", "ExternalSecret", "PersistentVolumeClaim",
)  # fmt: skip
_PLURALS = {"Ingress": "Ingresses", "NetworkPolicy": "NetworkPolicies", "StorageClass": "StorageClasses"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The migration in numbers."""

    services: int
    """Services of the source that run."""
    kinds: Mapping[str, int]
    """How many objects of each kind were made."""
    fates: Mapping[Fate, int]
    """How many values of the source have each fate; every fate is there."""
    findings: Mapping[Severity, int]
    """How many findings there are of each severity; every severity is there."""
    open: int
    """Decisions that nobody has taken yet."""
    answered: int

    @property
    def objects(self) -> int:
        """How many objects were made."""
        return sum(self.kinds.values())

    @property
    def values(self) -> int:
        """How many values the source has."""
        return sum(self.fates.values())

    @property
    def made(self) -> str:
        """`7 Deployments, 1 Job, 9 Services`."""
        return kinds_text(self.kinds)

    @property
    def told(self) -> str:
        """`240 carried, 31 approximated, 12 decided`: the fates that occur."""
        return ", ".join(f"{self.fates[fate]:,} {WORDS[fate]}" for fate in FATES if self.fates[fate])

    @property
    def attention(self) -> str:
        """`2 errors, 7 warnings, 3 notes, 9 decisions open`."""
        parts = [
            counted(self.findings[severity], severity.value)
            for severity in Severity
            if self.findings[severity]
        ]
        parts.append(f"{counted(self.open, 'decision')} open")
        if self.answered:
            parts[-1] += f" and {self.answered} answered"
        return ", ".join(parts)

    @property
    def accounted(self) -> str:
        """Whether every value is accounted for, in words."""
        missing = self.fates[Fate.UNACCOUNTED]
        return f"{missing:,} UNACCOUNTED" if missing else "nothing unaccounted"

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return (
            f"{counted(self.services, 'service')} → {counted(self.objects, 'object')}: {self.made}; "
            f"{counted(self.values, 'value')}: {self.told}; {self.attention}; {self.accounted}"
        )


def verdict(
    services: int,
    manifests: Iterable[Manifest],
    ledger: Ledger,
    findings: Iterable[Finding],
    decisions: Sequence[Decision],
) -> Verdict:
    """Count."""
    fates = Counter(row.fate for row in ledger.rows)
    severities = Counter(finding.severity for finding in findings)
    pending = sum(decision.is_open for decision in decisions)
    return Verdict(
        services=services,
        kinds=by_kind(manifests),
        fates={fate: fates[fate] for fate in FATES},
        findings={severity: severities[severity] for severity in Severity},
        open=pending,
        answered=len(decisions) - pending,
    )


def by_kind(manifests: Iterable[Manifest]) -> dict[str, int]:
    """How many objects there are of each kind: what runs first, then what leads to it, then what it needs."""
    found = Counter(manifest.kind for manifest in manifests)
    return {kind: found[kind] for kind in sorted(found, key=kind_rank)}


def kind_rank(kind: str) -> tuple[int, str]:
    """The position of a kind where kinds are told: what runs comes first."""
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS), kind)


def kinds_text(kinds: Mapping[str, int]) -> str:
    """`2 Services, 1 Ingress`."""
    return ", ".join(f"{count} {kind if count == 1 else plural(kind)}" for kind, count in kinds.items())


def plural(kind: str) -> str:
    """`Ingresses`."""
    return _PLURALS.get(kind, f"{kind}s")


def counted(count: int, noun: str) -> str:
    """`1 service`, `2,000 services`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
