"""Traps of files, volumes and what is kept where."""

import base64

from tests.traps.stack import container, data_of_file, objects, pod, row, source_text, stack, workload


def test_t29_the_work_folder_is_not_shared() -> None:
    """The folder that a download empties belongs to one pod: it is on no claim, and there is one replica."""
    local = stack("local")
    claims = {
        each["name"] for each in pod(local, "pass-core").get("volumes", ()) if "persistentVolumeClaim" in each
    }
    mounted = [
        each["mountPath"] for each in container(local, "pass-core")["volumeMounts"] if each["name"] in claims
    ]
    assert mounted == ["/saml2"]
    assert workload(local, "pass-core").body["spec"]["replicas"] == 1


def test_t31_single_files() -> None:
    """A file is at its path with its content: plain in a ConfigMap, with passwords in a Secret."""
    full = stack("full")
    assert data_of_file(full, "loader", "/data.json") == source_text(full, "demo_data.json")
    assert "ConfigMap/loader-demo-data-json" in objects(full)
    assert data_of_file(full, "ldap", "/pass.ldif") == source_text(full, "ldap/pass.ldif")
    assert "Secret/ldap-pass-ldif" in objects(full)


def test_t31_executable_files() -> None:
    """A script that is executable in the project is executable in the container, or nobody runs it."""
    for name, path in (
        ("localstack", "/etc/localstack/init/ready.d/init-aws.sh"),
        ("postgres", "/docker-entrypoint-initdb.d/init_postgres.sh"),
    ):
        mount = next(
            each for each in container(stack("local"), name)["volumeMounts"] if each["mountPath"] == path
        )
        volume = next(each for each in pod(stack("local"), name)["volumes"] if each["name"] == mount["name"])
        items = (volume.get("configMap") or volume["secret"])["items"]
        assert [item["mode"] for item in items] == [0o755]


def test_t31_a_tree_of_files() -> None:
    """A folder keeps its shape: nested files, a picture, and what is secret apart from what is not."""
    local = stack("local")
    (tree,) = [each["projected"]["sources"] for each in pod(local, "idp")["volumes"] if "projected" in each]
    paths = {item["path"]: kind for source in tree for kind, body in source.items() for item in body["items"]}
    assert paths["config/shib-idp/conf/ldap.properties"] == "configMap"
    assert paths["credentials/shib-idp/secrets.properties"] == "secret"
    picture = objects(local)["ConfigMap/idp-files"].body["binaryData"]["dummylogo.png"]
    assert base64.b64decode(picture).startswith(b"\x89PNG\r\n")
    assert ".gitignore" not in paths


def test_t31_folders_that_one_writes_and_another_reads() -> None:
    """What cert-gen-idp writes into a folder of the host, idp and PASS find at the same path."""
    local = stack("local")
    for name, path, folder in (("idp", "/idp-config", "/idp"), ("pass-core", "/saml2", "/pass-core")):
        claims = [claim_at(name, path), claim_at("cert-gen-idp", folder)]
        assert claims[0] == claims[1]
    inner = next(
        each for each in container(local, "pass-core")["volumeMounts"] if each["mountPath"] == "/saml2"
    )
    assert inner["subPath"] == "saml2"


def claim_at(name: str, path: str) -> str:
    """The claim behind a path of a service's container."""
    mount = next(
        each for each in container(stack("local"), name)["volumeMounts"] if each["mountPath"] == path
    )
    volume = next(each for each in pod(stack("local"), name)["volumes"] if each["name"] == mount["name"])
    return str(volume["persistentVolumeClaim"]["claimName"])


def test_t32_a_new_volume_is_filled_from_the_image() -> None:
    """A claim is empty where Docker's volume was not: an init container of the same image fills it."""
    full = stack("full")
    (seed,) = [each for each in pod(full, "dspace")["initContainers"] if "/dspace/solr" in str(each)]
    assert seed["image"] == container(full, "dspace")["image"]
    mount = next(
        each for each in container(full, "dspace")["volumeMounts"] if each["mountPath"] == "/dspace/solr"
    )
    assert mount["name"] in [each["name"] for each in seed["volumeMounts"]]


def test_t32_databases_keep_their_data() -> None:
    """Postgres gets a folder below the root of its file system, on a claim of its own."""
    full = stack("full")
    for name, path in (("postgres", "/var/lib/postgresql/data"), ("dspacedb", "/pgdata")):
        assert workload(full, name).kind == "StatefulSet"
        mount = next(each for each in container(full, name)["volumeMounts"] if each["mountPath"] == path)
        assert mount["subPath"]
        templates = workload(full, name).body["spec"]["volumeClaimTemplates"]
        assert mount["name"] in [each["metadata"]["name"] for each in templates]


def test_t32_volumes_of_several_pods_are_a_decision() -> None:
    """What several services mount is asked about, with a default that works on any node."""
    decisions = {decision.id: decision for decision in stack("local").decisions}
    assert decisions["volume-sharing/host-idp"].is_open
    claim = objects(stack("local"))["PersistentVolumeClaim/host-idp"].body["spec"]
    assert claim["accessModes"] == ["ReadWriteMany"]
    size = row(stack("local"), "docker-compose.yml", "volumes.db#name")
    assert size.fate.value == "decided"
