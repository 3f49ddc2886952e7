"""Traps of ports, names and addresses."""

import re
from pathlib import Path

from tests.traps.stack import edited_stack, environment, findings, objects, pod, row, service_ports, stack


def test_t17_a_service_has_the_port_of_the_container() -> None:
    """Peers go to the container's port: the number on the Docker host is nobody's business in the cluster."""
    full = stack("full")
    assert 8080 in service_ports(full, "idp")
    assert service_ports(full, "dspace") == [8080]
    assert service_ports(full, "pmc-sftp-server") == [22]
    ports = {
        port
        for each in objects(full).values()
        if each.kind == "Service"
        for port in service_ports(full, each.name)
    }
    assert not ports & {9080, 9000, 2222}
    target = row(full, "eclipse-pass.local.yml", "services.idp.ports[0]#target")
    assert any(re.fullmatch(r"Service/idp spec\.ports\[\d\]\.port", each.text) for each in target.reached)


def test_t18_services_that_declare_no_port(tmp_path: Path) -> None:
    """Who is called gets a Service: by a URL in a variable, or by one in a mounted file."""
    local = stack("local")
    assert service_ports(local, "pass-ui") == [81]
    assert service_ports(local, "postgres") == [5432]
    assert 3389 in service_ports(local, "ldap")
    called = row(local, ".env", "PASS_CORE_APP_LOCATION")
    assert "Service/pass-ui spec.ports[0].port" in [each.text for each in called.reached]
    # idp finds ldap in a file that it mounts, and in no variable: that says where an unknown image listens.
    assert not any("ldap:3389" in value for value in environment(local, "idp").values())
    unknown = edited_stack(
        "local", tmp_path, "eclipse-pass.local.yml", "389ds/dirsrv:3.1", "example/directory:1"
    )
    assert service_ports(unknown, "ldap") == [3389]
    properties = row(unknown, "idp/config/shib-idp/conf/ldap.properties", "content")
    assert "Service/ldap spec.ports[0].port" in [each.text for each in properties.reached]


def test_t18_nobody_calls_nobody_listens() -> None:
    """A service that nobody calls and that listens nowhere gets no Service."""
    assert {"Service/loader", "Service/cert-gen-idp", "Service/deposit-services"} & set(
        objects(stack("full"))
    ) == set()


def test_t19_names_of_other_projects_and_of_the_host() -> None:
    """A container of another project and the Docker host are reported; unused second names are dropped."""
    full = stack("full")
    assert [finding.subject for finding in findings(full, "unanswered-host")] == [
        "pass-docker-invenio-rdm-frontend-1"
    ]
    assert [finding.subject for finding in findings(full, "docker-host")] == ["host.docker.internal"]
    name = row(full, "docker-compose-deposit.yml", "services.deposit-services.container_name")
    assert name.fate.value == "dropped"
    assert not any("host.docker.internal" in str(manifest.body) for manifest in full.manifests)
    assert all(
        re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", each.name)
        for each in full.manifests
        if each.kind == "Service"
    )


def test_t20_no_service_links() -> None:
    """A Service `pass-ui` would set PASS_UI_PORT to an address: no pod gets variables of that kind."""
    full = stack("full")
    for manifest in full.manifests:
        if manifest.kind in ("Deployment", "StatefulSet", "Job"):
            assert pod(full, manifest.name)["enableServiceLinks"] is False


def test_t21_public_addresses_are_told_from_internal_ones() -> None:
    """Addresses that a browser goes to are reported with the variable; those inside stay as they are."""
    full = stack("full")
    said = {finding.subject: finding.message for finding in findings(full, "public-url")}
    assert sorted(said) == ["dspace", "dspace-angular", "idp", "pass-core"]
    for subject, variable in (
        ("pass-core", "PASS_CORE_BASE_URL"),
        ("pass-core", "SP_LOGIN"),
        ("idp", "IDP_HOST"),
        ("dspace", "dspace__P__server__P__url"),
        ("dspace", "DSPACE_REST_HOST"),
        ("dspace-angular", "DSPACE_WEBSITE_URL"),
    ):
        assert variable in said[subject]
    assert "PASS_CORE_IDP_METADATA" not in str(said)
    assert environment(full, "pass-core")["PASS_CORE_IDP_METADATA"] == "http://idp:8080/idp/shibboleth"


def test_t21_identities_stay_as_registered() -> None:
    """Public addresses that are right already are carried: the address of PASS is what the provider knows."""
    demo = stack("demo")
    assert environment(demo, "pass-core")["PASS_CORE_SP_ACS"] == environment(demo, "idp")["SP_LOGIN"]
    assert environment(demo, "pass-core")["PASS_CORE_BASE_URL"] == "https://demo.eclipse-pass.org"


def test_t33_the_subnet_of_the_compose_network() -> None:
    """An address of a network that will be gone is an error; small attributes have a verdict each."""
    full = stack("full")
    assert [finding.subject for finding in findings(full, "subnet-literal")] == ["dspace"]
    for path in ("stdin_open", "tty"):
        assert row(full, "docker-compose-dspace.yml", f"services.dspace.{path}").fate.value == "carried"
    assert row(full, "eclipse-pass.local.yml", "services.postgres.restart").fate.value == "carried"
