"""The resolved model, attribute by attribute: where each stands, of which kind it is, in the order of printing.

What a file may say in several ways has one form here. An attribute that is not in the table is one that
Docker Compose reads over; it does not reach the model.
"""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose import kinds as k
from pass_migrate.load.compose.hosts import hosts
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.compose.table import Table
from pass_migrate.load.tree import Map, Node, Scalar

IGNORED: Final = "Docker Compose reads over this attribute"

_HOSTS: Final = Kind(hosts, lambda value: not value)


def _under(place: str, forms: dict[str, Kind]) -> dict[str, Kind]:
    return {f"{place}.{name}": kind for name, kind in forms.items()}


def _as_it_is(node: Node, loading: Loading) -> Node:
    return node


def _empty(value: object) -> bool:
    return not value


GROUP: Final = Kind(_as_it_is)
"""A mapping of attributes that is kept even if it is empty."""
PART: Final = Kind(_as_it_is, _empty)
"""A mapping or a list that is left out if nothing is in it."""
CLOSED: Final = Kind(_as_it_is, extensible=False)
"""A mapping of attributes that has no room for `x-...`."""


def _ulimit(node: Node, loading: Loading) -> Node:
    for limit in node.items.values() if isinstance(node, Map) else [node]:
        if isinstance(limit, Scalar) and type(limit.value) is not int:
            loading.fail("a ulimit must be a whole number", limit)
    return node


