"""Traps of Compose files and env files."""

import subprocess
from pathlib import Path

import pytest
import yaml

from pass_migrate import Fate, MigrateError, load
from pass_migrate.load.tree import plain
from tests.corpus import PASS
from tests.traps.stack import (
    container,
    data_of_file,
    edited_stack,
    environment,
    line_of,
    objects,
    row,
    service_ports,
    source_text,
    stack,
)


def test_t01_env_file_grammar() -> None:
    """A variable written `NAME:value` arrives, or deposits silently go to a local folder."""
    name = "PASS_DEPOSIT_REPOSITORY_CONFIGURATION"
    got = environment(stack("full"), "deposit-services")
    assert got[name] == "file:////deposit/deposit-repositories.json"
    assert not any(":" in key for key in got)
    reached = row(stack("full"), ".eclipse-pass.local_env", name).reached
    assert f"ConfigMap/deposit-services-env data.{name}" in [each.text for each in reached]


def test_t02_quotes() -> None:
    """Quotes around a value are not part of it, and what stands between them is, quotes included."""
    got = environment(stack("local"), "pass-core")
    assert got["PASS_CORE_LOGOUT_DELETE_COOKIES"] == "JSESSIONID /,shib_idp_session /idp"
    assert got["PASS_CORE_JAVA_OPTS"].startswith("-Daws.sqs.endpoint-override=http://localstack:4566 -D")
    assert got["DS_SUFFIX_NAME"] == "dc=pass"
    policy = got["PASS_CORE_APP_CSP"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("frame-ancestors 'none';")
    assert "'sha256-qiNU/eIzljqGU8r+OMtmCbGrO/Pdrn4ZETMPKrVUncI='" in policy


def test_t03_empty_values_are_meaningful() -> None:
    """A variable that is set to nothing is set to nothing, and the last line needs no newline."""
    got = environment(stack("full"), "deposit-services")
    assert got["INVENIORDM_API_TOKEN"] == ""
    assert environment(stack("full"), "pass-core")["PASS_CORE_USERTOKEN_KEY"] == ""
    assert not source_text(stack("demo"), ".eclipse-pass.JHUAWSdemo_env").endswith("\n")
    assert environment(stack("demo"), "pass-core")["DS_SUFFIX_NAME"] == "dc=pass"
    last = row(stack("demo"), ".eclipse-pass.JHUAWSdemo_env", "DS_SUFFIX_NAME")
    assert "ConfigMap/pass-core-env data.DS_SUFFIX_NAME" in [each.text for each in last.reached]


def test_t04_merge_order() -> None:
    """Of several env files the last one wins, file after file and overlay after overlay."""
    assert environment(stack("local"), "pass-core")["PASS_CORE_BASE_URL"] == "http://localhost:8080"
    demo = stack("demo")
    assert environment(demo, "pass-core")["PASS_CORE_BASE_URL"] == "https://demo.eclipse-pass.org"
    assert environment(demo, "pass-core")["PASS_CORE_PORT"] == "8080"
    assert environment(demo, "idp")["IDP_HOST"] == "https://demo.eclipse-pass.org:9080"
    loser = row(demo, ".eclipse-pass.local_env", "SP_LOGIN")
    winner = row(demo, ".eclipse-pass.JHUAWSdemo_env", "SP_LOGIN")
    for name in ("idp", "pass-core", "loader"):
        assert f"ConfigMap/{name}-env data.SP_LOGIN" in [each.text for each in winner.reached]
        assert f"ConfigMap/{name}-env data.SP_LOGIN" not in [each.text for each in loser.reached]
    # ldap has no place in the overlay and keeps the value of the file below.
    assert environment(demo, "ldap")["SP_LOGIN"] == "http://localhost:8080/login/saml2/sso/pass"


def test_t05_include_resolves_in_its_own_folder() -> None:
    """Paths of an included file are relative to that file, and its scripts are found there."""
    local = stack("local")
    script = objects(local)["ConfigMap/cert-gen-idp-cert-gen-sh"].body["data"]["cert-gen.sh"]
    assert script == source_text(local, "certs/cert-gen.sh")
    reached = [
        each.text for each in row(local, "certs/cert-gen-idp.yml", "services.cert-gen-idp.image").reached
    ]
    assert "Job/cert-gen-idp spec.template.spec.containers[0].image" in reached


def test_t06_fragments_are_refused_alone() -> None:
    """A file that needs another one is refused alone, with its place and what is missing."""
    with pytest.raises(MigrateError) as raised:
        load(PASS / "docker-compose-dspace.yml", environ={})
    for service in ("dspace", "dspacedb", "dspacesolr", "dspace-angular"):
        line = line_of(stack("full"), "docker-compose-dspace.yml", f"  {service}:")
        (said,) = [each for each in raised.value.problems if each.place and 0 < each.place.line - line < 20]
        assert "back" in said.message
    with pytest.raises(MigrateError, match=r"eclipse-pass\.JHUAWSdemo\.yml:\d+.*`image`"):
        load(PASS / "eclipse-pass.JHUAWSdemo.yml", environ={})


def test_t07_interpolation_and_what_only_looks_like_it() -> None:
    """Compose fills in its own variables; those of shell, Spring, curl and Shibboleth stay as they are."""
    full = stack("full")
    assert container(full, "pass-core")["image"].endswith("/pass-core-main:2.6.0-SNAPSHOT")
    assert 8080 in service_ports(full, "idp")
    assert "$home/conf" in container(full, "idp")["args"][2]
    assert "$$home" not in container(full, "idp")["args"][2]
    got = environment(full, "pass-core")
    assert got["PASS_CORE_SP_ACS"] == "{baseUrl}/login/saml2/sso/{registrationId}"
    probe = container(full, "idp")["readinessProbe"]["exec"]["command"]
    assert '-w "%{http_code}"' in probe[-1]
    deposit = data_of_file(full, "deposit-services", "/deposit/deposit-repositories.json")
    assert deposit == source_text(full, "deposit/deposit-repositories.json")
    assert "${pmc.ftp.user}" in deposit
    properties = objects(full)["ConfigMap/idp-files"].body["data"]["config_shib-idp_conf_idp.properties"]
    assert "%{idp.home}/credentials/sealer.jks" in properties
    # Kubernetes itself would fill in $(id -un) if a variable were called so.
    assert "as $$(id -un)" in container(full, "cert-gen-idp")["args"][2]


def test_t07_a_default_is_taken_and_overridden() -> None:
    """`${DOCKER_OWNER:-dspace}` is dspace, and what the variable says where it is set."""
    files = ("docker-compose.yml", "eclipse-pass.local.yml", "docker-compose-dspace.yml", "dspace-cli.yml")
    for environ, owner in (({}, "dspace"), ({"DOCKER_OWNER": "ours"}, "ours")):
        project = load(*(PASS / file for file in files), environ=environ)
        assert f"{owner}/dspace-cli:dspace-7.6" in str(plain(project.tree.items["services"]))


def test_t07_kustomize_changes_nothing(kubectl: Path, tmp_path: Path) -> None:
    """What `kubectl apply -k` sends is what was emitted: no `$`, brace or octal number is lost on the way."""
    full = stack("full")
    full.write(tmp_path / "k8s")
    command = [str(kubectl), "kustomize", str(tmp_path / "k8s")]
    built = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sent = {f"{each['kind']}/{each['metadata']['name']}": each for each in yaml.safe_load_all(built)}
    assert sent == {manifest.reference: manifest.body for manifest in full.manifests}


def test_t08_yaml_types(tmp_path: Path) -> None:
    """`2222:22` is two ports and no number; truth values and numbers arrive as texts."""
    full = stack("full")
    assert service_ports(full, "pmc-sftp-server") == [22]
    got = environment(full, "dspace")
    assert got["swordv2__D__server__P__enabled"] == "true"
    assert got["proxies__P__trusted__P__ipranges"] == "172.23.0"
    assert environment(full, "dspace-angular")["DSPACE_REST_PORT"] == "9000"
    assert container(full, "loader")["command"] == ["/bin/sh", "-c"]
    assert len(container(full, "loader")["args"]) == 1
    assert container(full, "dspace")["tty"] is True
    off = edited_stack("full", tmp_path, "docker-compose-dspace.yml", "enabled: true", "enabled: off")
    assert environment(off, "dspace")["swordv2__D__server__P__enabled"] == "off"


def test_t13_an_empty_endpoint_stays_empty(tmp_path: Path) -> None:
    """The SQS endpoint is carried; emptied for AWS it stays, empty, for PASS has no sound default."""
    name = "AWS_SQS_ENDPOINT_OVERRIDE"
    assert environment(stack("local"), "pass-core")[name] == "http://localstack:4566"
    empty = edited_stack(
        "local", tmp_path, ".eclipse-pass.local_env", f"{name}=http://localstack:4566", f"{name}="
    )
    assert environment(empty, "pass-core")[name] == ""
    assert row(empty, ".eclipse-pass.local_env", name).fate is Fate.CARRIED
