"""What a person should know, and what a person has to decide."""

from __future__ import annotations

from enum import Enum

from pass_migrate.facts import Fact, Leaf
from pass_migrate.records import dataclass


class Severity(Enum):
    """How much a finding matters to someone who is about to deploy."""

    ERROR = "error"
    """The deployment will not work until this is resolved."""
    WARNING = "warning"
    """It works, and something is different, weaker or missing."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know about the migration."""

    id: str
    """What kind of thing this is, the same in every project: `mutating-health-check`."""
    severity: Severity
    subject: str
    """What it is about: the Compose service, volume, config or secret, by its key."""
    message: str
    """What is the case, in a sentence or two, without a secret value."""
    remedy: str = ""
    """What to do about it."""
    leaves: tuple[Leaf, ...] = ()
    """Where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One possible answer to a decision."""

    answer: str
    """What to write into `pass-migrate.yaml`; `<...>` stands for a value of one's own."""
    consequence: str
    """What the manifests and the running system are like then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question that only a person can answer. A safe default stands in until then."""

    id: str
    """Unique in the project and stable between runs, `question/subject`: `volume-size/db`."""
    subject: str
    """What it is about, by its key in the source."""
    question: str
    default: str
    """The answer that stands in."""
    consequence: str
    """What the default means for the running system."""
    alternatives: tuple[Alternative, ...] = ()
    answer: Fact[str] | None = None
    """The answer from the settings file, if there is one."""
    leaves: tuple[Leaf, ...] = ()
    """What in the source raises the question."""

    @property
    def value(self) -> str:
        """The answer in force."""
        return self.default if self.answer is None else self.answer.value

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answer is None
