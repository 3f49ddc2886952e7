"""What is applied to the cluster really runs: probes, mounts, names, volumes, jobs, exec."""

import http.client
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.testbed.cluster import Cluster
from tests.testbed.images import File, ImageConfig, busybox_image

pytestmark = pytest.mark.long

IMAGE = "testbed/web:1"
NAMESPACE = "shop"


@pytest.fixture(scope="module")
def shop(real_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with a namespace for these tests, and with an image that serves /srv on port 8080."""
    config = ImageConfig(
        entrypoint=["/entry.sh"], cmd=["httpd", "-f", "-p", "8080", "-h", "/srv"], env={"GREETING": "hello"}
    )
    files = {
        "/entry.sh": File(b'#!/bin/sh\necho "$GREETING" > /srv/greeting\nexec "$@"\n', 0o755),
        "/srv/index.html": File(b"image\n"),
    }
    archive = busybox_image(IMAGE, tmp_path_factory.mktemp("images") / "web.tar", config, files)
    real_cluster.load(archive)
    real_cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}])
    yield real_cluster
    real_cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false")


def meta(name: str) -> dict[str, Any]:
    """The metadata of an object of these tests."""
    return {"name": name, "namespace": NAMESPACE}


def pod(name: str, of_pod: dict[str, Any] | None = None, **container: Any) -> dict[str, Any]:
    """A pod template with one container, and with what belongs to the pod as a whole."""
    containers = [{"name": "main", "image": IMAGE, **container}]
    spec = {"containers": containers, "terminationGracePeriodSeconds": 0, **(of_pod or {})}
    return {"metadata": {"labels": {"app": name}}, "spec": spec}


def workload(kind: str, name: str, template: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """A Deployment or StatefulSet of a pod template."""
    selector = {"matchLabels": {"app": name}}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": meta(name),
        "spec": {"selector": selector, "template": template, **spec},
    }


def service(name: str, **spec: Any) -> dict[str, Any]:
    """A Service of port 80 for the pods of a workload of the same name."""
    ports = [{"port": 80, "targetPort": 8080}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": meta(name),
        "spec": {"selector": {"app": name}, "ports": ports, **spec},
    }


def rolled_out(shop: Cluster, workload: str) -> None:
    """Wait until all replicas of a workload are available."""
    done = shop.kubectl("-n", NAMESPACE, "rollout", "status", workload, "--timeout=60s")
    assert done.returncode == 0, done.stdout + done.stderr


def inside(shop: Cluster, pod: str, script: str) -> str:
    """What a shell script says in a pod's container."""
    done = shop.kubectl("-n", NAMESPACE, "exec", pod, "--", "sh", "-c", script)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_probed_replicas_become_available(shop: Cluster) -> None:
    """Two replicas with HTTP and exec probes become available, and one that fails its probe never does."""
    ready = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}
    alive = {"exec": {"command": ["test", "-f", "/srv/greeting"]}, "periodSeconds": 1}
    missing = {"httpGet": {"path": "/missing", "port": 8080}, "periodSeconds": 1}
    good = pod("probed", readinessProbe=ready, livenessProbe=alive)
    shop.apply(
        [
            workload("Deployment", "probed", good, replicas=2),
            workload("Deployment", "failing", pod("failing", readinessProbe=missing)),
        ]
    )
    rolled_out(shop, "deployment/probed")
    status = shop.get(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/failing")["status"]
    assert status.get("availableReplicas", 0) == 0


def test_configuration_is_mounted(shop: Cluster) -> None:
    """A ConfigMap's key over one file leaves its neighbours alone, and a Secret has its mode."""
    template = pod(
        "mounts",
        volumeMounts=[
            {"name": "page", "mountPath": "/srv/index.html", "subPath": "page"},
            {"name": "key", "mountPath": "/run/secrets"},
        ],
        of_pod={
            "volumes": [
                {"name": "page", "configMap": {"name": "mounts"}},
                {"name": "key", "secret": {"secretName": "mounts", "defaultMode": 0o400}},
            ]
        },
    )
    shop.apply(
        [
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": meta("mounts"),
                "data": {"page": "mounted\n"},
            },
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": meta("mounts"),
                "stringData": {"key": "synthetic"},
            },
            workload("Deployment", "mounts", template),
        ]
    )
    rolled_out(shop, "deployment/mounts")
    script = "cat /srv/index.html /srv/greeting /run/secrets/key; echo; stat -L -c %a /run/secrets/key"
    assert inside(shop, "deployment/mounts", script) == "mounted\nhello\nsynthetic\n400\n"


def test_names_resolve_and_connect(shop: Cluster) -> None:
    """A Service answers by its short name, a headless one has its pods' addresses; no other name exists."""
    shop.apply(
        [
            workload("StatefulSet", "peers", pod("peers"), serviceName="peers", replicas=2),
            service("peers", clusterIP="None"),
            workload("Deployment", "front", pod("front")),
            service("front"),
        ]
    )
    rolled_out(shop, "statefulset/peers")
    rolled_out(shop, "deployment/front")
    assert inside(shop, "deployment/front", "timeout 9 wget -qO- http://front/") == "image\n"
    assert (
        inside(shop, "deployment/front", "timeout 9 wget -qO- http://peers-1.peers:8080/greeting")
        == "hello\n"
    )
    selector = f"/api/v1/namespaces/{NAMESPACE}/pods?labelSelector=app%3Dpeers"
    addresses = {item["status"]["podIP"] for item in shop.get(selector)["items"]}
    answer = inside(shop, "deployment/front", f"nslookup peers.{NAMESPACE}.svc.cluster.local | tail -n +3")
    assert {line.split()[1] for line in answer.splitlines() if line.startswith("Address")} == addresses
    assert inside(shop, "deployment/front", "nslookup example.org >/dev/null || echo none") == "none\n"


