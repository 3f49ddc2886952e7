"""The reference of `pass-migrate.yaml`."""

from __future__ import annotations

from docs.generate.markdown import MADE, code, table
from docs.generate.projects import results
from pass_migrate.model import Decision
from pass_migrate.setting_keys import KEYS

HEAD = """# Settings

What may stand in `pass-migrate.yaml`, beside the Compose file. `pass-migrate init` writes one with everything
commented out, and with every decision of the project at hand. Editors complete it by `schemas/settings.json`.
"""

ANSWERS = """
## answers

Answers to decisions, by the decision's id: `answers: {volume-size/db: 50Gi}`. The part behind the slash is
the service, volume or file that the question is about. A question that has an answer here is not asked again.
These are the questions that the examples in `fixtures/` raise:
"""

KNOWLEDGE = """
## knowledge

A list of files with more knowledge about images, in the format of `pass_migrate/knowledge/images.yaml`,
relative to the settings file. What they say goes before what the program knows.
"""


def settings_page() -> str:
    """The page."""
    rows = (
        [
            code(key.path),
            f"{key.about}{f' One of {_list(key.choices)}.' if key.choices else ''}",
            code(key.example),
        ]
        for key in KEYS
    )
    return "\n".join(
        [MADE, HEAD, table(("key", "what it decides", "as in"), rows), KNOWLEDGE, ANSWERS, _questions()]
    )


def _questions() -> str:
    first: dict[str, Decision] = {}
    for result in results():
        for decision in result.decisions:
            first.setdefault(decision.id.partition("/")[0], decision)
    rows = ([code(f"{kind}/…"), *_about(decision)] for kind, decision in sorted(first.items()))
    return table(("question", "in an example", "default", "alternatives"), rows)


def _about(decision: Decision) -> tuple[str, str, str]:
    alternatives = "<br>".join(f"{code(each.answer)}: {each.consequence}" for each in decision.alternatives)
    return decision.question, f"{code(decision.default)}: {decision.consequence}", alternatives


def _list(choices: tuple[str, ...]) -> str:
    return ", ".join(code(choice) for choice in choices)
