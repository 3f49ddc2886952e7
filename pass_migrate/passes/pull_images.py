"""When an image is pulled is written down, and every image has a name that a node can pull it by."""

from __future__ import annotations

import re
from functools import partial

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.model import Alternative, App, Finding, Notes, Severity, Workload
from pass_migrate.passes.answers import refused
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

PULL = Rule("pull-policy", Fate.CARRIED, "The pull policy of the same meaning.")
PULL_MISSING = Rule(
    "pull-missing",
    Fate.CARRIED,
    "Compose pulls an image that is not there; Kubernetes would pull `latest` at every start.",
)
PULL_BUILT = Rule(
    "pull-built",
    Fate.APPROXIMATED,
    "Nothing is built in the cluster: the image is pulled if the node does not have it.",
)
PULL_EACH_START = Rule(
    "pull-refresh", Fate.APPROXIMATED, "Kubernetes does not pull by time: it pulls at every start of a pod."
)
BUILT_NAME = Rule(
    "built-image",
    Fate.DECIDED,
    "The image is built from source and needs a name in a registry that the cluster can pull from.",
)
FULL_NAME = Rule(
    "full-image-name",
    Fate.CARRIED,
    "The registry is written out: without it not every container runtime knows where to look.",
)

POLICIES = {
    "always": ("Always", PULL),
    "never": ("Never", PULL),
    "missing": ("IfNotPresent", PULL),
    "if_not_present": ("IfNotPresent", PULL),
    "build": ("IfNotPresent", PULL_BUILT),
}
_REFERENCE = re.compile(r"[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?")
_MOVING = re.compile(
    r"(^|[-.])(latest|snapshot|nightly|edge|main|master|develop|dev|stable|rolling|canary)([-.]|$)",
    re.IGNORECASE,
)


@transform(
    reads=["name", "workloads.key", "workloads.image", "workloads.build", "workloads.pull_policy"],
    writes=["workloads.image", "workloads.pull"],
    rules=[PULL, PULL_MISSING, PULL_BUILT, PULL_EACH_START, BUILT_NAME, FULL_NAME],
)
def pull_images(app: App) -> App:
    """Name and pull policy of every image.

    Sources: Compose specification (`image`, `build`, `pull_policy`), Kubernetes documentation (Images), the
    reference grammar of container images.
    """
    return app.each(partial(_pulled, project=app.name))


def _pulled(workload: Workload, notes: Notes, project: Fact[str]) -> Workload:
    image = workload.image
    if image is None:
        image = _built(workload, project, notes)
    elif image.rule is not BUILT_NAME:
        _report(workload, image, notes)
        full = _full(image.value)
        image = image if full == image.value else because(full, image, rule=FULL_NAME)
    return replace(workload, image=image, pull=_policy(workload))


def _policy(workload: Workload) -> Fact[str]:
    given = workload.pull_policy
    if given is None:
        return because("IfNotPresent", rule=PULL_MISSING)
    policy, rule = POLICIES.get(given.value, ("Always", PULL_EACH_START))
    return because(policy, given, rule=rule)


def _built(workload: Workload, project: Fact[str], notes: Notes) -> Fact[str]:
    """A name for an image that Compose builds and calls `project-service`."""
    key = workload.key.value
    default = f"{project.value}-{key}:latest".lower()
    source = workload.build.value if workload.build is not None else "."
    answer = notes.ask(
        f"image/{key}",
        subject=key,
        question=f"Under which name does the cluster pull the image of `{key}`, which is built from "
        f"`{source}`?",
        default=default,
        consequence="The name that Compose gives it. Nodes do not have it: build it, push it, and answer "
        f"with its name there; or load it into the nodes of a local cluster as `{default}`.",
        alternatives=[Alternative(answer="<registry/name:tag>", consequence="The nodes pull this image.")],
        rule=BUILT_NAME,
        rests_on=[workload.build] if workload.build is not None else [workload.key],
    )
    if _REFERENCE.fullmatch(answer.value) is None:
        raise refused(
            answer, f"image/{key}", "Give an image reference, like `registry.example.org/team/web:1.4`."
        )
    # The build raises the question; the name itself rests on the answer, or on project and service.
    if answer.rule is BUILT_NAME:
        return because(default, project, workload.key, rule=BUILT_NAME)
    return Fact(answer.value, notes.target.answers[f"image/{key}"].leaves, answer.rule)


def _full(reference: str) -> str:
    """The reference with its registry: Docker Hub where none is written, its `library` without a slash."""
    head, slash, _ = reference.partition("/")
    if not slash:
        return f"docker.io/library/{reference}"
    return reference if "." in head or ":" in head or head == "localhost" else f"docker.io/{reference}"


def _report(workload: Workload, image: Fact[str], notes: Notes) -> None:
    key = workload.key.value
    name, _, digest = image.value.partition("@")
    tag = name.rsplit("/", 1)[-1].partition(":")[2]
    if name.startswith("localhost/"):
        notes.find(
            Finding(
                id="local-image",
                severity=Severity.ERROR,
                subject=key,
                leaves=image.leaves,
                message=f"The image of `{key}` (`{name}`) is only on the machine that built it: no node can "
                "pull it.",
                remedy="Push it to a registry and name it by that.",
            )
        )
    elif workload.build is not None:
        notes.find(
            Finding(
                id="image-to-build",
                severity=Severity.WARNING,
                subject=key,
                leaves=image.leaves,
                message=f"The image of `{key}` is built from `{workload.build.value}` by Compose; nothing "
                "builds it in the cluster.",
                remedy=f"Build it and push it as `{name}` before the manifests are applied.",
            )
        )
    elif not digest and (not tag or _MOVING.search(tag)):
        what = "has no tag, so it is whatever `latest` is" if not tag else f"has the tag `{tag}`, which moves"
        notes.find(
            Finding(
                id="moving-image-tag",
                severity=Severity.WARNING,
                subject=key,
                leaves=image.leaves,
                message=f"The image of `{key}` {what}: nodes may run different ones, and going back is not "
                "possible.",
                remedy="Name a release, or pin the image by its digest (`name@sha256:...`).",
            )
        )
