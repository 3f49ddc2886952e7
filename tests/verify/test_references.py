"""References between objects."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "config map of variables": Mistake(
        f"{WEB}.envFrom.0.configMapRef.name", "gone", "unknown-object", at=f"{WEB}.envFrom.0.configMapRef"
    ),
    "secret of variables": Mistake(
        f"{WEB}.envFrom.1.secretRef.name", "gone", "unknown-object", at=f"{WEB}.envFrom.1.secretRef"
    ),
    "key of a secret": Mistake(
        f"{WEB}.env.1.valueFrom.secretKeyRef.key",
        "GONE",
        "unknown-key",
        at=f"{WEB}.env.1.valueFrom.secretKeyRef",
    ),
    "config map of files": Mistake(
        f"{POD}.volumes.0.configMap.name", "gone", "unknown-object", at=f"{POD}.volumes.0.configMap"
    ),
    "one file of a config map": Mistake(f"{WEB}.volumeMounts.0.subPath", "gone.conf", "unknown-key"),
    "item of a config map": Mistake(
        f"{POD}.volumes.0.configMap.items",
        [{"key": "gone", "path": "web.conf"}],
        "unknown-key",
        at=f"{POD}.volumes.0.configMap.items.0.key",
    ),
    "claim": Mistake(f"{POD}.volumes.1.persistentVolumeClaim.claimName", "gone", "unknown-object"),
    "service account": Mistake(f"{POD}.serviceAccountName", "gone", "unknown-object"),
    "role": Mistake("RoleBinding/web roleRef.name", "gone", "unknown-object"),
    "subject": Mistake("RoleBinding/web subjects.0.name", "gone", "unknown-object"),
    "governing service": Mistake("StatefulSet/store spec.serviceName", "gone", "unknown-object"),
    "service of a route": Mistake(
        "Ingress/web spec.rules.0.http.paths.0.backend.service.name",
        "gone",
        "unknown-object",
        at="Ingress/web spec.rules.0.http.paths.0.backend.service",
    ),
    "port of a route": Mistake(
        "Ingress/web spec.rules.0.http.paths.1.backend.service.port.number",
        9001,
        "unknown-key",
        at="Ingress/web spec.rules.0.http.paths.1.backend.service",
    ),
    "certificate": Mistake(
        "Ingress/web spec.tls",
        [{"secretName": "gone"}],
        "unknown-object",
        at="Ingress/web spec.tls.0.secretName",
    ),
    "another namespace": Mistake(
        "ConfigMap/web-files metadata.namespace",
        "elsewhere",
        "unknown-object",
        at=f"{POD}.volumes.0.configMap",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A reference to what is not there is found."""
    mistake.is_found()
