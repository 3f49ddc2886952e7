"""`pass-migrate.yaml` as text: every key with what it means, and every decision with its answers.

What is set is written as it is; everything else is a comment that shows how it would be written.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from pass_migrate.facts import Fact
from pass_migrate.model import Decision
from pass_migrate.report.answers import alike, written
from pass_migrate.report.places import places
from pass_migrate.setting_keys import KEYS, Key
from pass_migrate.settings import Settings

WIDTH = 100


def template(settings: Settings, decisions: Sequence[Decision]) -> str:
    """The settings file for a project: its settings, and its decisions with those answers that are given."""
    lines = ["# Settings of pass-migrate: where this application goes, and the answers to its decisions.", ""]
    section = ""
    for key in KEYS:
        head, _, name = key.path.rpartition(".")
        if head != section:
            section = head
            if head:
                lines.append(f"{head}:")
        lines += _key(key, name, "  " if head else "", getattr(settings, key.field))
        if not head or key is KEYS[-1] or not _next_in(key, head):
            lines.append("")
    lines += _comment("More knowledge about images and names, in files relative to this one.", "")
    files = ", ".join(written(_bare(file)) for file in settings.knowledge)
    lines += [f"knowledge: [{files}]" if files else "# knowledge: [our-images.yaml]", ""]
    return "\n".join([*lines, *_answers(settings, decisions)]) + "\n"


def _next_in(key: Key, section: str) -> bool:
    position = KEYS.index(key)
    return position + 1 < len(KEYS) and KEYS[position + 1].path.startswith(f"{section}.")


def _key(key: Key, name: str, indent: str, said: object) -> list[str]:
    about = key.about + (f" One of: {', '.join(key.choices)}." if key.choices else "")
    value = f"{name}: {written(_bare(said))}" if said is not None else f"# {name}: {key.example}"
    return [*_comment(about, indent), f"{indent}{value}"]


def _answers(settings: Settings, decisions: Sequence[Decision]) -> list[str]:
    """The decisions: answered ones as they are, open ones as comments."""
    lines = _comment(
        "Answers to decisions. Each stands on its default until it is answered: remove the '#' in front "
        "of its line, and write the answer that fits; <...> is a value of your own.",
        "",
    )
    lines.append("answers:")
    for same in alike(sorted(decisions, key=lambda asked: asked.id)):
        lines.append("")
        for decision in same:
            where = f" ({places(decision.leaves)})" if decision.leaves else ""
            lines += _comment(_one_line(decision.question) + where, "  ")
        first = same[0]
        choices = {first.default: f"(default) {first.consequence}"}
        choices |= {
            item.answer: item.consequence for item in first.alternatives if item.answer != first.default
        }
        for answer, consequence in choices.items():
            lines += _comment(f"- {answer}: {_one_line(consequence)}", "  ", hanging="  ")
        for decision in same:
            mark = "# " if decision.answer is None else ""
            lines.append(f"  {mark}{written(decision.id)}: {written(decision.value)}")
    asked = {decision.id for decision in decisions}
    unused = [id_ for id_ in settings.answers if id_ not in asked]
    if unused:
        lines += ["", *_comment("These answer no decision of this project (any more).", "  ")]
        lines += [f"  {written(id_)}: {written(_bare(settings.answers[id_]))}" for id_ in unused]
    return lines


def _comment(text: str, indent: str, hanging: str = "") -> list[str]:
    start = f"{indent}# "
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=start + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())


def _bare(said: object) -> object:
    return said.value if isinstance(said, Fact) else said
