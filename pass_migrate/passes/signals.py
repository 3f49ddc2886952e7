"""Which commands signal the first process: harmless in a container's own process namespace, and only there.

In the node's namespace process 1 is the node's init, which takes some signals as an order to restart the
machine; in a pod's shared one it is the process that holds the pod together. Source: kill(1), kill(2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_END_OF_COMMAND = re.compile(r"[;&|()\n]")
ASKS_ONLY = frozenset({"-0", "-s0", "-n0"})
NAMED = frozenset({"-s", "-n"})


def signals_first_process(command: Iterable[str]) -> bool:
    """Whether a command line sends process 1 a signal; signal 0 only asks whether the process is there."""
    text = " ".join(command).replace('"', " ").replace("'", " ")
    return any(_signals_first(part.split()) for part in _END_OF_COMMAND.split(text))


def _signals_first(words: list[str]) -> bool:
    """Whether the arguments behind `kill` name process 1, or all processes (`-1` behind an option)."""
    at = next((index for index, word in enumerate(words) if word.rpartition("/")[2] == "kill"), None)
    if at is None:
        return False
    rest = words[at + 1 :]
    if rest[:1] and rest[0] in NAMED:
        signal, targets = f"-s{rest[1]}" if rest[1:] else "", rest[2:]
    elif rest[:1] and rest[0].startswith("-") and rest[0] != "--":
        signal, targets = rest[0], rest[1:]
    else:
        signal, targets = "", rest
    return signal not in ASKS_ONLY and any(target in ("1", "-1") for target in targets)
