"""Kubernetes puts no variables about Services into containers: they could overwrite the application's own."""

from __future__ import annotations

from pass_migrate.facts import Fate, Rule, because
from pass_migrate.model import App, Notes, Workload
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

NO_LINKS = Rule(
    "no-service-links",
    Fate.CARRIED,
    "For a Service called `pass-core` Kubernetes would set PASS_CORE_PORT and more in every container, "
    "over what the application means by them; Compose sets no such variables.",
)


@transform(reads=["workloads.service_links"], writes=["workloads.service_links"], rules=[NO_LINKS])
def disable_service_links(app: App) -> App:
    """`enableServiceLinks: false` for every pod. Source: Kubernetes documentation, Accessing the Service."""
    return app.each(_without_links)


def _without_links(workload: Workload, notes: Notes) -> Workload:
    del notes
    return replace(workload, service_links=because(False, rule=NO_LINKS))
