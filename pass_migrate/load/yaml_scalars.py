"""What a plain YAML scalar means to Docker Compose, and how its Go code prints a value.

Docker Compose 2.40 reads YAML with go.yaml.in/yaml v3, which knows the YAML 1.2 core schema and some of YAML
1.1: octal `010`, underscores in numbers, dates; but no `yes` and no base 60. PyYAML's own resolution agrees
with it on neither, so plain scalars are resolved here.
"""

from __future__ import annotations

import math
import re
import struct

from pass_migrate.load.tree import Value

_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(?:0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+)|0[xX](?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<decimal>0|[1-9][0-9]{0,19}))"
)
# What remains of `0b-1` and `0o+7` once the prefix is cut: the library reads a sign behind it.
_SIGN_INSIDE = re.compile(r"0(?:b(?P<binary>[-+][01]+)|o(?P<octal>[-+][0-7]+))")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:(?P<mark>[Tt ])(?P<hour>\d{1,2}):(?P<minute>\d{1,2}):(?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?"
    r"(?P<zone>Z|[-+]\d\d:\d\d)?)?",
    re.ASCII,
)
_BASES = {"binary": 2, "octal": 8, "hexadecimal": 16, "decimal": 10}


class Timestamp(str):
    """An unquoted date or time. Not a string to Docker Compose: where a string is wanted it is an error.

    The text is the way Docker Compose prints it, RFC 3339.
    """

    __slots__ = ()


def resolve(text: str) -> Value:
    """The value of a plain (unquoted, untagged) scalar: go.yaml.in/yaml v3.0.4, resolve.go."""
    first = text[:1]
    if first in "0123456789+-" and text:
        if text in _WORDS:
            return _WORDS[text]
        return _number(text)
    if first == ".":
        if text in _WORDS:
            return _WORDS[text]
        return _finite(text.replace("_", ""), text) if _FRACTION.fullmatch(text) else text
    return _WORDS.get(text, text) if first in "~nNtTfF" or not text else text


def _number(text: str) -> Value:
    """The value of a scalar that starts like a number; the text itself if it is none."""
    if text[4:5] == "-" and (moment := _moment(text)) is not None:
        return moment
    digits = text.replace("_", "") if "_" in text else text
    if match := _INTEGER.fullmatch(digits):
        kind = str(match.lastgroup)
        value = int(match[kind], _BASES[kind])
        if match["sign"] == "-":
            value = -value
        # Unsigned 64-bit numbers are read too, but only without a sign.
        if -(2**63) <= value < (2**64 if not match["sign"] else 2**63):
            return value
    if _DECIMAL.fullmatch(digits):
        return _finite(digits, text)
    if match := _SIGN_INSIDE.fullmatch(digits):
        kind = str(match.lastgroup)
        value = int(match[kind], _BASES[kind])
        return value if -(2**63) <= value < 2**63 else text
    return text


def _finite(digits: str, text: str) -> Value:
    """The number, or the text where the number is too large for a double."""
    value = float(digits)
    return text if math.isinf(value) else value


def _moment(text: str) -> Timestamp | None:
    """The text as a date or time, if it is one of the forms that the library reads."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    mark, zone = match["mark"], match["zone"]
    # With `T` a zone is required, with a space none is allowed.
    if mark and (mark == " ") == (zone is not None):
        return None
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60):
        return None
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:])
        if hours > 24 or minutes > 60:
            return None
        total = hours * 60 + minutes
        zone = f"{zone[0]}{total // 60:02}:{total % 60:02}" if total else "Z"
    fraction = (match["fraction"] or "")[:9].rstrip("0")
    return Timestamp(
        f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        f"{'.' + fraction if fraction else ''}{zone or 'Z'}"
    )


def go_text(value: Value) -> str:
    """A scalar as Go's `fmt.Sprint` writes it, which is how Docker Compose turns values into strings.

    Floats have the fewest digits that read back the same, in exponent form below 1e-4 and from 1e+06 on. Null
    is the empty string (labels and sysctls; in `environment` null means something else and is not printed).
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return _float_text(value)
    return str(value)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = f"{value!r}".partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return sign + "0"
    # The decimal exponent of the first digit that counts.
    power = int(exponent or 0) + len(whole) - 1 - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if power < -4 or power >= max(6, 0):
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{'-' if power < 0 else '+'}{abs(power):02}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    if len(digits) <= power + 1:
        return sign + digits.ljust(power + 1, "0")
    return f"{sign}{digits[: power + 1]}.{digits[power + 1 :]}"


def float32(value: float) -> float:
    """The number rounded to single precision, with the fewest digits: how `cpus` is kept and printed."""
    try:
        (single,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return math.copysign(math.inf, value)
    for digits in range(1, 10):
        candidate = float(f"{single:.{digits}g}")
        if struct.pack("f", candidate) == struct.pack("f", single):
            return candidate
    return float(single)
