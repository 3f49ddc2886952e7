"""An edit of a leaf changes the manifest fields that the ledger names, and no others."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.facts import Fate
from pass_migrate.ledger import Row
from pass_migrate.pipeline import Result, migrate
from tests.corpus import PASS_CASES, Case, corpus_cases
from tests.laws.perturbation import Change, covers, differences, edits, here, moved, named, read, steps_in

ELSEWHERE = {
    (
        "pass-demo",
        "IDP_HOST#name",
    ): "that another service loses its public address makes this one the entry point",
    ("pass-docker-demo", "IDP_HOST#name"): "the same, in the corpus",
    (
        "invenio-docker-compose.yml",
        "services.db.environment[0]#name",
    ): "password and user are equal: without the one the other is found in a file",
    ("invenio-docker-compose.yml", "services.db.environment[0]#value"): "the same, seen from the value",
}
"""Leaves whose edit takes evidence from something else: exceptions from the law, with the reason."""
REACHED = {Fate.CARRIED, Fate.APPROXIMATED, Fate.DECIDED}
LEFT = "files that one component alone is left to use are that component's"
ABSENCE = {
    (
        "Service",
        ("spec", "clusterIP"),
    ): "a Service without a known port is headless; what names no port cannot be cited",
    ("ConfigMap", ("metadata", "labels", "app.kubernetes.io/name")): LEFT,
    ("Secret", ("metadata", "labels", "app.kubernetes.io/name")): LEFT,
}
"""Fields that come when the last evidence against them goes: exceptions from the law, with the reason."""
BOTH = "the number is published for tcp and udp, and the image is known to listen on both whatever is written"
SILENT = {
    (
        "pihole-cloudflared-DoH",
        ".env",
        "PIHOLE_HOST_IPV6#name",
    ): "an empty variable and an unset one read the same",
    ("pihole-cloudflared-DoH", "compose.yaml", "services.cloudflared.ports[0]#protocol"): BOTH,
    ("pihole-cloudflared-DoH", "compose.yaml", "services.cloudflared.ports[1]#protocol"): BOTH,
    ("pihole-cloudflared-DoH", "compose.yaml", "services.pihole.ports[0]#protocol"): BOTH,
    ("pihole-cloudflared-DoH", "compose.yaml", "services.pihole.ports[1]#protocol"): BOTH,
    (
        "attributes",
        "compose.yaml",
        "services.web.userns_mode",
    ): "Docker Compose knows no other value than `host`",
}
"""Leaves that reach the manifests though no edit of theirs shows: exceptions from the law, with the
reason."""
WITHOUT_EFFECT = {
    "not-there": "the file is missing, before the edit and after it",
    "nothing-there": "the path is missing, before the edit and after it, and becomes an empty directory",
    "host-data": "wherever on the host the data are, they become a claim that is named after the mount",
    "restart-always": "a Deployment restarts its containers whatever the policy says",
}
"""Rules whose leaves reach the manifests though no edit of theirs shows: the exceptions from the law,
with the reason."""
UNLOADABLE, UNEDITABLE, UNCHANGED = (
    "does not load when edited",
    "cannot be edited as text",
    "no edit changes it",
)


def breaches(case: Case, folder: Path, sample: slice = slice(None)) -> tuple[list[str], Counter[str]]:
    """Edit every leaf of a case in turn; returns the breaches of the law and a count of leaves by outcome."""
    shutil.copytree(case.folder, folder, symlinks=True)
    base = migrate(case.load(folder))
    found: list[str] = []
    outcomes: Counter[str] = Counter()
    for row in base.ledger.rows[sample]:
        if (case.id, row.leaf.path) in ELSEWHERE:
            continue
        outcome = _edit(case, folder, base, row)
        outcomes[outcome.partition(":")[0]] += 1
        if outcome.startswith("breach"):
            found.append(f"{row.leaf.place} {row.leaf.path} ({row.fate.value}, {row.rule}) {outcome}")
    return found, outcomes


def _edit(case: Case, folder: Path, base: Result, row: Row) -> str:
    leaf, text = row.leaf, read(folder, row.leaf)
    if text is None or not leaf.line:
        return UNEDITABLE
    path, original = folder / leaf.file, (folder / leaf.file).read_bytes()
    outcome = UNEDITABLE
    try:
        for edited in edits(text, leaf):
            path.write_text(edited, encoding="utf-8", newline="")
            try:
                result = migrate(case.load(folder))
            except MigrateError:
                outcome = UNLOADABLE if outcome == UNEDITABLE else outcome
                continue
            changes = differences(base.manifests, result.manifests)
            if not changes:
                outcome = UNCHANGED
                continue
            return _judge(base, result, row, changes)
    finally:
        path.write_bytes(original)
    silent = row.rule in WITHOUT_EFFECT or (case.id, leaf.file, leaf.path) in SILENT
    if outcome == UNCHANGED and row.fate in REACHED and row.reached and not silent:
        return "breach: it is said to reach the manifests, and no edit changes them"
    return "holds: nothing changes" if outcome == UNCHANGED else outcome


def _no_longer(result: Result, row: Row) -> bool:
    """Whether the leaf is not overridden any more: renamed, it is in nobody's way."""
    return not any(here(row.leaf, other.leaf) and other.fate is Fate.OVERRIDDEN for other in result.ledger)


def _judge(base: Result, result: Result, row: Row, changes: list[Change]) -> str:
    if row.fate is Fate.OVERRIDDEN and _no_longer(result, row):
        return "holds: the edit ends the conflict that it lost"
    if row.fate is Fate.DECIDED and not row.reached:
        return "holds: what it decides is a question to a person"
    if row.fate not in REACHED:
        return f"breach: {'; '.join(map(str, changes[:4]))}"
    reached = {
        (item.manifest.reference, item.field[:-1] if item.field[-1:] == ("#key",) else item.field)
        for item in row.reached
    }
    names = reached | named(base.manifests, row.leaf)
    later = names | named(result.manifests, row.leaf)
    later |= moved(base.manifests, result.manifests, changes, names)
    # And the other way round: what goes from one place because it comes in another.
    back = [Change(change.reference, change.field, change.new, change.old) for change in changes]
    later |= moved(result.manifests, base.manifests, back, later)
    objects = {change.reference for change in changes if covers(later, change)}
    stray = [
        change
        for change in changes
        if not covers(later, change)
        and not (change.reference in objects and steps_in(result.manifests, change))
        and (change.reference.partition("/")[0], change.field) not in ABSENCE
    ]
    return f"breach, not named: {'; '.join(map(str, stray[:4]))}" if stray else "holds: what changes is named"


@pytest.mark.parametrize("case", PASS_CASES[:1], ids=lambda case: case.id)
def test_a_sample_of_the_pass_stack_keeps_the_law(case: Case, tmp_path: Path) -> None:
    """Every seventh leaf of the PASS stack changes what the ledger names and nothing else."""
    found, _ = breaches(case, tmp_path / "project", slice(0, None, 7))
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("case", [*PASS_CASES, *corpus_cases()], ids=lambda case: case.id)
def test_every_leaf_keeps_the_law(case: Case, tmp_path: Path) -> None:
    """Every leaf of every project changes what the ledger names and nothing else."""
    found, _ = breaches(case, tmp_path / "project")
    assert found == []
