"""Where a command speaks of its own container by name: `curl http://web:8080/`, `pg_isready -h db`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LOCALHOST = "localhost"
_HOST_FLAGS = frozenset(
    {"-h", "-host", "--host", "--hostname", "--server", "-S", "--bootstrap-server", "--broker", "--uri"}
)
_VALUE_FLAGS = frozenset(
    {
        "-u",
        "--user",
        "-H",
        "--header",
        "-o",
        "--output",
        "-d",
        "--data",
        "-X",
        "--request",
        "-w",
        "--write-out",
        "-A",
        "--user-agent",
        "-b",
        "--cookie",
        "-O",
        "-U",
        "-T",
        "-t",
        "--name",
    }
)
_FETCHERS = frozenset({"curl", "wget", "http", "https"})
_DIALLERS = frozenset({"nc", "ncat", "netcat", "telnet"})
_TOKEN = re.compile(r"\S+")
_COMMAND_END = re.compile(r"[;&|(`]$|^(?:&&|\|\||[|;&(){}])$")
_IN_URL = re.compile(r"""(://(?:[^/\s"'@]*@)?|/dev/(?:tcp|udp)/)([A-Za-z0-9][\w.-]*)""")
_LEAD = re.compile(r"""([("'`]*)(.*)\Z""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_PORT = re.compile(r":\d{1,5}(?!\w)")


def localized(words: Sequence[str], names: Collection[str]) -> tuple[list[str], frozenset[str]]:
    """The words of a command with every mention of an own name as a host replaced by `localhost`.

    `names` are the names of the container. A name is replaced only where it can be nothing but a host: in a
    URL, before a port, after an option for a host, as the argument of `curl`, `wget` or `nc`. User, database
    and file names stay. A word with blanks in it is a script of its own. Returns the words and the names that
    were found.
    """
    if not any(name in word for word in words for name in names):
        return list(words), frozenset()
    found: set[str] = set()

    def in_url(match: re.Match[str]) -> str:
        if match[2] not in names:
            return match[0]
        found.add(match[2])
        return match[1] + LOCALHOST

    marked = [_IN_URL.sub(in_url, word) for word in words]
    out: list[str] = []
    program = ""
    for position, word in enumerate(marked):
        if len(_TOKEN.findall(word)) > 1:
            out.append(_in_script(word, names, found))
            continue
        before = marked[position - 1] if position else ""
        after = marked[position + 1] if position + 1 < len(marked) else ""
        out.append(_in_word(word, (before, after, program), names, found))
        program = program or word.rsplit("/", 1)[-1]
    return out, frozenset(found)


def _in_script(text: str, names: Collection[str], found: set[str]) -> str:
    """The same for one shell script: tokens between blanks, with the program that they are arguments of."""
    tokens = list(_TOKEN.finditer(text))
    pieces: list[str] = []
    end = 0
    program = ""
    for position, token in enumerate(tokens):
        before = tokens[position - 1].group() if position else ""
        after = tokens[position + 1].group() if position + 1 < len(tokens) else ""
        if not position or _COMMAND_END.search(before):
            program = ""
        word = _in_word(token.group(), (before, after, program), names, found)
        if not program and "=" not in token.group():
            program = token.group().lstrip("(\"'`$!").rsplit("/", 1)[-1]
        pieces += [text[end : token.start()], word]
        end = token.end()
    return "".join(pieces) + text[end:]


def _in_word(word: str, around: tuple[str, str, str], names: Collection[str], found: set[str]) -> str:
    """One word without blanks; `around` is the word before it, the one behind it, and their program."""
    before, after, program = around
    if not any(name in word for name in names):
        return word
    option, equals, rest = word.partition("=") if word.startswith("-") else ("", "", word)
    flag = option if equals else before
    if not equals and word.startswith("-"):
        if not (word.startswith("-h") and not word.startswith("--")):
            return word
        option, rest, flag = "-h", word[2:], "-h"
    lead = _LEAD.match(rest)
    name = _NAME.match(lead[2]) if lead is not None else None
    if lead is None or name is None or name[0] not in names:
        return word
    tail = lead[2][name.end() :]
    alone = tail[:1] in {"", '"', "'", ";", ")", "|", "&"}
    quoted_text = not lead[1] and tail[:1] in {'"', "'"}
    is_host = (
        (flag in _HOST_FLAGS and (alone or tail[0] in ":/,"))
        or (_PORT.match(tail) is not None and flag not in _VALUE_FLAGS)
        or (program in _DIALLERS and alone and after[:1].isdigit())
        or (
            program in _FETCHERS
            and flag not in _VALUE_FLAGS
            and not quoted_text
            and (alone or tail[0] == "/")
        )
    )
    if not is_host:
        return word
    found.add(name[0])
    return f"{option}{equals}{lead[1]}{LOCALHOST}{tail}"
