"""A password in a command is in a Secret; the command names the variable that brings it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import field

from pass_migrate.facts import Fact, Fate, Rule, because, union
from pass_migrate.knowledge.secret_values import Span, in_command
from pass_migrate.model import App, Finding, Hook, Notes, Probe, Severity, Variable, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

SECRET_ARGUMENT = Rule(
    "secret-argument",
    Fate.CARRIED,
    "The command holds a password: it stands in a Secret, and Kubernetes puts it back into the command.",
)
SECRET_IN_SCRIPT = Rule(
    "secret-in-script",
    Fate.CARRIED,
    "The command holds a password: it stands in a Secret, and the shell reads it from a variable.",
)

NEW_NAME = "COMMAND_SECRET"
"""Name of the variable for a password that no variable of the container has."""
SURE = 6
"""Characters from which on equal values are taken to be one secret, and not two that happen to agree."""
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh"})


@transform(
    reads=[
        "workloads.image",
        "workloads.entrypoint",
        "workloads.command",
        "workloads.environment",
        "workloads.readiness",
        "workloads.startup",
        "workloads.liveness",
        "workloads.lifecycle",
    ],
    writes=[
        "workloads.entrypoint",
        "workloads.command",
        "workloads.environment",
        "workloads.readiness",
        "workloads.startup",
        "workloads.liveness",
        "workloads.lifecycle",
    ],
    rules=[SECRET_ARGUMENT, SECRET_IN_SCRIPT],
)
def hide_command_secrets(app: App) -> App:
    """Replace the passwords in commands, probes and hooks. Runs after `$` was doubled for Kubernetes.

    Kubernetes replaces `$(NAME)` in `command` and `args` by the variable's value before the process starts
    (Kubernetes documentation, "Define Dependent Environment Variables"), but not in probes and hooks: there a
    shell reads the variable.
    """
    return app.each(_hidden)


def _hidden(workload: Workload, notes: Notes) -> Workload:
    image = workload.image.value if workload.image is not None else ""
    safe = _Safe(workload, image)
    life = workload.lifecycle
    after = replace(
        workload,
        entrypoint=safe.arguments(workload.entrypoint),
        command=safe.arguments(workload.command),
        readiness=safe.probe(workload.readiness),
        startup=safe.probe(workload.startup),
        liveness=safe.probe(workload.liveness),
        lifecycle=replace(life, post_start=safe.hooks(life.post_start), pre_stop=safe.hooks(life.pre_stop)),
    )
    if not safe.found:
        return workload
    names = sorted({name.value for name in safe.found})
    notes.find(
        Finding(
            id="secret-in-command",
            severity=Severity.WARNING,
            subject=workload.key.value,
            message=(
                "A command or health check holds a password in plain sight; in the manifests it is in "
                f"the Secret, as {', '.join(names)}."
            ),
            remedy="Keep it in a variable in the Compose file too, and name the variable in the command.",
            leaves=tuple(dict.fromkeys(leaf for name in safe.found for leaf in name.leaves)),
        )
    )
    environment = sorted((*workload.environment, *safe.made), key=lambda variable: variable.name.value)
    return replace(after, environment=tuple(environment))


def _spans(words: tuple[Fact[str], ...], image: str) -> list[tuple[Span, ...]]:
    """The secrets in each word; `--password`, `x` are two words, so they are looked for in the whole line."""
    found = in_command(" ".join(word.value for word in words), image)
    out = []
    start = 0
    for word in words:
        end = start + len(word.value)
        out.append(
            tuple(
                replace(span, start=span.start - start, end=span.end - start)
                for span in found
                if start <= span.start and span.end <= end
            )
        )
        start = end + 1
    return out


@dataclass(slots=True)
class _Safe:
    """Where the secrets of one container's commands go."""

    workload: Workload
    image: str
    made: list[Variable] = field(default_factory=list)
    found: list[Fact[str]] = field(default_factory=list)
    """Names of the variables that took a secret in, resting on where it stood."""

    def arguments(self, words: tuple[Fact[str], ...] | None) -> tuple[Fact[str], ...] | None:
        """The words of the container's own command: Kubernetes puts the values back."""
        if not words:
            return words
        out = []
        for position, (word, spans) in enumerate(zip(words, _spans(words, self.image), strict=True)):
            # The word before it may be the option that says what this one is.
            told = self._with(
                word, spans, lambda name, _: f"$({name})", words[max(0, position - 1) : position]
            )
            out.append(told.by(SECRET_ARGUMENT) if spans else word)
        return tuple(out)

    def probe(self, probe: Probe | None) -> Probe | None:
        """A probe whose secrets a shell reads."""
        if probe is None:
            return None
        command = self._script(probe.command)
        return probe if command is probe.command else replace(probe, command=command)

    def hooks(self, hooks: tuple[Hook, ...]) -> tuple[Hook, ...]:
        """Hooks whose secrets a shell reads."""
        return tuple(
            hook
            if (command := self._script(hook.command)) is hook.command
            else replace(hook, command=command)
            for hook in hooks
        )

    def _script(self, words: tuple[Fact[str], ...]) -> tuple[Fact[str], ...]:
        if (
            len(words) == 3
            and words[0].value.rsplit("/", 1)[-1] in _SHELLS
            and words[1].value.startswith("-")
        ):
            spans = in_command(words[2].value, self.image)
            if not spans:
                return words
            return (*words[:2], self._with(words[2], spans, _reference).by(SECRET_IN_SCRIPT))
        spans_of = _spans(words, self.image)
        if not any(spans_of):
            return words
        # A command without a shell gets one: `exec program "$NAME"`.
        out = [
            self._with(word, spans, _in_double_quotes, words, _double_quoted).map(lambda text: f'"{text}"')
            if spans
            else word.map(shlex.quote)
            for word, spans in zip(words, spans_of, strict=True)
        ]
        line = "exec " + " ".join(word.value for word in out)
        script = because(line, *words, *out, rule=SECRET_IN_SCRIPT)
        return (*(because(word, *words, rule=SECRET_IN_SCRIPT) for word in ("/bin/sh", "-c")), script)

    def _with(
        self,
        word: Fact[str],
        spans: tuple[Span, ...],
        reference: Callable[[str, str], str],
        beside: Sequence[Fact[str]] = (),
        rest: Callable[[str], str] = str,
    ) -> Fact[str]:
        """The word with a reference in place of each secret; it rests on what told that they are secrets."""
        out, last = "", 0
        told: list[Fact[str]] = [word, *beside]
        if self.workload.image is not None and any(span.by_image for span in spans):
            told.append(self.workload.image)
        for span in spans:
            name = self._variable(tuple(told), word.value[span.start : span.end])
            told.append(name)
            quote = _quote_at(word.value, span.start)
            out += rest(word.value[last : span.start]) + reference(name.value, quote)
            last = span.end
        return Fact(out + rest(word.value[last:]), union(*(fact.leaves for fact in told)))

    def _variable(self, told: tuple[Fact[str], ...], text: str) -> Fact[str]:
        """The name of the variable with this value: one that the container has, or a new one."""
        value = text.replace("$$", "$")
        for variable in (*self.workload.environment, *self.made):
            if variable.value is None or variable.value.value != value or len(value) < SURE:
                continue
            if variable.secret is not None and variable.secret.value:
                self.found.append(because(variable.name.value, told[0], rule=SECRET_ARGUMENT))
                return variable.name.also(variable.value)
        taken = {variable.name.value for variable in (*self.workload.environment, *self.made)}
        name = next(
            candidate
            for number in range(1, len(taken) + 2)
            if (candidate := NEW_NAME if number == 1 else f"{NEW_NAME}_{number}") not in taken
        )
        fact = because(name, *told, rule=SECRET_ARGUMENT)
        secret = because(True, *told, rule=SECRET_ARGUMENT)
        self.made.append(
            Variable(name=fact, value=because(value, *told, rule=SECRET_ARGUMENT), secret=secret)
        )
        self.found.append(because(name, told[0], rule=SECRET_ARGUMENT))
        return fact


def _quote_at(script: str, position: int) -> str:
    """Which quotes are open at a position of a script: `'`, `"` or none."""
    quote = ""
    escaped = False
    for character in script[:position]:
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif character in "'\"" and quote in ("", character):
            quote = "" if quote else character
    return quote


def _reference(name: str, quote: str) -> str:
    """A variable in a script, quoted so that it stays one word."""
    if quote == '"':
        return "${" + name + "}"
    return f"'\"${{{name}}}\"'" if quote == "'" else f'"${{{name}}}"'


def _in_double_quotes(name: str, _: str) -> str:
    """A variable between double quotes."""
    return "${" + name + "}"


def _double_quoted(text: str) -> str:
    return re.sub(r'(["\\`$])', r"\\\1", text.replace("$$", "$"))
