"""Decisions and their answers, as far as every format needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pass_migrate.load.yaml_scalars import resolve
from pass_migrate.model import Decision

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./:+=@-]*(?<!:)")


def alike(asked: Sequence[Decision], *, loosely: bool = False) -> list[list[Decision]]:
    """Decisions, those together that ask the same of several things and stand on the same answer.

    `loosely`: even if the consequences are worded differently for each.
    """
    kinds: dict[tuple[object, ...], list[Decision]] = {}
    for decision in asked:
        key = (decision.id.split("/", 1)[0], decision.value, decision.is_open, decision.default)
        wording = (
            decision.consequence,
            *((item.answer, item.consequence) for item in decision.alternatives),
        )
        kinds.setdefault(key if loosely else (*key, wording), []).append(decision)
    return list(kinds.values())


def written(value: object) -> str:
    """An answer as YAML: plain where it reads back as the same text, in quotes elsewhere."""
    if isinstance(value, bool | int):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and resolve(text) == text:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)
