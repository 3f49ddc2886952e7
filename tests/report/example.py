"""A small migration made by hand: a web application with a database, without loader and passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.errors import Problem
from pass_migrate.facts import Fact, Fate, Leaf, Rule, because
from pass_migrate.ledger import Ledger, sweep
from pass_migrate.load.journal import Journal
from pass_migrate.model import (
    Alternative,
    App,
    Decision,
    Drop,
    Finding,
    Reach,
    SecretUse,
    Severity,
    Target,
    UrlUse,
    Workload,
)

SECRET = "hunter2-s3cr3t"
"""Looked for in every output."""
BASE, LOCAL, ENV = "docker-compose.yml", "local.yml", ".env"
LABEL = "app.kubernetes.io/name"

PROBE_INTERVAL = Rule("probe-interval", Fate.APPROXIMATED, "Kubernetes counts whole seconds: 2.5s became 3.")
NO_HOST_PORT = Rule(
    "host-port", Fate.DROPPED, "A cluster has no Docker host: the Service listens on the container's port."
)
SIZE = Rule("volume-size", Fate.DECIDED, "Docker volumes have no size; a claim must have one.")
SELINUX = Rule("selinux-relabel", Fate.IRRELEVANT, "Relabelling for SELinux happens on a Docker host only.")


@dataclass(frozen=True)
class FakeProject:
    """As much of a project as the report looks at."""

    journal: Journal
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FakeResult:
    """As much of a result as the report looks at."""

    project: FakeProject
    app: App
    manifests: tuple[Manifest, ...]
    ledger: Ledger

    @property
    def findings(self) -> tuple[Finding, ...]:
        """As in `Result`."""
        return self.app.findings

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """As in `Result`."""
        return self.app.decisions


class Maker:
    """Makes facts whose leaves are known to the journal."""

    def __init__(self) -> None:
        self.journal = Journal()

    def __call__(self, value: Any, file: str, line: int, path: str, column: int = 5) -> Fact[Any]:
        """A fact that rests on one leaf, which the journal has seen."""
        leaf = Leaf(file, line, column, path)
        self.journal.saw(leaf)
        return Fact(value, (leaf,))


def example() -> Any:
    """A result with something of everything."""
    a = Maker()
    web = a("web", BASE, 2, "services.web#name", 3)
    image = a("nginx:1.27", BASE, 3, "services.web.image")
    target = a(8080, LOCAL, 7, "services.web.ports[0]#target", 12)
    published = a("80", LOCAL, 7, "services.web.ports[0]#published", 9)
    interval = a(3, LOCAL, 9, "services.web.healthcheck.interval")
    retries = a(5, LOCAL, 10, "services.web.healthcheck.retries")
    db = a("db", BASE, 10, "services.db#name", 3)
    mount = a("/var/lib/data", BASE, 12, "services.db.volumes[0]#target")
    relabel = a("Z", BASE, 12, "services.db.volumes[0]#mode", 33)
    volume = a("data", BASE, 20, "volumes.data#name", 3)
    lost = a("nginx:1.26", BASE, 4, "services.web.image")
    a.journal.lost(lost.leaves[0], image.leaves[0])
    variables = {
        name: (a(name, ENV, line, f"{name}#name", 1), a(value, ENV, line, name, 9))
        for line, (name, value) in enumerate(
            [(f"APP_SETTING_{number}", f"value {number}") for number in range(12)]
            + [("APP_URL", "http://db:5432")],
            4,
        )
    }
    password = (a("DB_PASSWORD", ENV, 30, "DB_PASSWORD#name", 1), a(SECRET, ENV, 30, "DB_PASSWORD", 13))
    manifests = (
        manifest(
            "db",
            "pvc-data.yaml",
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {"name": volume, "labels": {LABEL: db}},
                "spec": {"resources": {"requests": {"storage": because("10Gi", volume, rule=SIZE)}}},
            },
        ),
        manifest(
            "db",
            "statefulset.yaml",
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": {"name": db, "labels": {LABEL: db}},
                "spec": {
                    "template": {
                        "spec": {"containers": [{"name": db, "volumeMounts": [{"mountPath": mount}]}]}
                    }
                },
            },
        ),
        manifest(
            "web",
            "configmap-env.yaml",
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": web.map(lambda name: f"{name}-env")},
                "data": dict(variables.values()),
            },
        ),
        manifest(
            "web",
            "deployment.yaml",
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": web, "labels": {LABEL: web}},
                "spec": {
                    "template": {
                        "spec": {
                            "containers": [
                                {
                                    "name": web,
                                    "image": image,
                                    "ports": [{"containerPort": target}],
                                    "readinessProbe": {
                                        "periodSeconds": because(3, interval, rule=PROBE_INTERVAL),
                                        "failureThreshold": retries,
                                    },
                                }
                            ]
                        }
                    }
                },
            },
        ),
        manifest(
            "web",
            "service.yaml",
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": web, "labels": {LABEL: web}},
                "spec": {"ports": [{"port": target, "targetPort": target}]},
            },
        ),
        manifest(
            "secrets",
            "web-env.yaml",
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": web.map(lambda name: f"{name}-env"), "labels": {LABEL: web}},
                "stringData": {password[0]: password[1]},
            },
            private=True,
        ),
    )
    app = App(
        name=Fact("shop"),
        target=Target(),
        namespace=Fact("shop"),
        workloads=(Workload(key=db, name=db), Workload(key=web, name=web, image=image)),
        secrets=(
            SecretUse(
                name="DB_PASSWORD",
                kind="password",
                leaves=password[1].leaves,
                consumers=("web",),
                target=("Secret/web-env DB_PASSWORD",),
                default=True,
            ),
        ),
        urls=(
            UrlUse(
                variable="APP_URL",
                address="http://db:5432",
                reach=Reach.INTERNAL,
                target="db",
                workloads=("web",),
                leaves=variables["APP_URL"][1].leaves,
            ),
        ),
        findings=(
            Finding(
                id="mutable-tag",
                severity=Severity.WARNING,
                subject="web",
                message="`nginx:1.27` may change.",
                remedy="Pin the digest.",
                leaves=image.leaves,
            ),
            Finding(
                id="mutating-health-check",
                severity=Severity.ERROR,
                subject="db",
                message="The check writes | and [breaks] <b>markup</b>.",
                remedy="Move it.",
                leaves=db.leaves,
            ),
        ),
        decisions=(
            Decision(
                id="volume-size/data",
                subject="data",
                question="How large is the volume data?",
                default="10Gi",
                consequence="The claim asks for 10 GiB.",
                leaves=volume.leaves,
                alternatives=(Alternative(answer="<size>", consequence="The claim asks for that."),),
            ),
            Decision(
                id="public-host/web",
                subject="web",
                question="Which name?",
                default="none",
                consequence="No Ingress.",
                answer=Fact(
                    "shop.example.org", (Leaf("pass-migrate.yaml", 3, 5, "answers.public-host/web"),)
                ),
            ),
        ),
        drops=(Drop(published.leaves, NO_HOST_PORT), Drop(relabel.leaves, SELINUX)),
    )
    ledger = sweep(a.journal, manifests, app.drops)
    warnings = (Problem("the attribute `version` is obsolete", Leaf(BASE, 1, 1, "version"), "remove it"),)
    return FakeResult(FakeProject(a.journal, warnings), app, manifests, ledger)
