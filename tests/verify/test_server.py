"""What a real API server says, and what is said when there is none to ask."""

from pathlib import Path

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.verify.request import warnings_of
from pass_migrate.verify.server import verify_on_server
from tests.testbed import ApiServer, strict_dry_run
from tests.verify.bundle import WEB, edited, good, put


def test_a_server_takes_what_is_in_order(api_server_newest: ApiServer) -> None:
    """Every object is accepted without a warning, in `default` where its namespace is not there yet."""
    report = verify_on_server(good(), kubeconfig=api_server_newest.kubeconfig)
    assert [(each.manifest.reference, each.errors, each.warnings) for each in report.outcomes] == [
        (manifest.reference, (), ()) for manifest in good()
    ]
    assert report.accepted
    assert report.missing == ("corner-shop",)
    assert report.version.startswith(f"v{api_server_newest.release}.")


def test_the_good_bundle_is_good(api_server_oldest: ApiServer) -> None:
    """The bundle on which the offline checks are tested is one that the oldest release takes."""
    assert strict_dry_run(api_server_oldest, [manifest.body for manifest in good()]) == []


def test_a_server_refuses_and_warns(api_server_newest: ApiServer) -> None:
    """What it refuses or warns of comes with the field; the other objects are taken."""
    manifests = edited(
        put(f"{WEB}.imag", "x"),
        put("StatefulSet/store spec.template.spec.containers.0.ports.0.containerPort", 70000),
        put(
            "Job/seed spec.template.spec.containers.0.env",
            [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
        ),
    )
    report = verify_on_server(manifests, kubeconfig=api_server_newest.kubeconfig)
    said = {each.manifest.reference: each for each in report.outcomes if each.errors or each.warnings}
    assert sorted(said) == ["Deployment/web", "Job/seed", "StatefulSet/store"]
    assert 'unknown field "spec.template.spec.containers[0].imag"' in said["Deployment/web"].errors[0]
    (refusal,) = said["StatefulSet/store"].errors
    assert refusal.startswith("spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000")
    assert [
        warning
        for warning in said["Job/seed"].warnings
        if "spec.template.spec.containers[0].env[1]" in warning
    ]
    assert said["Job/seed"].errors == ()
    assert not report.accepted


def test_a_kind_that_the_cluster_lacks_is_named(api_server_newest: ApiServer) -> None:
    """An object of a kind that nobody brought is refused with a remedy."""
    manifests = edited(
        put("Secret/web-env apiVersion", "nobody.example.org/v1"),
        put("Secret/web-env kind", "Unheard"),
    )
    report = verify_on_server(manifests, kubeconfig=api_server_newest.kubeconfig)
    assert [each.errors for each in report.outcomes if each.errors] == [
        ("the cluster has no kind Unheard in nobody.example.org/v1: install what brings it",)
    ]


def test_an_object_that_is_there_is_judged_as_its_successor(api_server_newest: ApiServer) -> None:
    """A change that an existing object does not allow is found, although the object alone is in order."""
    manifests = edited(
        *(put(f"{each.reference} metadata.namespace", "default") for each in good() if each.namespace)
    )
    deployment = next(each for each in manifests if each.kind == "Deployment")
    with api_server_newest.connect() as api:
        stored = api.request("POST", "/apis/apps/v1/namespaces/default/deployments", deployment.body)
        assert stored.status == 201
        try:
            assert verify_on_server([deployment], kubeconfig=api_server_newest.kubeconfig).accepted
            put("Deployment/web spec.selector.matchLabels.tier", "front")({"Deployment/web": deployment.body})
            report = verify_on_server([deployment], kubeconfig=api_server_newest.kubeconfig)
            assert "field is immutable" in report.outcomes[0].errors[0]
        finally:
            api.request("DELETE", "/apis/apps/v1/namespaces/default/deployments/web")


def test_a_secret_value_is_not_repeated(api_server_newest: ApiServer) -> None:
    """A server that quotes what it refuses does not make us repeat a secret."""
    manifests = edited(put("Secret/web-env data.TOKEN", "not-a-real-token?"))
    report = verify_on_server(manifests, kubeconfig=api_server_newest.kubeconfig)
    (refused,) = [each for each in report.outcomes if each.errors]
    assert refused.manifest.reference == "Secret/web-env"
    assert "not-a-real" not in " ".join(refused.errors)


def test_without_a_kubeconfig_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kubeconfig that is not there, or a context that is not in it, is an error with a remedy."""
    for path in (tmp_path / "none", _kubeconfig(tmp_path, "https://127.0.0.1:1")):
        with pytest.raises(MigrateError, match="there is no usable kubeconfig") as raised:
            verify_on_server(good(), kubeconfig=path, context="nowhere")
        assert "KUBECONFIG" in str(raised.value)


def test_a_server_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    """Nobody at the address is an error that names the address."""
    with pytest.raises(MigrateError, match=r"https://127\.0\.0\.1:1 does not answer") as raised:
        verify_on_server(good(), kubeconfig=_kubeconfig(tmp_path, "https://127.0.0.1:1"))
    assert "the context is the right one" in str(raised.value)


def test_a_stranger_is_told_to_log_in(api_server_newest: ApiServer, tmp_path: Path) -> None:
    """A server that does not know us is an error that says so."""
    config = _kubeconfig(tmp_path, api_server_newest.url, str(api_server_newest.certificate))
    with pytest.raises(MigrateError, match="answers 401"):
        verify_on_server(good(), kubeconfig=config)


def test_warnings_are_read_from_their_header() -> None:
    """Several warnings in one header are several, and quoted quotes are quotes."""
    headers = {"Warning": '299 - "first, with a comma", 299 - "second \\"quoted\\""', "Date": "today"}
    assert warnings_of(headers) == ("first, with a comma", 'second "quoted"')
    assert warnings_of({}) == ()


def _kubeconfig(folder: Path, url: str, certificate: str = "") -> Path:
    path = folder / "kubeconfig"
    trust = f"certificate-authority: {certificate}" if certificate else "insecure-skip-tls-verify: true"
    path.write_text(
        f"""apiVersion: v1
kind: Config
current-context: it
contexts: [{{name: it, context: {{cluster: it, user: it}}}}]
clusters: [{{name: it, cluster: {{server: "{url}", {trust}}}}}]
users: [{{name: it, user: {{token: wrong}}}}]
""",
        encoding="utf-8",
    )
    return path
