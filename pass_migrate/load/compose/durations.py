"""Durations such as `1m30s`.

Read as xhit/go-str2duration 2.1 reads them, with days and weeks, and printed as Go prints them. One
nanosecond is the unit; a duration is a signed 64-bit number.
"""

from __future__ import annotations

import re

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
    "w": 604_800_000_000_000,
}
_TERM = re.compile(r"([0-9]*)(?:(\.)([0-9]*))?([^.0-9]+)")
_LIMIT = 2**63


def parse(text: str) -> int:
    """The duration in nanoseconds; ValueError if it is none.

    A sign, then numbers with a unit each: ns, us, ms, s, m, h, d, w. Only `0` needs no unit.
    """
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0
    total, position = 0, 0
    while position < len(body):
        term = _TERM.match(body, position)
        if term is None or not (term[1] or term[3]):
            raise ValueError(_message(body, position))
        if term[4] not in _UNITS:
            raise ValueError(f"a duration has no unit {term[4][:20]!r}: use ns, us, ms, s, m, h, d or w")
        unit = _UNITS[term[4]]
        digits = term[1].lstrip("0")
        whole = int(digits[:20] or 0)
        if whole * unit >= _LIMIT:
            raise ValueError("the duration is too long")
        fraction, scale = _fraction(term[3] or "")
        # The library multiplies in double precision, and cuts.
        total += whole * unit + int(float(fraction) * (float(unit) / scale))
        if total >= _LIMIT:
            raise ValueError("the duration is too long")
        position = term.end()
    if not body:
        raise ValueError("a duration is missing, such as 30s or 1m30s")
    return -total if text[0] == "-" else total


def _fraction(digits: str) -> tuple[int, float]:
    """The digits behind the point as a number, at most 64 bits of them, and what to divide it by."""
    number, scale = 0, 1.0
    for digit in digits:
        if number > (_LIMIT - 1) // 10 or number * 10 + int(digit) >= _LIMIT:
            break
        number, scale = number * 10 + int(digit), scale * 10
    return number, scale


def _message(body: str, position: int) -> str:
    if re.fullmatch(r"[0-9]*\.?[0-9]+", body[position:]):
        return "a duration needs a unit, such as 30s or 1m30s"
    return "this is not a duration, such as 30s or 1m30s"


def text(nanoseconds: int) -> str:
    """The duration as Go prints it: `1h0m0s`, `1m30s`, `1.5s`, `10µs`."""
    sign, amount = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if amount == 0:
        return "0s"
    if amount < 1_000_000_000:
        unit = "ns" if amount < 1_000 else "µs" if amount < 1_000_000 else "ms"
        return f"{sign}{_decimal(amount, _UNITS[unit])}{unit}"
    minutes, rest = divmod(amount, _UNITS["m"])
    hours, minutes = divmod(minutes, 60)
    lead = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{sign}{lead}{_decimal(rest, _UNITS['s'])}s"


def _decimal(amount: int, unit: int) -> str:
    whole, rest = divmod(amount, unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if rest else ""
    return f"{whole}.{digits}" if digits else str(whole)
