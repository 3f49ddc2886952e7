"""Each address in the configuration is for users, for another service, for the container or for the world.

Values are never rewritten: an address that names the Docker host is a finding, with the public host name to
put there.
"""

from __future__ import annotations

from pass_migrate.model import App, Finding, Notes, Reach, Severity, UrlUse
from pass_migrate.passes.listing import listed
from pass_migrate.passes.ports_heard import LOCAL_HOSTS
from pass_migrate.passes.transform import transform
from pass_migrate.passes.urls import url_uses
from pass_migrate.records import replace


@transform(
    reads=[
        "name",
        "target",
        "routes",
        "workloads.environment",
        "workloads.command",
        "workloads.entrypoint",
        "workloads.health",
        "workloads.published",
        "workloads.container_name",
        "workloads.hostname",
        "workloads.aliases",
    ],
    writes=["urls"],
)
def classify_urls(app: App) -> App:
    """Write the URL ledger, and find public addresses that still name the Docker host."""
    notes = Notes(app.target)
    uses = url_uses(app)
    stale: dict[str, list[UrlUse]] = {}
    for use in uses:
        if use.reach is Reach.PUBLIC and any(
            f"//{host}" in f"//{use.address.rpartition('//')[2]}" for host in LOCAL_HOSTS
        ):
            stale.setdefault(use.target, []).append(use)
    for target, found in sorted(stale.items()):
        notes.find(_finding(app, target, found))
    return notes.into(replace(app, urls=uses))


def _finding(app: App, target: str, found: list[UrlUse]) -> Finding:
    """One finding for each service whose port on the Docker host is named."""
    variables = tuple(dict.fromkeys(use.variable for use in found))
    addresses = tuple(dict.fromkeys(use.address for use in found))
    hosts = [route.host.value for route in app.routes if route.workload == target and route.host is not None]
    if hosts:
        scheme = "https" if app.target.tls_secret is not None else "http"
        remedy = f"Put the public address of {target} there: {scheme}://{hosts[0]} as decided now."
    else:
        remedy = f"Put the address there by which users reach {target}; `expose/{target}` decides on that."
    return Finding(
        id="public-url",
        severity=Severity.ERROR,
        subject=target,
        message=f"On the Docker host a browser finds {target} at {listed(addresses)}; in the cluster nothing"
        f" answers there. The address stands in {listed(variables)}.",
        remedy=remedy,
        leaves=tuple(sorted({leaf for use in found for leaf in use.leaves})),
    )
