"""Places and source paths as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pass_migrate.facts import Leaf

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_SERVICE = re.compile(r"services\.((?:[^.\[#\\]|\\.)+)")
_SECTION = re.compile(r"(services|volumes|networks|configs|secrets|models)\.((?:[^.\[#\\]|\\.)+)")
_STEP = re.compile(r"(?:[^.\[#\\]|\\.)+")

RANGES = 3
"""Line ranges that are written out; more become one, from the first line to the last."""


def spoken(text: str) -> str:
    """Text of the input as it may be printed: control characters and invisible ones are spelled out.

    What is printed comes from files that somebody else may have written; a terminal must not obey it.
    """
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def service_of(leaf: Leaf) -> str:
    """The key of the Compose service that the leaf stands in; empty if it stands in none."""
    match = _SERVICE.match(leaf.path)
    return _plain(match[1]) if match else ""


def within(leaf: Leaf) -> str:
    """The path of the leaf below its service, volume, network, config or secret; the whole path elsewhere.

    `services.web.ports[0]#target` is `ports[0]#target`; `services.web#name` is empty: it is the service
    itself.
    """
    match = _SECTION.match(leaf.path)
    rest = leaf.path[match.end() :] if match else leaf.path
    return rest.removesuffix("#name").lstrip(".")


def attribute(leaf: Leaf) -> str:
    """The first step of `within`: `ports`, `environment`, `healthcheck`; empty for the service's own name."""
    match = _STEP.match(within(leaf))
    return _plain(match[0]) if match else ""


def section_of(leaf: Leaf) -> str:
    """`services`, `volumes` ... for a leaf of a Compose file that stands below one; empty for any other."""
    match = _SECTION.match(leaf.path)
    return match[1] if match else ""


def thing(leaf: Leaf) -> str:
    """`service web`, `volume data`: what a leaf of a Compose file belongs to; empty for any other."""
    match = _SECTION.match(leaf.path)
    return f"{match[1].removesuffix('s')} {_plain(match[2])}" if match else ""


def readable(path: str) -> str:
    """A source path for people: `ports[0]#target` is `ports[0] target`."""
    return _plain(path.replace("#", " "))


def places(leaves: Iterable[Leaf]) -> str:
    """Where leaves stand: `compose.yaml:3, 7-9, .env:4-70`."""
    lines: dict[str, set[int]] = {}
    for leaf in leaves:
        lines.setdefault(leaf.file, set()).add(leaf.line)
    return ", ".join(f"{file}:{line_ranges(found)}" if any(found) else file for file, found in lines.items())


def line_ranges(lines: Iterable[int]) -> str:
    """Lines of a file: `3`, `4-7, 9`; from first to last if that were many ranges. 0 is no line."""
    ordered = sorted(set(lines) - {0})
    out: list[list[int]] = []
    for line in ordered:
        if out and line == out[-1][1] + 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    if len(out) > RANGES:
        out = [[ordered[0], ordered[-1]]]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in out)


def _plain(path: str) -> str:
    """The path without the marks in front of dots in names."""
    return re.sub(r"\\(.)", r"\1", path)
