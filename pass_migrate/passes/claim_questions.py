"""What a person is asked about claims: who shares them, how large they are, what stores them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pass_migrate.facts import Fact, because
from pass_migrate.model import Alternative, Notes, Volume
from pass_migrate.passes import volume_rules as rules
from pass_migrate.passes.answers import accepted, refused
from pass_migrate.passes.volume_drivers import Backing

ACCESS_MODES = ("ReadWriteOnce", "ReadWriteMany")
QUANTITY = re.compile(r"[1-9]\d*(\.\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?")
ANNOTATION = re.compile(
    r"([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
)
"""Names of annotations (Kubernetes, "Annotations": syntax)."""
SMALL, LARGE = "1Gi", "10Gi"
DEFAULT_CLASS = "default"


def ask_sharing(
    volume: Volume, services: Sequence[str], facts: Sequence[Fact[str]], notes: Notes
) -> Fact[str]:
    """`ReadWriteMany`, `ReadWriteOnce` (all pods on one node) or `split` (each service its own)."""
    key = volume.key.value
    decision = f"volume-sharing/{key}"
    once = Alternative(
        answer="ReadWriteOnce", consequence="All pods that mount it run on one node, and move together."
    )
    many = Alternative(
        answer="ReadWriteMany", consequence="Pods on any node share it; the storage class has to allow that."
    )
    split = Alternative(
        answer="split",
        consequence="Each service has a volume of its own; they no longer see each other's files.",
    )
    default, other = (once, many) if notes.target.profile == "local" else (many, once)
    alternatives = [other, split] if len(services) > 1 else [other]
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Several pods mount the volume {key} ({', '.join(services)}). How do they share it?",
        default=default.answer,
        consequence=default.consequence,
        rule=rules.SHARED,
        rests_on=[volume.key, *facts],
        alternatives=alternatives,
    )
    return accepted(answer, decision, [default.answer, *(item.answer for item in alternatives)])


def ask_size(volume: Volume, large: Sequence[Fact[str]], notes: Notes) -> Fact[str]:
    """The size of a claim: an answer, the settings' size, or a guess that a person is asked to check.

    `large` tells that a database keeps its data there; empty if nothing does.
    """
    key = volume.key.value
    decision = f"volume-size/{key}"
    if decision not in notes.target.answers and notes.target.storage_size is not None:
        return notes.target.storage_size.by(rules.SIZE_SETTING)
    if decision not in notes.target.answers and volume.key.rule is not None and not large:
        # A volume that a pass made for files of the project: the smallest usual size is plenty.
        return because(SMALL, volume.key, rule=rules.FILES_SIZE)
    answer = notes.ask(
        decision,
        subject=key,
        question=f"How large is the volume {key}?",
        default=LARGE if large else SMALL,
        consequence=(
            "The claim asks for this much; most storage classes let it grow later, none lets it shrink."
        ),
        rule=rules.SIZE_GUESS,
        rests_on=[volume.key, *large],
        alternatives=[
            Alternative(
                answer="<quantity>",
                consequence=(
                    "As much as the data need, and room to grow: `docker system df -v` shows today's size."
                ),
            )
        ],
    )
    if QUANTITY.fullmatch(answer.value) is None:
        raise refused(answer, decision, "Answer a quantity such as `20Gi`.")
    return answer


def ask_class(volume: Volume, mode: Fact[str], backing: Backing, notes: Notes) -> Fact[str] | None:
    """The storage class; None for the cluster's default."""
    key = volume.key.value
    decision = f"volume-class/{key}"
    target = notes.target
    setting = target.shared_storage_class if mode.value == "ReadWriteMany" else target.storage_class
    if backing.kind != "plugin" and decision not in target.answers:
        return None if setting is None else setting.by(rules.CLASS_SETTING)
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Which storage class keeps the volume {key}?",
        default=DEFAULT_CLASS if setting is None else setting.value,
        consequence="The cluster's default class keeps it."
        if setting is None
        else "The class in the settings keeps it.",
        rule=rules.PLUGIN_CLASS,
        rests_on=[fact for fact in (volume.key, volume.driver) if fact is not None],
        alternatives=[Alternative(answer="<class>", consequence="This StorageClass keeps it.")],
    )
    if answer.value == DEFAULT_CLASS:
        notes.drop(rules.PLUGIN_CLASS, volume.driver)
        return None
    return answer


def ask_place(volume: Volume, path: Fact[str], notes: Notes) -> Fact[str] | None:
    """Where a volume that is a directory of the Docker host lives: None for a claim, or the node's path."""
    key = volume.key.value
    decision = f"volume-place/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"The volume {key} is a directory of the Docker host. What takes its place?",
        default="claim",
        consequence="A volume of the cluster, empty at first.",
        rule=rules.HOST_VOLUME,
        rests_on=[volume.key, path],
        alternatives=[
            Alternative(answer="host", consequence="The same path of the node that a pod runs on.")
        ],
    )
    if accepted(answer, decision, ("claim", "host")).value == "claim":
        notes.drop(rules.HOST_VOLUME, path)
        return None
    return because(path.value, path, answer, rule=rules.HOST_VOLUME)
