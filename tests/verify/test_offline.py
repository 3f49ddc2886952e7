"""What holds for all checks together."""

from pathlib import Path

from pass_migrate.verify import CHECKS, verify
from tests.verify.bundle import POD, edited, good, put

HERE = Path(__file__).parent


def test_a_bundle_that_is_in_order_passes() -> None:
    """Nothing is found in a bundle in which nothing is wrong."""
    assert [str(violation) for violation in verify(good())] == []


def test_what_is_external_may_be_referred_to() -> None:
    """A reference to an object that the cluster has already is in order."""
    manifests = edited(put(f"{POD}.serviceAccountName", "gone"))
    assert verify(manifests, external=["ServiceAccount/gone"]) == ()


def test_an_external_secret_stands_for_the_secret_it_makes() -> None:
    """What the External Secrets operator will make may be referred to."""
    manifests = edited(
        put("Secret/web-env apiVersion", "external-secrets.io/v1"),
        put("Secret/web-env kind", "ExternalSecret"),
        put("Secret/web-env spec", {"target": {"name": "web-env"}}),
    )
    assert verify(manifests) == ()


def test_a_field_that_came_later_is_unknown_to_an_older_release() -> None:
    """The target release decides which fields there are."""
    manifests = edited(put(f"{POD}.schedulingGroup", {"podGroupName": "g"}))
    assert [each.rule for each in verify(manifests, kubernetes_version="1.37")] == []
    found = verify(manifests, kubernetes_version="1.35")
    assert [str(each) for each in found] == [
        "Deployment/web spec.template.spec: unknown field schedulingGroup [schema]"
    ]


def test_no_secret_value_is_quoted() -> None:
    """A Secret of the wrong shape is reported without its values."""
    manifests = edited(put("Secret/web-env stringData", "not-a-real-password"))
    found = verify(manifests)
    assert [each.manifest.reference for each in found][:1] == ["Secret/web-env"]
    assert not any("not-a-real" in str(each) for each in found)


def test_a_broken_object_is_known_and_not_looked_into() -> None:
    """An object whose shape is wrong is found for that alone, and others may still refer to it."""
    manifests = edited(put(f"{POD}.containers", "web"), put("ConfigMap/web-files binaryData", ["x"]))
    assert {(each.rule, each.manifest.reference) for each in verify(manifests)} == {
        ("schema", "Deployment/web"),
        ("schema", "ConfigMap/web-files"),
    }


def test_every_check_has_a_mistake_that_it_finds() -> None:
    """No check is there without a test that it can fail."""
    names = {check.__module__.rpartition(".")[2] for check in CHECKS}
    assert names == {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} & names
