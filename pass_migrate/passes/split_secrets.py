"""A variable whose name or value speaks of a secret belongs in a Secret; every other one in a ConfigMap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.secret_names import (
    is_no_secret,
    login_prefix,
    looks_generated,
    password_prefix,
    sign_of,
)
from pass_migrate.knowledge.secret_values import in_variable
from pass_migrate.model import Alternative, App, Finding, Notes, Severity, Variable, Workload
from pass_migrate.passes.answers import accepted
from pass_migrate.passes.transform import transform
from pass_migrate.records import dataclass, replace

SECRET_NAME = Rule(
    "secret-name",
    Fate.CARRIED,
    "Its name says that the value is secret: it stands in a Secret.",
)
SECRET_SHAPE = Rule(
    "secret-shape",
    Fate.CARRIED,
    "The value has the shape of a secret: it stands in a Secret.",
)
LOGIN_PAIR = Rule(
    "login-pair",
    Fate.CARRIED,
    "The user name of a login whose password stands beside it: both are in the Secret.",
)
MAYBE_SECRET = Rule(
    "maybe-secret",
    Fate.DECIDED,
    "It may be a secret: until a person says otherwise it stands in a Secret.",
)
UNSET = Rule(
    "unset-variable",
    Fate.DROPPED,
    "Declared without a value: Docker takes it out of the container, Kubernetes cannot.",
)
BAD_NAME = Rule(
    "variable-name",
    Fate.DROPPED,
    "Kubernetes takes printable ASCII without `=` as a variable's name, and before release 1.34 only "
    "letters, digits, `_`, `-` and `.`, no digit first.",
)

PUBLIC = Fact(False)
PRINTABLE = re.compile(r"[ -<>-~]+")
"""Names that `env` accepts (Kubernetes, `EnvVar`)."""
ANY_PRINTABLE_SINCE = (1, 34)
"""The release in which the feature gate RelaxedEnvironmentVariableValidation became stable."""
STATIC_IDENTITY = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
"""With these the AWS SDKs look no further: they win over the identity that the cluster gives a pod."""


@transform(
    reads=["target", "workloads.environment"],
    writes=["workloads.environment"],
    rules=[SECRET_NAME, SECRET_SHAPE, LOGIN_PAIR, MAYBE_SECRET, UNSET, BAD_NAME],
)
def split_secrets(app: App) -> App:
    """Mark every variable as secret or not; drop those that are unset or cannot be named."""
    notes = Notes(app.target)
    split = _Split(notes)
    after = tuple(split.workload(workload) for workload in app.workloads)
    split.static_identities(app.workloads)
    same = all(new is old for new, old in zip(after, app.workloads, strict=True))
    return notes.into(app if same else replace(app, workloads=after))


@dataclass(slots=True)
class _Split:
    notes: Notes
    asked: dict[str, Fact[str]] = field(default_factory=dict)
    """Decisions that were put already: one for each name, however many services have it."""

    def workload(self, workload: Workload) -> Workload:
        if all(variable.secret is not None for variable in workload.environment):
            return workload
        kept = tuple(self._kept(workload))
        passwords = {
            prefix: variable.name
            for variable in kept
            if variable.value is not None
            and not is_no_secret(variable.value.value)
            and (prefix := password_prefix(variable.name.value)) is not None
        }
        elsewhere = {
            prefix: variable.value
            for variable in kept
            if variable.value is not None and (prefix := password_prefix(variable.name.value)) is not None
        }
        judged = (self._judged(workload, variable, passwords) for variable in kept)
        return replace(workload, environment=tuple(_beside(variable, elsewhere) for variable in judged))

    def _kept(self, workload: Workload) -> Iterable[Variable]:
        """The variables that a container can have."""
        release = tuple(int(part) for part in self.notes.target.kubernetes_version.split(".")[:2])
        for variable in workload.environment:
            printable = PRINTABLE.fullmatch(variable.name.value) is not None
            if variable.value is None:
                self.notes.drop(UNSET, variable.name)
            elif not variable.fits_object and not (printable and release >= ANY_PRINTABLE_SINCE):
                self.notes.drop(BAD_NAME, variable.name, variable.value)
                self.notes.find(_finding_name(workload, variable, printable=printable))
            else:
                yield variable

    def _judged(self, workload: Workload, variable: Variable, passwords: dict[str, Fact[str]]) -> Variable:
        if variable.secret is not None or variable.value is None:
            return variable
        secret = self._secret(workload, variable.name, variable.value, passwords)
        if secret.rule is LOGIN_PAIR:
            return replace(variable, secret=secret, value=variable.value.also(secret))
        return replace(variable, secret=secret)

    def _secret(
        self, workload: Workload, name: Fact[str], value: Fact[str], passwords: dict[str, Fact[str]]
    ) -> Fact[bool]:
        if (answer := self._answer(workload, name, value)) is not None:
            return answer.map(lambda text: text == "secret")
        if in_variable(value.value):
            return because(True, value, rule=SECRET_SHAPE)
        sign = sign_of(name.value)
        if sign is not None and not is_no_secret(value.value):
            if not sign.weak:
                return because(True, name, rule=SECRET_NAME)
            if looks_generated(value.value):
                return self._ask(f"secret/{name.value}", name, value).map(lambda text: text == "secret")
        prefix = login_prefix(name.value) if passwords else None
        if prefix is not None and prefix in passwords:
            return because(True, name, passwords[prefix], rule=LOGIN_PAIR)
        return PUBLIC

    def _answer(self, workload: Workload, name: Fact[str], value: Fact[str]) -> Fact[str] | None:
        """A person's answer, for this service or for every one, if there is one."""
        for decision in (f"secret/{workload.key.value}.{name.value}", f"secret/{name.value}"):
            if decision in self.notes.target.answers:
                return self._ask(decision, name, value)
        return None

    def _ask(self, decision: str, name: Fact[str], value: Fact[str]) -> Fact[str]:
        if decision not in self.asked:
            answer = self.notes.ask(
                decision,
                subject=decision.partition("/")[2],
                question=f"Is the value of {name.value} a secret?",
                default="secret",
                consequence="It stands in a Secret, and its value appears in no report.",
                rule=MAYBE_SECRET,
                rests_on=[name, value],
                alternatives=[
                    Alternative(answer="public", consequence="It stands in a ConfigMap, in plain sight.")
                ],
            )
            self.asked[decision] = accepted(answer, decision, ("secret", "public"))
        return self.asked[decision]

    def static_identities(self, workloads: tuple[Workload, ...]) -> None:
        """Say who gets keys of an AWS account: they win over the identity of a pod."""
        holders = [
            (workload, variable)
            for workload in workloads
            for variable in workload.environment
            if variable.name.value in STATIC_IDENTITY and variable.value is not None and variable.value.value
        ]
        if not holders:
            return
        services = sorted({workload.key.value for workload, _ in holders})
        leaves = dict.fromkeys(leaf for _, variable in holders for leaf in variable.name.leaves)
        self.notes.find(
            Finding(
                id="static-aws-credentials",
                severity=Severity.WARNING,
                subject="AWS_ACCESS_KEY_ID",
                message=(
                    f"{', '.join(services)} get fixed AWS keys. The AWS SDKs take them before any "
                    "identity of the pod."
                ),
                remedy=(
                    "Keep them for an emulator of AWS; on AWS leave both variables out and give the pods "
                    "an identity."
                ),
                leaves=tuple(leaves),
            )
        )


def _beside(variable: Variable, passwords: dict[str, Fact[str]]) -> Variable:
    """A public user name, resting on the password of its login: with that one here both would be secret."""
    prefix = login_prefix(variable.name.value) if passwords else None
    if prefix is None or prefix not in passwords or variable.value is None or variable.secret != PUBLIC:
        return variable
    return replace(variable, value=variable.value.also(passwords[prefix]))


def _finding_name(workload: Workload, variable: Variable, *, printable: bool) -> Finding:
    since = " before release 1.34" if printable else ""
    return Finding(
        id="variable-name",
        severity=Severity.ERROR,
        subject=workload.key.value,
        message=(
            f"No Kubernetes variable can be called `{variable.name.value}`{since}; the container starts "
            "without it."
        ),
        remedy="Rename it, or set it in the command: `sh -c 'env NAME=value ...'`.",
        leaves=variable.name.leaves,
    )
