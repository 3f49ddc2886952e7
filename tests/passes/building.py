"""Small models for the tests of passes: every fact rests on a leaf of its own, named after what it is."""

from __future__ import annotations

from itertools import count
from typing import Any, TypeVar

from pass_migrate.facts import Fact, Leaf
from pass_migrate.model import (
    App,
    Dependency,
    Health,
    Listener,
    Mount,
    ServiceName,
    Target,
    Variable,
    Workload,
)

T = TypeVar("T")
SECOND = 1_000_000_000
_LINES = count(1)


def said(value: T, path: str = "") -> Fact[T]:
    """A fact as the loader makes it, with one leaf that nothing else rests on."""
    return Fact(value, (Leaf("compose.yaml", next(_LINES), 1, path or str(value)),))


def words(*texts: str) -> tuple[Fact[str], ...]:
    """The words of a command."""
    return tuple(said(text) for text in texts)


def service(key: str, **fields: Any) -> Workload:
    """A workload with a Kubernetes name."""
    return Workload(key=said(key), **{"name": said(key), **fields})


def application(*workloads: Workload, answers: dict[str, str] | None = None, **fields: Any) -> App:
    """An application of these workloads, sorted as the loader sorts them; `answers` by decision."""
    target = fields.pop("target", None) or Target(
        answers={key: said(text) for key, text in (answers or {}).items()}
    )
    return App(
        name=said("demo"),
        target=target,
        workloads=tuple(sorted(workloads, key=lambda w: w.key.value)),
        **fields,
    )


def after(app: App, key: str) -> Workload:
    """The workload of this key."""
    return app.by_key()[key]


def depends(key: str, condition: str = "service_started") -> Dependency:
    """A dependency as `depends_on` writes it."""
    return Dependency(service=said(key), condition=said(condition))


def shell_check(text: str, **numbers: int) -> Health:
    """A health check in its shell form; numbers other than `retries` are seconds."""
    given: dict[str, Any] = {
        name: said(value if name == "retries" else value * SECOND) for name, value in numbers.items()
    }
    form = said(text)
    return Health(test=(form.map(lambda _: "CMD-SHELL"), form), **given)


def listener(port: int, name: str = "", protocol: str = "TCP", *, http: bool = False) -> Listener:
    """A port that is listened on."""
    return Listener(port=said(port), protocol=said(protocol), name=said(name or f"tcp-{port}"), http=http)


def own_service(name: str) -> ServiceName:
    """The Service of a workload under its own name."""
    return ServiceName(name=said(name), main=True)


def volume_mount(key: str, target: str = "/data", *, read_only: bool = False) -> Mount:
    """A mount of a named volume."""
    return Mount(
        type=said("volume"),
        source=said(key),
        target=said(target),
        read_only=said(True) if read_only else None,
    )


def variable(name: str, value: str | None) -> Variable:
    """An environment variable."""
    return Variable(name=said(name), value=None if value is None else said(value))


def dropped(app: App) -> dict[str, str]:
    """Path of every leaf that a pass let end -> id of the rule."""
    return {leaf.path: drop.rule.id for drop in app.drops for leaf in drop.leaves}


def found(app: App) -> list[str]:
    """Findings as `id/subject`, in order."""
    return [f"{finding.id}/{finding.subject}" for finding in app.findings]


def asked(app: App) -> list[str]:
    """Ids of the decisions, in order."""
    return [decision.id for decision in app.decisions]


def told(app: App) -> str:
    """Everything that findings and decisions say to a person."""
    texts = [f"{item.id} {item.subject} {item.message} {item.remedy}" for item in app.findings]
    texts += [f"{item.id} {item.subject} {item.question} {item.consequence}" for item in app.decisions]
    return "\n".join(texts)
