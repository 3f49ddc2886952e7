"""The forms of what a service consists of: build, deploy, volumes, ports, health check and so on."""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose import kinds as k
from pass_migrate.load.compose.form_words import CLOSED, GROUP, PART, as_it_is, under
from pass_migrate.load.compose.hosts import hosts
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.loading import Loading
from pass_migrate.load.tree import Map, Node, Scalar

HOSTS: Final = Kind(hosts, lambda value: not value)


def _ulimit(node: Node, loading: Loading) -> Node:
    for limit in node.items.values() if isinstance(node, Map) else [node]:
        if isinstance(limit, Scalar) and type(limit.value) is not int:
            loading.fail("a ulimit must be a whole number", limit)
    return node


FILE: Final = {"source": k.TEXT, "target": k.TEXT, "uid": k.TEXT, "gid": k.TEXT, "mode": k.MODE}
HOOK: Final = {
    "command": k.WORDS,
    "image": k.TEXT,
    "user": k.TEXT,
    "privileged": k.FLAG,
    "working_dir": k.TEXT,
    "environment": k.VARIABLES,
    "per_replica": k.FLAG,
}


DEVICES: Final = {
    "capabilities": k.TEXTS,
    "driver": k.TEXT,
    "count": k.DEVICE_COUNT,
    "device_ids": k.TEXTS,
    "options": k.MAPPING,
}
UPDATE: Final = {
    "parallelism": k.NATURAL_IF_SAID,
    "delay": k.DURATION,
    "failure_action": k.TEXT,
    "monitor": k.DURATION,
    "max_failure_ratio": k.SINGLE,
    "order": k.TEXT,
}
ULIMITS: Final = {
    "ulimits": PART,
    "ulimits.*": Kind(_ulimit, extensible=False),
    "ulimits.*.soft": Kind(as_it_is, absent=0),
    "ulimits.*.hard": Kind(as_it_is, absent=0),
}
PATH: Final = Kind(as_it_is, absent="")
WEIGHT: Final = {"path": PATH, "weight": Kind(k.NATURAL_16.read, absent=0)}
RATE: Final = {"path": PATH, "rate": Kind(k.SIZE.read, absent="0")}
RESERVED: Final = {
    "cpus": k.SINGLE,
    "memory": k.SIZE,
    "pids": k.WHOLE,
    "devices": PART,
    "devices[*]": CLOSED,
    **under("devices[*]", DEVICES),
    "generic_resources": PART,
    "generic_resources[*].discrete_resource_spec": GROUP,
    "generic_resources[*].discrete_resource_spec.kind": PATH,
    "generic_resources[*].discrete_resource_spec.value": Kind(k.WHOLE.read, absent=0),
}
BUILD: Final = {
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
    "extra_hosts": HOSTS,
    "isolation": k.TEXT,
    "network": k.TEXT,
    "target": k.TEXT,
    "secrets": PART,
    **under("secrets[*]", FILE),
    "shm_size": k.SIZE,
    "tags": k.TEXT_OR_TEXTS,
    **ULIMITS,
    "platforms": k.TEXT_OR_TEXTS,
    "privileged": k.FLAG,
}
DEPLOY: Final = {
    "mode": k.TEXT,
    "replicas": k.WHOLE_IF_SAID,
    "labels": k.MAPPING,
    "update_config": GROUP,
    **under("update_config", UPDATE),
    "rollback_config": GROUP,
    **under("rollback_config", UPDATE),
    "resources": PART,
    "resources.limits": GROUP,
    **under("resources.limits", RESERVED),
    "resources.reservations": GROUP,
    **under("resources.reservations", RESERVED),
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
VOLUME: Final = {
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
NETWORK: Final = {
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
PORT: Final = {
    "name": k.TEXT,
    "mode": k.TEXT,
    "host_ip": k.TEXT,
    "target": k.NATURAL_32,
    "published": k.TEXT,
    "protocol": k.TEXT,
    "app_protocol": k.TEXT,
}
WATCH: Final = {
    "path": GROUP,
    "action": GROUP,
    "target": k.TEXT,
    "exec": PART,
    **under("exec", HOOK),
    "include": k.TEXTS,
    "ignore": k.TEXTS,
    "initial_sync": k.FLAG,
}
HEALTH: Final = {
    "test": k.TEST,
    "timeout": k.DURATION_IF_SAID,
    "interval": k.DURATION_IF_SAID,
    "retries": k.NATURAL_IF_SAID,
    "start_period": k.DURATION_IF_SAID,
    "start_interval": k.DURATION_IF_SAID,
    "disable": k.FLAG,
}
BLKIO: Final = {
    "weight": k.NATURAL_16,
    "weight_device": PART,
    **under("weight_device[*]", WEIGHT),
    **{
        form: kind
        for name in ("device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops")
        for form, kind in ((name, PART), *under(f"{name}[*]", RATE).items())
    },
}