_FILE: Final = {"source": k.TEXT, "target": k.TEXT, "uid": k.TEXT, "gid": k.TEXT, "mode": k.MODE}
_HOOK: Final = {
    "command": k.WORDS,
    "image": k.TEXT,
    "user": k.TEXT,
    "privileged": k.FLAG,
    "working_dir": k.TEXT,
    "environment": k.VARIABLES,
    "per_replica": k.FLAG,
}
_DEVICES: Final = {
    "capabilities": k.TEXTS,
    "driver": k.TEXT,
    "count": k.DEVICE_COUNT,
    "device_ids": k.TEXTS,
    "options": k.MAPPING,
}
_UPDATE: Final = {
    "parallelism": k.NATURAL_IF_SAID,
    "delay": k.DURATION,
    "failure_action": k.TEXT,
    "monitor": k.DURATION,
    "max_failure_ratio": k.SINGLE,
    "order": k.TEXT,
}
_ULIMITS: Final = {
    "ulimits": PART,
    "ulimits.*": Kind(_ulimit, extensible=False),
    "ulimits.*.soft": Kind(_as_it_is, absent=0),
    "ulimits.*.hard": Kind(_as_it_is, absent=0),
}
_PATH: Final = Kind(_as_it_is, absent="")
_WEIGHT: Final = {"path": _PATH, "weight": Kind(k.NATURAL_16.read, absent=0)}
_RATE: Final = {"path": _PATH, "rate": Kind(k.SIZE.read, absent="0")}
_RESERVED: Final = {
    "cpus": k.SINGLE,
    "memory": k.SIZE,
    "pids": k.WHOLE,
    "devices": PART,
    "devices[*]": CLOSED,
    **_under("devices[*]", _DEVICES),
    "generic_resources": PART,
    "generic_resources[*].discrete_resource_spec": GROUP,
    "generic_resources[*].discrete_resource_spec.kind": _PATH,
    "generic_resources[*].discrete_resource_spec.value": Kind(k.WHOLE.read, absent=0),
}
_BUILD: Final = {
    "context": k.TEXT,
    "dockerfile": k.TEXT,
    "dockerfile_inline": k.TEXT,
    "entitlements": k.TEXTS,
    "args": k.VARIABLES,
    "provenance": k.TEXT,
    "sbom": k.TEXT,
    "ssh": k.STRICT_TEXTS,
    "labels": k.MAPPING,
    "cache_from": k.TEXT_OR_TEXTS,
    "cache_to": k.TEXT_OR_TEXTS,
    "no_cache": k.FLAG,
    "no_cache_filter": k.TEXT_OR_TEXTS,
    "additional_contexts": k.MAPPING,
    "pull": k.FLAG,
    "extra_hosts": _HOSTS,
    "isolation": k.TEXT,
    "network": k.TEXT,
    "target": k.TEXT,
    "secrets": PART,
    **_under("secrets[*]", _FILE),
    "shm_size": k.SIZE,
    "tags": k.TEXT_OR_TEXTS,
    **_ULIMITS,
    "platforms": k.TEXT_OR_TEXTS,
    "privileged": k.FLAG,
}
_DEPLOY: Final = {
    "mode": k.TEXT,
    "replicas": k.WHOLE_IF_SAID,
    "labels": k.MAPPING,
    "update_config": GROUP,
    **_under("update_config", _UPDATE),
    "rollback_config": GROUP,
    **_under("rollback_config", _UPDATE),
    "resources": PART,
    "resources.limits": GROUP,
    **_under("resources.limits", _RESERVED),
    "resources.reservations": GROUP,
    **_under("resources.reservations", _RESERVED),
    "restart_policy": GROUP,
    "restart_policy.condition": k.TEXT,
    "restart_policy.delay": k.DURATION_IF_SAID,
    "restart_policy.max_attempts": k.NATURAL_IF_SAID,
    "restart_policy.window": k.DURATION_IF_SAID,
    "placement": PART,
    "placement.constraints": k.TEXTS,
    "placement.preferences": PART,
    "placement.preferences[*].spread": k.TEXT,
    "placement.max_replicas_per_node": k.NATURAL,
    "endpoint_mode": k.TEXT,
}
_VOLUME: Final = {
    "type": k.TEXT,
    "source": k.TEXT,
    "target": k.TEXT,
    "read_only": k.FLAG,
    "consistency": k.TEXT,
    "bind": GROUP,
    "bind.selinux": k.TEXT,
    "bind.propagation": k.TEXT,
    "bind.create_host_path": k.FLAG,
    "bind.recursive": k.TEXT,
    "volume": GROUP,
    "volume.labels": k.MAPPING,
    "volume.nocopy": k.FLAG,
    "volume.subpath": k.TEXT,
    "tmpfs": GROUP,
    "tmpfs.size": k.SIZE,
    "tmpfs.mode": k.NATURAL_32,
    "image": GROUP,
    "image.subpath": k.TEXT,
}
_NETWORK: Final = {
    "aliases": k.TEXTS,
    "driver_opts": k.MAPPING,
    "gw_priority": k.WHOLE,
    "interface_name": k.TEXT,
    "ipv4_address": k.TEXT,
    "ipv6_address": k.TEXT,
    "link_local_ips": k.TEXTS,
    "mac_address": k.TEXT,
    "priority": k.WHOLE,
}
_PORT: Final = {
    "name": k.TEXT,
    "mode": k.TEXT,
    "host_ip": k.TEXT,
    "target": k.NATURAL_32,
    "published": k.TEXT,
    "protocol": k.TEXT,
    "app_protocol": k.TEXT,
}
_WATCH: Final = {
    "path": GROUP,
    "action": GROUP,
    "target": k.TEXT,
    "exec": PART,
    **_under("exec", _HOOK),
    "include": k.TEXTS,
    "ignore": k.TEXTS,
    "initial_sync": k.FLAG,
}
_HEALTH: Final = {
    "test": k.TEST,
    "timeout": k.DURATION_IF_SAID,
    "interval": k.DURATION_IF_SAID,
    "retries": k.NATURAL_IF_SAID,
    "start_period": k.DURATION_IF_SAID,
    "start_interval": k.DURATION_IF_SAID,
    "disable": k.FLAG,
}
_BLKIO: Final = {
    "weight": k.NATURAL_16,
    "weight_device": PART,
    **_under("weight_device[*]", _WEIGHT),
    **{
        form: kind
        for name in ("device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops")
        for form, kind in ((name, PART), *_under(f"{name}[*]", _RATE).items())
    },
}
_SERVICE: Final = {
    "profiles": k.TEXTS,
    "annotations": k.MAPPING,
    "attach": k.CHOICE,
    "build": GROUP,
    **_under("build", _BUILD),
    "develop": GROUP,
    "develop.watch": PART,
    **_under("develop.watch[*]", _WATCH),
    "blkio_config": GROUP,
    **_under("blkio_config", _BLKIO),
    "cap_add": k.TEXTS,
    "cap_drop": k.TEXTS,
    "cgroup_parent": k.TEXT,
    "cgroup": k.TEXT,
    "cpu_count": k.WHOLE,
    "cpu_percent": k.SINGLE,
    "cpu_period": k.WHOLE,
    "cpu_quota": k.WHOLE,
    "cpu_rt_period": k.WHOLE,
    "cpu_rt_runtime": k.WHOLE,
    "cpus": k.SINGLE,
    "cpuset": k.TEXT,
    "cpu_shares": k.WHOLE,
    "command": k.WORDS,
    "configs": PART,
    **_under("configs[*]", _FILE),
    "container_name": k.TEXT,
    "credential_spec": GROUP,
    "credential_spec.config": k.TEXT,
    "credential_spec.file": k.TEXT,
    "credential_spec.registry": k.TEXT,
    "depends_on": PART,
    "depends_on.*": GROUP,
    "depends_on.*.condition": k.TEXT,
    "depends_on.*.restart": k.FLAG,
    "depends_on.*.required": k.CHOICE,
    "deploy": GROUP,
    **_under("deploy", _DEPLOY),
    "device_cgroup_rules": k.TEXTS,
    "devices": PART,
    "devices[*].source": k.TEXT,
    "devices[*].target": k.TEXT,
    "devices[*].permissions": k.TEXT,
    "dns": k.TEXT_OR_TEXTS,
    "dns_opt": k.TEXTS,
    "dns_search": k.TEXT_OR_TEXTS,
    "domainname": k.TEXT,
    "entrypoint": k.WORDS,
    "provider": GROUP,
    "provider.type": k.TEXT,
    "provider.options": k.REPEATED,
    "environment": k.VARIABLES,
    "env_file": PART,
    "env_file[*]": CLOSED,
    "env_file[*].path": k.TEXT,
    "env_file[*].required": k.CHOICE,
    "env_file[*].format": k.TEXT,
    "expose": k.NUMBERS_OR_TEXTS,
    "extends": CLOSED,
    "extends.file": k.TEXT,
    "extends.service": k.TEXT,
    "external_links": k.TEXTS,
    "extra_hosts": _HOSTS,
    "group_add": k.TEXTS,
    "gpus": PART,
    "gpus[*]": CLOSED,
    **_under("gpus[*]", _DEVICES),
    "hostname": k.TEXT,
    "healthcheck": GROUP,
    **_under("healthcheck", _HEALTH),
    "image": k.TEXT,
    "init": k.CHOICE,
    "ipc": k.TEXT,
    "isolation": k.TEXT,
    "labels": k.MAPPING,
    "label_file": k.TEXTS,
    "links": k.TEXTS,
    "logging": GROUP,
    "logging.driver": k.TEXT,
    "logging.options": k.MAPPING,
    "mem_limit": k.SIZE,
    "mem_reservation": k.SIZE,
    "memswap_limit": k.SIZE,
    "mem_swappiness": k.SIZE,
    "mac_address": k.TEXT,
    "models": PART,
    "models.*": GROUP,
    "models.*.endpoint_var": k.TEXT,
    "models.*.model_var": k.TEXT,
    "network_mode": k.TEXT,
    "networks": PART,
    "networks.*": GROUP,
    **_under("networks.*", _NETWORK),
    "oom_kill_disable": k.FLAG,
    "oom_score_adj": k.WHOLE,
    "pid": k.TEXT,
    "pids_limit": k.WHOLE,
    "platform": k.TEXT,
    "ports": PART,
    **_under("ports[*]", _PORT),
    "privileged": k.FLAG,
    "pull_policy": k.TEXT,
    "read_only": k.FLAG,
    "restart": k.TEXT,
    "runtime": k.TEXT,
    "scale": k.WHOLE_IF_SAID,
    "secrets": PART,
    **_under("secrets[*]", _FILE),
    "security_opt": k.TEXTS,
    "shm_size": k.SIZE,
    "stdin_open": k.FLAG,
    "stop_grace_period": k.DURATION_IF_SAID,
    "stop_signal": k.TEXT,
    "storage_opt": k.STRICT_TEXTS,
    "sysctls": k.MAPPING,
    "tmpfs": k.TEXT_OR_TEXTS,
    "tty": k.FLAG,
    **_ULIMITS,
    "use_api_socket": k.FLAG,
    "user": k.TEXT,
    "userns_mode": k.TEXT,
    "uts": k.TEXT,
    "volumes": PART,
    **_under("volumes[*]", _VOLUME),
    "volumes_from": k.TEXTS,
    "working_dir": k.TEXT,
    "pre_start": PART,
    **_under("pre_start[*]", _HOOK),
    "post_start": PART,
    **_under("post_start[*]", _HOOK),
    "pre_stop": PART,
    **_under("pre_stop[*]", _HOOK),
}
_POOL: Final = {"subnet": k.TEXT, "gateway": k.TEXT, "ip_range": k.TEXT, "aux_addresses": k.MAPPING}
_CONTENT: Final = {
    "name": k.TEXT,
    "file": k.TEXT,
    "environment": k.TEXT,
    "content": k.TEXT,
    "external": k.FLAG,
    "labels": k.MAPPING,
    "driver": k.TEXT,
    "driver_opts": k.STRICT_TEXTS,
    "template_driver": k.TEXT,
}
FORMS: Final[Table[Kind]] = Table.of(
    {
        "name": k.TEXT,
        "services": GROUP,
        "services.*": GROUP,
        **_under("services.*", _SERVICE),
        "networks": PART,
        "networks.*": GROUP,
        "networks.*.name": k.TEXT,
        "networks.*.driver": k.TEXT,
        "networks.*.driver_opts": k.MAPPING,
        "networks.*.ipam": PART,
        "networks.*.ipam.driver": k.TEXT,
        "networks.*.ipam.config": PART,
        **_under("networks.*.ipam.config[*]", _POOL),
        "networks.*.external": k.FLAG,
        "networks.*.internal": k.FLAG,
        "networks.*.attachable": k.FLAG,
        "networks.*.labels": k.MAPPING,
        "networks.*.enable_ipv4": k.CHOICE,
        "networks.*.enable_ipv6": k.CHOICE,
        "volumes": PART,
        "volumes.*": GROUP,
        "volumes.*.name": k.TEXT,
        "volumes.*.driver": k.TEXT,
        "volumes.*.driver_opts": k.MAPPING,
        "volumes.*.external": k.FLAG,
        "volumes.*.labels": k.MAPPING,
        "secrets": PART,
        "secrets.*": GROUP,
        **_under("secrets.*", _CONTENT),
        "configs": PART,
        "configs.*": GROUP,
        **_under("configs.*", _CONTENT),
        "models": PART,
        "models.*": GROUP,
        "models.*.name": k.TEXT,
        "models.*.model": k.TEXT,
        "models.*.context_size": k.WHOLE,
        "models.*.runtime_flags": k.TEXTS,
    }
)
"""Every attribute of the resolved model."""
