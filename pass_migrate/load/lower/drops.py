"""Attributes that end with loading: path pattern -> why. The pattern is the documentation.

What is listed here has no counterpart in Kubernetes whatever its value, or no effect at run time.
Attributes whose fate depends on their value are lowered into the model instead, and a pass decides. What
neither table nor model claims is `unaccounted`. Sources: the Compose specification (attributes) and the
Kubernetes API reference, release 1.37 (what there is).
"""

from __future__ import annotations

from pass_migrate.facts import Fate, Rule


def _none(id: str, why: str) -> Rule:
    return Rule(id, Fate.DROPPED, why)


def _idle(id: str, why: str) -> Rule:
    return Rule(id, Fate.IRRELEVANT, why)


BUILD = _idle(
    "build-only", "Only building the image uses it; build and push the image, then the manifests pull it."
)
TOOLING = _idle(
    "tooling-only", "Only the `docker compose` command uses it; the running application does not."
)
BLOCK_IO = _none(
    "no-block-io", "Kubernetes cannot throttle block I/O per container; set it up on the node if it matters."
)
CGROUP = _none(
    "no-cgroup-control", "The kubelet owns the control-group hierarchy; a pod cannot choose its place in it."
)
REALTIME = _none("no-realtime", "Kubernetes has no real-time CPU scheduling for containers.")
CPUSET = _none(
    "no-cpuset",
    "A pod cannot choose its cores; the static CPU manager gives exclusive ones to Guaranteed pods.",
)
OOM = _none(
    "no-oom-control",
    "Kubernetes derives out-of-memory priority from requests and limits; a pod cannot set it.",
)
SWAP = _none("no-swap-control", "Swap is a setting of the node; a container cannot choose it.")
PIDS = _none(
    "no-pids-limit", "Kubernetes limits processes per pod on the node (podPidsLimit), not in the pod."
)
ULIMITS = _none(
    "no-ulimits",
    "The pod API has no ulimits: the container gets the node's. Raise them on the node if need be.",
)
LOGGING = _none(
    "node-logging",
    "Containers log to the node; shipping and rotation are set up once for the cluster, not per container.",
)
NETWORK = _none(
    "cluster-network",
    "Pods join the cluster's one network; addresses, drivers and interfaces belong to its network plugin.",
)
DEVICE_RULES = _none(
    "no-device-rules", "Device access is managed by device plugins; there is no rule list in the pod API."
)
RESTART_DETAIL = _none(
    "no-restart-timing",
    "The kubelet restarts with its own growing delay (10 s to 5 min); it cannot be tuned per pod.",
)
ROLLBACK = _none(
    "no-rollback-policy",
    "`kubectl rollout undo` follows the update strategy; there is no separate policy for going back.",
)
UPDATE_RATIO = _none(
    "no-failure-ratio", "A roll-out tolerates no failed pods beyond maxUnavailable; there is no ratio."
)
GPU_DETAIL = _none(
    "no-device-choice",
    "A pod asks for a number of devices; which ones, and with what options, the device plugin decides.",
)
WINDOWS = _none("windows-only", "A setting for Windows containers that has no counterpart in the pod API.")
PROVIDER = _none("no-provider", "An external plugin of Docker Compose reads it; nothing in the cluster does.")
MODELS = _none(
    "no-models",
    "Docker's model runner has no Kubernetes counterpart; deploy an inference server and set its address.",
)
STORAGE_OPT = _none(
    "no-storage-opt",
    "The node decides how the writable layer is stored; only its size can be bounded.",
)
DOCKER_API = _none("no-docker-api", "There is no Docker API socket in the cluster.")
SECRET_DRIVER = _none(
    "no-secret-driver",
    "Swarm's secret drivers and templates have no counterpart; use an external secrets operator.",
)
LINKS_ENV = _idle(
    "service-label-metadata", "Metadata of the Swarm service; it has no effect on the containers."
)
EXTENSION = _idle("extension", "An extension field: Compose itself gives it no meaning.")
SELINUX = _idle(
    "no-relabel",
    "SELinux relabelling of host directories: volumes in the cluster are labelled by the container runtime.",
)
NAME_IN_DOCKER = _idle(
    "docker-side-name", "The name on the Docker side; in Kubernetes the object is named after its key."
)
DEFAULT_MODE = _idle(
    "publish-mode",
    "`mode` steers Swarm's routing mesh; Docker Compose ignores it, and the Service decides here.",
)
NULL = _idle("null", "Nothing is written here: the default holds on both sides.")
EMPTY = _idle("empty", "An empty list or mapping: there is nothing to carry.")

