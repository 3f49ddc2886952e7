"""Places and source paths as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pass_migrate.facts import Leaf
from pass_migrate.records import dataclass

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_NAME = r"((?:[^.\[#\\]|\\.)+)"
_SECTION = re.compile(rf"(services|volumes|networks|configs|secrets|models)\.{_NAME}")
_STEP = re.compile(_NAME)

RANGES = 3
"""Line ranges that are written out; more become one, from the first line to the last."""


@dataclass(frozen=True, slots=True)
class Address:
    """The path of a leaf, taken apart."""

    section: str
    """`services`, `volumes` ...; empty for a leaf of any file but a Compose file, or at its top level."""
    name: str
    """The service, volume ... that the leaf stands in."""
    within: str
    """The path below it: `ports[0]#target`; empty for its name. The whole path where there is no section."""
    attribute: str
    """The first step of `within`: `ports`."""


@lru_cache(maxsize=1 << 16)
def address(path: str) -> Address:
    """The path of a leaf, taken apart."""
    match = _SECTION.match(path)
    rest = (path[match.end() :] if match else path).removesuffix("#name").lstrip(".")
    step = _STEP.match(rest)
    section, name = (match[1], _unescaped(match[2])) if match else ("", "")
    return Address(section, name, rest, _unescaped(step[1]) if step else "")


def spoken(text: str) -> str:
    """Text of the input as it may be printed: control characters and invisible ones are spelled out.

    What is printed comes from files that somebody else may have written; a terminal must not obey it.
    """
    return text if text.isprintable() else _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def service_of(leaf: Leaf) -> str:
    """The key of the Compose service that the leaf stands in; empty if it stands in none."""
    found = address(leaf.path)
    return found.name if found.section == "services" else ""


def attribute(leaf: Leaf) -> str:
    """The attribute that the leaf belongs to: `ports`, `environment`; empty for the name of a service."""
    return address(leaf.path).attribute


def thing(leaf: Leaf) -> str:
    """`service web`, `volume data`: what a leaf of a Compose file belongs to; empty for any other."""
    found = address(leaf.path)
    return f"{found.section.removesuffix('s')} {found.name}" if found.section else ""


def readable(path: str) -> str:
    """A source path for people: `ports[0]#target` is `ports[0] target`."""
    return _unescaped(path.replace("#", " "))


def places(leaves: Iterable[Leaf]) -> str:
    """Where leaves stand: `compose.yaml:3, 7-9, .env:4-70`.

    The attribute that names an env file is left out where the lines of that file are listed.
    """
    given = list(leaves)
    lines: dict[str, set[int]] = {}
    for leaf in [leaf for leaf in given if attribute(leaf) not in ("env_file", "label_file")] or given:
        lines.setdefault(leaf.file, set()).add(leaf.line)
    return ", ".join(f"{file}:{line_ranges(found)}" if any(found) else file for file, found in lines.items())


def line_ranges(lines: Iterable[int]) -> str:
    """Lines of a file: `3`, `4-7, 9`; from first to last if that were many ranges. 0 is no line."""
    found = set(lines) - {0}
    if len(found) == 1:
        return str(*found)
    ordered = sorted(found)
    out: list[list[int]] = []
    for line in ordered:
        if out and line == out[-1][1] + 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    if len(out) > RANGES:
        out = [[ordered[0], ordered[-1]]]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in out)


def _unescaped(path: str) -> str:
    """The path without the marks in front of dots in names."""
    return re.sub(r"\\(.)", r"\1", path) if "\\" in path else path