def test_volume_honours_group_and_survives_its_pod(shop: Cluster) -> None:
    """A claim gets a volume that its pod's group can write to, and what is written outlives the pod."""
    template = pod(
        "keeper",
        command=["sleep", "3600"],
        volumeMounts=[{"name": "data", "mountPath": "/data"}],
        of_pod={"securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000}},
    )
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    keeper = workload(
        "StatefulSet",
        "keeper",
        template,
        serviceName="keeper",
        volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": claim}],
    )
    shop.apply([keeper])
    rolled_out(shop, "statefulset/keeper")
    assert inside(shop, "keeper-0", "echo kept > /data/file; stat -c %g:%a /data") == "1000:2775\n"
    shop.kubectl("-n", NAMESPACE, "delete", "pod", "keeper-0", "--wait=true")
    rolled_out(shop, "statefulset/keeper")
    assert inside(shop, "keeper-0", "cat /data/file") == "kept\n"


def test_new_volume_belongs_to_root(shop: Cluster) -> None:
    """Without a group of its own, a pod of another user cannot write to a new volume, as on a cloud."""
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": meta("rooted"),
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "block",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    template = pod(
        "rooted",
        command=["sleep", "3600"],
        volumeMounts=[{"name": "data", "mountPath": "/data"}],
        of_pod={
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "rooted"}}],
            "securityContext": {"runAsUser": 1000},
        },
    )
    shop.apply([claim, workload("Deployment", "rooted", template)])
    rolled_out(shop, "deployment/rooted")
    assert inside(shop, "deployment/rooted", "ls /data; touch /data/x 2>/dev/null || echo refused") == (
        "lost+found\nrefused\n"
    )


def test_job_completes(shop: Cluster) -> None:
    """A Job runs to its end, its output is in the log, and one that fails says so."""

    def job(name: str, script: str) -> dict[str, Any]:
        template = pod(name, command=["sh", "-c", script])
        template["spec"]["restartPolicy"] = "Never"
        spec = {"backoffLimit": 0, "template": template}
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta(name), "spec": spec}

    shop.apply([job("good", "echo $((6 * 7))"), job("bad", "exit 3")])
    for name, condition in (("good", "Complete"), ("bad", "Failed")):
        done = shop.kubectl(
            "-n", NAMESPACE, "wait", f"job/{name}", f"--for=condition={condition}", "--timeout=60s"
        )
        assert done.returncode == 0, done.stderr
    assert shop.kubectl("-n", NAMESPACE, "logs", "job/good").stdout == "42\n"


def test_restricted_pod_runs(shop: Cluster) -> None:
    """A pod under the strictest Pod Security Standard runs, with exactly the identity that it asks for."""
    name = "restricted"
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    shop.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}])
    template = pod(
        name,
        command=["sleep", "3600"],
        securityContext={
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 1000,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    )
    restricted = workload("Deployment", name, template)
    restricted["metadata"]["namespace"] = name
    shop.apply([restricted])
    done = shop.kubectl("-n", name, "rollout", "status", f"deployment/{name}", "--timeout=60s")
    assert done.returncode == 0, done.stdout + done.stderr
    script = "id -u; grep CapEff /proc/self/status; touch /x 2>/dev/null || echo read-only"
    said = shop.kubectl("-n", name, "exec", f"deployment/{name}", "--", "sh", "-c", script).stdout
    assert said.split() == ["1000", "CapEff:", "0000000000000000", "read-only"]
    shop.kubectl("delete", "namespace", name, "--wait=false")


def test_address_inside_can_be_reached_from_outside(shop: Cluster) -> None:
    """A Service's address, which exists only inside, answers on a port of the machine."""
    shop.apply([workload("Deployment", "door", pod("door")), service("door")])
    rolled_out(shop, "deployment/door")
    address = shop.get(f"/api/v1/namespaces/{NAMESPACE}/services/door")["spec"]["clusterIP"]
    port = shop.inside.forward(address, 80)

    def answer() -> bytes:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/greeting", timeout=10) as response:
                return bytes(response.read())
        except (OSError, http.client.HTTPException):  # the node has not heard of the Service yet
            return b""

    shop.wait("an answer", answer, within=10)
    assert answer() == b"hello\n"


def test_unknown_image_is_named(shop: Cluster) -> None:
    """A pod of an image that nobody loaded does not run, and its status says which image is missing."""
    template = pod("absent", image="testbed/absent:1", imagePullPolicy="Never")
    shop.apply([workload("Deployment", "absent", template)])
    selector = f"/api/v1/namespaces/{NAMESPACE}/pods?labelSelector=app%3Dabsent"
    shop.wait("the complaint", lambda: "ErrImageNeverPull" in json.dumps(shop.get(selector)))
