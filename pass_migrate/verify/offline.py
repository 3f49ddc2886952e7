"""Every check that needs no cluster, in one place.

Converting always runs them: a manifest that fails is a defect of this program. On manifests that somebody
edited they say what a cluster would refuse, and more: what it would accept and nobody meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from pass_migrate.emit.manifest import Manifest
from pass_migrate.records import replace
from pass_migrate.verify.environment import check_environment
from pass_migrate.verify.index import Index
from pass_migrate.verify.lifecycle import check_restarts, check_strategies
from pass_migrate.verify.mounts import check_mounts
from pass_migrate.verify.names import check_identity, check_names
from pass_migrate.verify.ports import check_container_ports, check_service_ports
from pass_migrate.verify.probes import check_probes
from pass_migrate.verify.quantities import check_claims, check_quantities
from pass_migrate.verify.references import check_references
from pass_migrate.verify.routes import check_ingresses
from pass_migrate.verify.schema import NEWEST, check_schema
from pass_migrate.verify.security import check_security
from pass_migrate.verify.selectors import check_service_selectors, check_workload_selectors
from pass_migrate.verify.sizes import check_sizes
from pass_migrate.verify.stateful_sets import check_stateful_sets
from pass_migrate.verify.violation import Violation

Check: TypeAlias = Callable[[Index], Iterator[Violation]]

CHECKS: tuple[Check, ...] = (
    check_identity,
    check_names,
    check_quantities,
    check_claims,
    check_container_ports,
    check_service_ports,
    check_workload_selectors,
    check_service_selectors,
    check_mounts,
    check_references,
    check_environment,
    check_probes,
    check_restarts,
    check_strategies,
    check_security,
    check_stateful_sets,
    check_ingresses,
    check_sizes,
)
"""What no schema can say, in the order in which it is checked."""


def verify(
    manifests: Iterable[Manifest], *, external: Iterable[str] = (), kubernetes_version: str = NEWEST
) -> tuple[Violation, ...]:
    """Check manifests that are applied together.

    `external` names what exists in the cluster already, as `Kind/name`; `kubernetes_version` is the oldest
    release (`major.minor`) that has to accept them. Returns what is wrong, by manifest; an empty tuple means
    nothing is.
    """
    known = Index(tuple(manifests), frozenset(external))
    found = list(check_schema(known.manifests, kubernetes_version))
    broken = {id(violation.manifest) for violation in found}
    index = replace(known, sound=tuple(item for item in known.manifests if id(item) not in broken))
    for check in CHECKS:
        found += check(index)
    place = {id(manifest): position for position, manifest in enumerate(index.manifests)}
    return tuple(sorted(found, key=lambda violation: place[id(violation.manifest)]))
