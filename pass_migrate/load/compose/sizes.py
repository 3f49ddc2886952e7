"""Amounts of memory such as `512m`, as docker/go-units 0.5 reads them: always powers of 1024."""

from __future__ import annotations

import math
import re

from pass_migrate.load.compose.casts import number

_POWERS = {"b": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def parse(text: str) -> int:
    """The size in bytes, fractions cut off; ValueError if it is none.

    A number, a space if wanted, and b, k, kb, kib, m and so on up to p, in any case.
    """
    found = re.search(r"[0-9. ](?=[^0-9. ]*\Z)", text)
    if found is None:
        raise ValueError("a size needs a number, such as 512m or 2gb")
    cut = found.start()
    digits = text[:cut] if text[cut] == " " else text[: cut + 1]
    suffix = text[cut + 1 :].lower()
    try:
        amount = number(digits)
    except ValueError:
        raise ValueError("this is not a size, such as 512m or 2gb") from None
    if amount < 0:
        raise ValueError("a size cannot be negative")
    if suffix:
        if suffix[0] not in _POWERS or suffix[1:] not in (("",) if suffix[0] == "b" else ("", "b", "ib")):
            raise ValueError(f"a size has no unit {suffix[:20]!r}: use b, k, m, g, t or p")
        amount *= 1024 ** _POWERS[suffix[0]]
    if not math.isfinite(amount) or amount >= 2**63:
        raise ValueError("the size is too large")
    return int(amount)
