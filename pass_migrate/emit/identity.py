"""Service accounts for pods that read Jobs from the API, with the one right that they need."""

from __future__ import annotations

from pass_migrate.emit.labels import metadata, name_of
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import JOB_READER, fixed
from pass_migrate.facts import Fact
from pass_migrate.model import App, Workload

GROUP = "rbac.authorization.k8s.io"


def job_reader(app: App, workload: Workload, jobs: list[Fact[str]]) -> list[Manifest]:
    """ServiceAccount, Role and RoleBinding by which a pod may read the Jobs it waits for, nothing else."""
    name = name_of(workload)
    folder = name.value
    account: Body = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(app, name, name)}
    role: Body = {
        "apiVersion": f"{GROUP}/v1",
        "kind": "Role",
        "metadata": metadata(app, name, name),
        "rules": [
            {
                "apiGroups": [_why("batch")],
                "resources": [_why("jobs")],
                "resourceNames": jobs,
                "verbs": [_why("get"), _why("list"), _why("watch")],
            }
        ],
    }
    binding: Body = {
        "apiVersion": f"{GROUP}/v1",
        "kind": "RoleBinding",
        "metadata": metadata(app, name, name),
        "roleRef": {"apiGroup": fixed(GROUP), "kind": fixed("Role"), "name": name},
        "subjects": [{"kind": fixed("ServiceAccount"), "name": name, "namespace": app.namespace}],
    }
    return [
        manifest(folder, "serviceaccount.yaml", account),
        manifest(folder, "role.yaml", role),
        manifest(folder, "rolebinding.yaml", binding),
    ]


def _why(text: str) -> Fact[str]:
    return Fact(text, (), JOB_READER)
