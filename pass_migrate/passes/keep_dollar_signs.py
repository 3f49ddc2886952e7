"""A dollar sign stays one: where Kubernetes would expand `$(NAME)` or fold `$$`, it is written twice."""

from __future__ import annotations

import re
from functools import lru_cache

from pass_migrate.facts import Fact, Fate, Rule
from pass_migrate.model import App, InitStep, Notes, Probe, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

KEPT = Rule(
    "dollar-kept",
    Fate.CARRIED,
    "A `$` before `$` or `(` is doubled, because Kubernetes would expand it here.",
)

_EXPANDED = re.compile(r"\$(?=[$(])")
Words = tuple[Fact[str], ...]


@transform(
    reads=[
        "workloads.entrypoint",
        "workloads.command",
        "workloads.readiness",
        "workloads.startup",
        "workloads.liveness",
        "workloads.init",
    ],
    writes=[
        "workloads.entrypoint",
        "workloads.command",
        "workloads.readiness",
        "workloads.startup",
        "workloads.liveness",
        "workloads.init",
    ],
    rules=[KEPT],
)
def keep_dollar_signs(app: App) -> App:
    """Commands, arguments, exec probes and init containers, escaped; hooks are not expanded, so they stay.

    Runs last, once: a text that it has changed carries its mark in the rule. Source: Kubernetes API
    reference, Container (`command`, `args`) and the expansion that the kubelet does.
    """
    return app.each(_kept)


def _kept(workload: Workload, notes: Notes) -> Workload:
    del notes
    after = replace(
        workload,
        entrypoint=_words(workload.entrypoint),
        command=_words(workload.command),
        readiness=_probe(workload.readiness),
        startup=_probe(workload.startup),
        liveness=_probe(workload.liveness),
        init=tuple(_step(step) for step in workload.init) if workload.init else workload.init,
    )
    return workload if after == workload else after


def _words(words: Words | None) -> Words | None:
    if words is None or not any("$" in word.value for word in words):
        return words
    return tuple(_word(word) for word in words)


def _word(word: Fact[str]) -> Fact[str]:
    if _EXPANDED.search(word.value) is None or (word.rule is not None and word.rule.why.endswith(KEPT.why)):
        return word
    return Fact(_EXPANDED.sub("$$", word.value), word.leaves, _marked(word.rule))


@lru_cache(maxsize=256)
def _marked(rule: Rule | None) -> Rule:
    """The reason that was there, and this one behind it."""
    return KEPT if rule is None else replace(rule, why=f"{rule.why} {KEPT.why}")


def _probe(probe: Probe | None) -> Probe | None:
    if probe is None:
        return None
    command = _words(probe.command)
    return probe if command is None or command is probe.command else replace(probe, command=command)


def _step(step: InitStep) -> InitStep:
    command = _words(step.command)
    return step if command is None or command is step.command else replace(step, command=command)
