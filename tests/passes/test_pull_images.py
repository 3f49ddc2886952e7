"""Names of images, pull policies, and what is known about them."""

from __future__ import annotations

from typing import Any

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.model import Finding, Security, Workload
from pass_migrate.passes.note_images import note_images
from pass_migrate.passes.pull_images import pull_images
from tests.passes.building import after, application, asked, found, said, service, shell_check, words


def pulled(**fields: Any) -> Workload:
    """The workload after the pass."""
    app = pull_images(application(service("web", **fields)))
    assert pull_images(app).workloads == app.workloads
    return after(app, "web")


@pytest.mark.parametrize(
    ("policy", "expected", "rule"),
    [
        (None, "IfNotPresent", "pull-missing"),
        ("always", "Always", "pull-policy"),
        ("never", "Never", "pull-policy"),
        ("missing", "IfNotPresent", "pull-policy"),
        ("if_not_present", "IfNotPresent", "pull-policy"),
        ("build", "IfNotPresent", "pull-built"),
        ("daily", "Always", "pull-refresh"),
        ("every_12h", "Always", "pull-refresh"),
    ],
)
def test_pull_policies(policy: str | None, expected: str, rule: str) -> None:
    """Every form of the policy is written out, with the reason."""
    pull = pulled(image=said("web:1"), pull_policy=None if policy is None else said(policy)).pull
    assert pull is not None
    assert pull.rule is not None
    assert (pull.value, pull.rule.id) == (expected, rule)


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("postgres:15-alpine", "docker.io/library/postgres:15-alpine"),
        ("tier/shib-idp:4", "docker.io/tier/shib-idp:4"),
        ("ghcr.io/eclipse-pass/pass-ui:2", "ghcr.io/eclipse-pass/pass-ui:2"),
        ("registry:5000/web:1", "registry:5000/web:1"),
        ("localhost/web:1", "localhost/web:1"),
        ("postgres@sha256:" + "0" * 64, "docker.io/library/postgres@sha256:" + "0" * 64),
    ],
)
def test_the_registry_is_written_out(given: str, full: str) -> None:
    """Docker Hub is meant where none is written, which not every runtime assumes."""
    image = said(given)
    named = pulled(image=image).image
    assert named is not None
    assert (named.value, named.leaves) == (full, image.leaves)


@pytest.mark.parametrize(
    "image",
    [
        "web",
        "web:latest",
        "web:2.6.0-SNAPSHOT",
        "web:nightly",
        "web:main",
        "org/web:edge-alpine",
        "web:dev",
    ],
)
def test_tags_that_move_are_reported(image: str) -> None:
    """T35: a mutable tag is a finding."""
    assert found(pull_images(application(service("web", image=said(image))))) == ["moving-image-tag/web"]


@pytest.mark.parametrize(
    "image",
    ["web:1.2", "web:15-alpine", "web@sha256:" + "a" * 64, "web:latest@sha256:" + "a" * 64, "web:mainline-2"],
)
def test_releases_and_digests_are_not_reported(image: str) -> None:
    """What stays the same needs no word."""
    assert found(pull_images(application(service("web", image=said(image))))) == []


def test_an_image_of_this_machine_is_an_error() -> None:
    """T35: no node can pull from localhost."""
    assert found(pull_images(application(service("web", image=said("localhost/uvalib/web:1"))))) == [
        "local-image/web"
    ]


def test_an_image_that_is_built_needs_a_name() -> None:
    """Compose's own name stands in, and the answer takes its place."""
    web = service("web", build=said("./src"))
    app = pull_images(application(web))
    image = after(app, "web").image
    assert asked(app) == ["image/web"]
    assert image is not None
    assert image.value == "demo-web:latest"
    answered = after(
        pull_images(application(web, answers={"image/web": "registry.example.org/web:1"})), "web"
    ).image
    assert answered is not None
    assert answered.value == "registry.example.org/web:1"
    with pytest.raises(MigrateError, match="image/web"):
        pull_images(application(web, answers={"image/web": "not an image"}))


def test_a_built_image_with_a_name_has_to_be_pushed() -> None:
    """Nothing builds it in the cluster."""
    assert found(pull_images(application(service("web", image=said("org/web:1"), build=said("."))))) == [
        "image-to-build/web"
    ]


def noted(image: str, **fields: Any) -> list[Finding]:
    """What is said about an image."""
    return list(note_images(application(service("it", image=said(image), **fields))).findings)


CORE = "ghcr.io/eclipse-pass/pass-core-main:2.6.0"


def test_pass_core_is_known_to_migrate_its_schema() -> None:
    """T24: the lock in the database is spoken of."""
    assert [finding.id for finding in noted(CORE)] == ["schema-migration-at-start"]


def test_several_pods_of_pass_core_are_warned_of() -> None:
    """T29: sessions and the work directory belong to one pod; the findings point at the number of pods."""
    replicas = said(2)
    findings = {finding.id: finding for finding in noted(CORE, replicas=replicas)}
    assert set(findings) == {"schema-migration-at-start", "sessions-in-memory", "work-directory-of-one"}
    assert findings["sessions-in-memory"].leaves == replicas.leaves


def test_a_health_check_on_data_is_spoken_of() -> None:
    """T12: listing users is fine for readiness and too much for liveness."""
    check = shell_check("curl -f http://localhost:8080/data/user")
    assert "health-check-reads-data" in [finding.id for finding in noted(CORE, health=check)]


def test_several_deposit_services_are_an_error() -> None:
    """T26: scheduled jobs would run once for each replica."""
    image = "ghcr.io/eclipse-pass/deposit-services-core:2.6.0"
    assert [finding.id for finding in noted(image, replicas=said(2))] == ["singleton-with-replicas"]
    assert noted(image, replicas=said(1)) == []


def test_root_in_pass_ui_is_not_needed() -> None:
    """T30: only its port asks for rights."""
    image = "ghcr.io/eclipse-pass/pass-ui:2.6.0"
    assert [finding.id for finding in noted(image, security=Security(user=said("0")))] == ["root-not-needed"]
    assert noted(image, security=Security(user=said("101"))) == []


def test_the_grant_loader_needs_arguments() -> None:
    """T34: its default command prints help and succeeds."""
    image = "ghcr.io/eclipse-pass/jhu-grant-loader:2.6.0"
    assert [finding.id for finding in noted(image)] == ["prints-help-only"]
    assert noted(image, command=words("-a", "pull")) == []
