"""Whether the name of a variable says that its value is secret. The words stand in `secret-names.yaml`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import Any

from pass_migrate.knowledge.data import read
from pass_migrate.knowledge.patterns import fits
from pass_migrate.records import dataclass


@dataclass(frozen=True, slots=True)
class NameSign:
    """What a name says about its value."""

    kind: str
    """`password`, `token`, `key`, `connection`."""
    weak: bool = False
    """Whether the name alone does not settle it: the value has to look made by a machine."""


@lru_cache(maxsize=16384)
def words_of(name: str) -> tuple[str, ...]:
    """A name cut into upper-case words, at all but letters and digits and between lower and upper case."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
    return tuple(part.upper() for part in parts)


@lru_cache(maxsize=8192)
def sign_of(name: str) -> NameSign | None:
    """What `name` says; None if nothing in it speaks of a secret."""
    data: dict[str, Any] = read("secret-names")
    if kind := data["secret"].get(name.upper()):
        return NameSign(kind)
    if any(fits(name.upper(), pattern) for pattern in data["public"]):
        return None
    words = words_of(name)
    while len(words) > 1 and words[-1].isdigit():
        words = words[:-1]
    if not words or words[-1] in _about():
        return None
    for word in words:
        if kind := data["words"].get(word):
            return NameSign(kind)
        for ending, kind in data["endings"].items():
            if word.endswith(ending) and word != ending:
                return NameSign(kind)
    for pair in pairwise(words):
        if kind := data["phrases"].get(" ".join(pair)):
            return NameSign(kind)
    if len(words) > 1 and (kind := data["last"].get(words[-1])):
        return NameSign(kind)
    if kind := data["weak"].get(words[-1]):
        return NameSign(kind, weak=True)
    return None


@lru_cache(maxsize=1)
def _about() -> frozenset[str]:
    return frozenset(read("secret-names")["about"])


def login_prefix(name: str) -> str | None:
    """The prefix of a user name's variable (`DB` of `DB_USER`, empty for `USER`), or None if it is none."""
    return _prefix(name, "user")


def password_prefix(name: str) -> str | None:
    """The prefix of a password's variable (`DB` of `DB_PASSWORD`), or None if it is none."""
    return _prefix(name, "password")


@lru_cache(maxsize=16384)
def _prefix(name: str, which: str) -> str | None:
    words = words_of(name)
    if words and words[-1] in read("secret-names")["pairs"][which]:
        return "_".join(words[:-1])
    return None


def is_no_secret(value: str) -> bool:
    """Whether a value cannot be a secret, whatever its name: a switch, or the path of a secret."""
    data = read("secret-names")
    text = value.strip()
    return text.lower() in data["no_secret_values"] or (
        text.startswith(tuple(data["places"])) and "\n" not in text
    )


def looks_generated(value: str) -> bool:
    """Whether a value looks made by a machine: one word of 16 characters or more, of high entropy."""
    text = value.strip()
    if len(text) < 16 or re.search(r"[\s/:]{1}", text.rstrip("=").replace("base64:", "", 1)):
        return False
    if not re.search(r"\d", text) or not re.search(r"[A-Za-z]", text):
        return False
    counts = [text.count(character) / len(text) for character in set(text)]
    return -sum(share * log2(share) for share in counts) >= 3.0