DROPS: dict[str, Rule] = {
    "x-*": EXTENSION,
    "services.*.x-*": EXTENSION,
    "services.*.attach": TOOLING,
    "services.*.blkio_config": BLOCK_IO,
    "services.*.build": BUILD,
    "services.*.cgroup": CGROUP,
    "services.*.cgroup_parent": CGROUP,
    "services.*.cpu_percent": WINDOWS,
    "services.*.cpu_rt_period": REALTIME,
    "services.*.cpu_rt_runtime": REALTIME,
    "services.*.cpuset": CPUSET,
    "services.*.credential_spec": WINDOWS,
    "services.*.depends_on.*.restart": _none(
        "no-restart-cascade", "Kubernetes never restarts a pod because another one was restarted."
    ),
    "services.*.deploy.resources.limits.pids": PIDS,
    "services.*.deploy.resources.reservations.devices[*].options": GPU_DETAIL,
    "services.*.deploy.restart_policy.delay": RESTART_DETAIL,
    "services.*.deploy.restart_policy.window": RESTART_DETAIL,
    "services.*.deploy.rollback_config": ROLLBACK,
    "services.*.deploy.update_config.max_failure_ratio": UPDATE_RATIO,
    "services.*.develop": TOOLING,
    "services.*.device_cgroup_rules": DEVICE_RULES,
    "services.*.gpus[*].options": GPU_DETAIL,
    "services.*.label_file": TOOLING,
    "services.*.logging": LOGGING,
    "services.*.mac_address": NETWORK,
    "services.*.mem_swappiness": SWAP,
    "services.*.memswap_limit": SWAP,
    "services.*.models": MODELS,
    "services.*.networks.*.driver_opts": NETWORK,
    "services.*.networks.*.gw_priority": NETWORK,
    "services.*.networks.*.interface_name": NETWORK,
    "services.*.networks.*.ipv4_address": NETWORK,
    "services.*.networks.*.ipv6_address": NETWORK,
    "services.*.networks.*.link_local_ips": NETWORK,
    "services.*.networks.*.mac_address": NETWORK,
    "services.*.networks.*.priority": NETWORK,
    "services.*.oom_kill_disable": OOM,
    "services.*.oom_score_adj": OOM,
    "services.*.pids_limit": PIDS,
    "services.*.ports[*].mode": DEFAULT_MODE,
    "services.*.pull_refresh_after": TOOLING,
    "services.*.provider.options": PROVIDER,
    "services.*.storage_opt.*": STORAGE_OPT,
    "services.*.ulimits": ULIMITS,
    "services.*.use_api_socket": DOCKER_API,
    "services.*.volumes[*].bind.selinux": SELINUX,
    "services.*.volumes[*].consistency": _idle(
        "file-sharing-hint", "A hint for Docker Desktop's file sharing; Linux ignores it."
    ),
    "models": MODELS,
    "networks.*.attachable": NETWORK,
    "networks.*.driver": NETWORK,
    "networks.*.driver_opts": NETWORK,
    "networks.*.enable_ipv4": NETWORK,
    "networks.*.enable_ipv6": NETWORK,
    "networks.*.ipam": NETWORK,
    "networks.*.labels": NETWORK,
    "networks.*.name": NAME_IN_DOCKER,
    "networks.*.x-*": EXTENSION,
    "secrets.*.driver": SECRET_DRIVER,
    "secrets.*.driver_opts": SECRET_DRIVER,
    "secrets.*.template_driver": SECRET_DRIVER,
    "configs.*.template_driver": SECRET_DRIVER,
    "secrets.*.x-*": EXTENSION,
    "configs.*.x-*": EXTENSION,
    "volumes.*.x-*": EXTENSION,
}
"""Everything at and below a pattern ends for the reason given."""
