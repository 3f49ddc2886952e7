"""What `volumes_from` takes over, and what it leaves."""

from __future__ import annotations

from pass_migrate.facts import Fact, Leaf
from pass_migrate.model import App, Mount, Target, Workload
from pass_migrate.passes.inherit_mounts import FOREIGN_CONTAINER, inherit_mounts


def fact(value: str, line: int = 1) -> Fact[str]:
    """A text that stands on a line of its own."""
    return Fact(value, (Leaf("compose.yaml", line, 1, value),))


def app(*sources: str) -> App:
    """A project with a lender of three mounts and a borrower."""
    mounts = (
        Mount(type=fact("volume"), source=fact("data"), target=fact("/data")),
        Mount(type=fact("bind"), source=fact("/p/etc"), target=fact("/etc/app")),
        Mount(type=fact("secret"), source=fact("key"), target=fact("/run/secrets/key")),
    )
    own = Mount(type=fact("volume"), source=fact("mine"), target=fact("/data"))
    return App(
        name=fact("demo"),
        target=Target(),
        workloads=(
            Workload(
                key=fact("borrower"), mounts=(own,), volumes_from=tuple(fact(text, 9) for text in sources)
            ),
            Workload(key=fact("lender"), mounts=mounts),
        ),
    )


def test_volumes_and_binds_are_taken_over_and_own_paths_win() -> None:
    """The borrower keeps its own /data, gets /etc/app, and not the lender's secret."""
    after = inherit_mounts(app("lender")).by_key()["borrower"]
    found = [(mount.target.value, mount.source.value if mount.source else "") for mount in after.mounts]
    assert found == [("/data", "mine"), ("/etc/app", "/p/etc")]


def test_a_container_outside_the_project_is_dropped() -> None:
    """Nothing is known of a foreign container, and the ledger says so."""
    after = inherit_mounts(app("container:old"))
    assert [drop.rule for drop in after.drops] == [FOREIGN_CONTAINER]
    assert after.workloads == app("container:old").workloads


def test_taking_over_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    once = inherit_mounts(app("lender:ro"))
    assert inherit_mounts(once).workloads == once.workloads
