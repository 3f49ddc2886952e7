"""What is worth saying about an image to whoever deploys it. The entries stand in `image-notes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.images import normal
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageNote:
    """One thing that a person should know about an image, under conditions."""

    match: str
    """Pattern over `repository:tag`, as in `images.yaml`."""
    id: str
    severity: str
    """`error`, `warning` or `note`."""
    message: str
    """`{service}` stands for the key of the service."""
    remedy: str = ""
    when: Mapping[str, Any]
    """Conditions by name; all must hold. The pass `note_images` knows what they mean."""


@cache
def _notes() -> tuple[ImageNote, ...]:
    return tuple(ImageNote(**{"when": {}, **entry}) for entry in read("image-notes"))


@lru_cache(maxsize=4096)
def notes_of(reference: str) -> tuple[ImageNote, ...]:
    """Everything that is worth saying about the image that `reference` names, whatever the conditions."""
    name = normal(reference)
    return tuple(note for note in _notes() if fits(name, note.match))
