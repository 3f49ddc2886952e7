"""Commands that are a script for a shell: `sh -c "..."`, `bash -lc "..."`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pass_migrate.facts import Fact
from pass_migrate.model import Workload

SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh"})
_COMMAND_FLAG = re.compile(r"-[a-z]*c[a-z]*\Z")
_ENDLESS = re.compile(
    r"\bwhile\s+(?:true|:|sleep)|\buntil\s+false|\bsleep\s+infinity|\btail\s+-[fF]|\bdaemon off\b"
    r"|\bwait\b\s*$"
)
_SEPARATOR = re.compile(r"&&|\|\||[;\n|]")


def script_of(words: Sequence[Fact[str]]) -> Fact[str] | None:
    """The script among the words of a command, if a shell runs it; None for any other command.

    The fact rests on the shell's own words too: without them there would be no script.
    """
    if len(words) < 3 or words[0].value.rsplit("/", 1)[-1] not in SHELLS:
        return None
    for position, word in enumerate(words[1:-1], start=1):
        if _COMMAND_FLAG.fullmatch(word.value):
            return words[position + 1].also(*words[: position + 1])
        if not word.value.startswith("-"):
            return None
    return None


def argv_of(workload: Workload) -> tuple[Fact[str], ...]:
    """The words that are known of what the container runs: entry point, then command."""
    return (*(workload.entrypoint or ()), *(workload.command or ()))


def commands(script: str) -> list[str]:
    """The commands of a script, roughly: split at newlines, `;`, `&&`, `||` and `|`, comments left out."""
    parts = (part.strip() for part in _SEPARATOR.split(script))
    return [part for part in parts if part and not part.startswith("#")]


def replaces_shell(script: str) -> bool:
    """Whether the shell is gone while the program runs.

    Either the last command starts with `exec`, or there is only one simple command: the usual shells put it
    in their own place then.
    """
    parts = commands(script)
    return len(parts) <= 1 or parts[-1].split(maxsplit=1)[0] == "exec"


def looks_endless(script: str) -> bool:
    """Whether a script shows that it is meant to run for ever."""
    parts = commands(script)
    return bool(_ENDLESS.search(script)) or (bool(parts) and parts[-1].startswith("exec "))
