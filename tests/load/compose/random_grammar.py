"""Random texts in the grammars of Compose: mostly plausible, often wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_TEMPLATE = (
    "$", "$$", "${", "}", "{", "A", "B", "EMPTY", "UNSET", ":-", ":?", ":+", "-", "?", "+", ":", " ", "x",
    "1", "_", "${A}", "${UNSET:-", "${EMPTY:+", "${B", '"', "\\", "é", "\u017f", "K", "İ",
)  # fmt: skip
_DOTENV = (
    "A", "B", "KEY", "=", ":", "\n", "\n", "\n", " ", "  ", "\t", "#", " #", '"', "'", "\\", "\\n", "\\$",
    "$$", "\\0", "\\101", "\\0101", "export ", "export\n", "$A", "${A}", "${B:-x}", "${UNSET}", "${", "x",
    ".", "-", "[", "]", "é", "\r\n", "\r", "\u00a0", "\u2003", "=v\n", "A=1\n", 'B="', '\\"', "\\'",
    "KEY='v'", 'KEY="v"',
)  # fmt: skip
_RAW = (
    "A",
    "B",
    "EMPTY",
    "U",
    "=",
    "=",
    "\n",
    "\n",
    " ",
    "\t",
    "#",
    "x",
    "é",
    "\r\n",
    "\u2003",
    "export ",
    "'",
    "$A",
)
_VOLUME = (
    "a1", "bc", "/d", "./e", "~", "..", "C:", "\\", "\\\\", ":", ":", ":", ":", "ro", "rw", "z", "Z", ",",
    "nocopy", "rslave", "private", "cached", "é", "1", "x", "/", "-",
)  # fmt: skip
_WORDS = (
    "a", "bc", "1", "2", '"', '"', "'", "'", "\\", " ", " ", "\t", "\n", "$(", "(", ")", "`", ";", "|", "&",
    "<", ">", "$", "x", "é", "=", "-", '\\"', "''", '""',
)  # fmt: skip
_DURATION = (
    "1", "2", "90", "0", ".", "s", "m", "h", "ms", "us", "µs", "μs", "ns", "d", "w", "-", "+", " ", "1.5",
    "S", "5s", "1h", "30m", "99999999999", "0.1", "123456789", ".5", "e",
)  # fmt: skip
_SIZE = (
    "1", "2", "512", "0", ".", "b", "k", "m", "g", "t", "p", "B", "K", "KB", "kib", "Ki", " ", "-", "+",
    "1e3", "_", "1.5", "x", "99999", "KiB", "1_0", "64m",
)  # fmt: skip
_NUMBER = (
    "0", "1", "7", "8", "9", ".", "_", "e", "E", "+", "-", "0x", "0o", "0b", "0X", "0O", "0B", "a", "F",
    ".inf", ".nan", "~", "null", "true", "yes", "No", ":", "18446744073709551615", "9223372036854775808",
    "1e", "99",
)  # fmt: skip
_ADDRESSES = (
    "", "", "", "1.2.3.4:", "[::1]:", "::1:", "[1.2.3.4]:", "01.2.3.4:", "[]:", "[fe80::1%eth0]:",
    "::ffff:1.2.3.4:", "[::ffff:1.2.3.4]:", "1.2.3:", "localhost:",
)  # fmt: skip


def joined(tokens: Sequence[str], most: int) -> Callable[[random.Random], str]:
    """Texts of up to `most` tokens."""
    return lambda chance: "".join(chance.choice(tokens) for _ in range(chance.randint(1, most)))


template = joined(_TEMPLATE, 9)
dotenv = joined(_DOTENV, 14)
raw = joined(_RAW, 10)
volume = joined(_VOLUME, 8)
words = joined(_WORDS, 10)
duration = joined(_DURATION, 4)
size = joined(_SIZE, 3)
number = joined(_NUMBER, 5)


def port(chance: random.Random) -> str:
    """A port with or without an address, a host part, a range and a protocol."""
    address = chance.choice(_ADDRESSES)
    host = chance.choice(["", "80", "0", "8000-8003", "9998-10001", "5-3", "080"]) + chance.choice(
        ["", ":", ":"]
    )
    container = chance.choice(["80", "0", "90-93", "998-1001", "070", "65536", "", "1-2-3", "80"])
    return address + host + container + chance.choice(["", "", "/tcp", "/UDP", "/x", "/", "/tcp/x"])


def date(chance: random.Random) -> str:
    """A date, or what looks like one."""
    day = f"{chance.randint(0, 9999):04}-{chance.randint(0, 13)}-{chance.randint(0, 32)}"
    time = f"{chance.randint(0, 25)}:{chance.randint(0, 61)}:{chance.randint(0, 61):02}"
    zone = chance.choice(["", "Z", "z", "+01:00", "-24:60", "+25:00", "+00:00", "-00:30", "+1:00"])
    return day + chance.choice(
        ["", chance.choice(" Tt") + time + chance.choice(["", ".5", ",5", "."]) + zone]
    )


_SCALARS = (
    "1", "x", '"q"', "'s'", "~", "*x", "*y", "yes", '"a\\tb"', "a b", "", "[]", "{}", "[a, {b: c}]",
    "{a: 1, b}", "x # c", "a:b", "http://x", "*x #c", '"un', "[a,,b]", "{a: 1,}", "!!str 5", "!foo 12",
    "! 7", "!!int '3'", "{*x : 1}",
)  # fmt: skip
_LINES = ('"multi\n{}line"', "|\n{}text\n{}more", ">-\n{}fold\n{}ed", "plain\n{}cont", "|+\n{}keep\n\n")
_KEYS = ("a", "b", "c", "d", '"a"', "1", "<<", "? a\n{}", "&k e", "*x ", "x y", "é", "=", "f", "g", "h")


def yaml(chance: random.Random, depth: int = 1, indent: int = 2) -> str:
    """A value in block style: scalars, sequences and mappings with anchors, aliases and merge keys."""
    anchor = chance.choice(["", "", "", "", "&x ", "&y "])
    kind = chance.random()
    if depth > 3 or kind < 0.35:
        lines = chance.choice(_LINES).replace("{}", " " * (indent + 2))
        return anchor + (chance.choice(_SCALARS) if chance.random() < 0.8 else lines)
    if kind < 0.75:
        entries = [
            " " * indent
            + chance.choice(_KEYS).replace("{}", " " * indent)
            + chance.choice([": ", ": ", ": ", " : "])
            + yaml(chance, depth + 1, indent + 2)
            for _ in range(chance.randint(1, 4))
        ]
    else:
        entries = [
            " " * indent + "- " + yaml(chance, depth + 1, indent + 2) for _ in range(chance.randint(1, 3))
        ]
    return anchor + "\n" + "\n".join(entries)
