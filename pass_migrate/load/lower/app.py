"""The resolved Compose tree becomes the model: one service at a time, attribute by attribute."""

from __future__ import annotations

import os
from pathlib import Path

from pass_migrate.facts import Fact
from pass_migrate.load.lower import network, process, storage
from pass_migrate.load.lower.account import account
from pass_migrate.load.lower.getters import (
    cleared,
    flag,
    mapping,
    pairs,
    sequence,
    text,
    texts,
    texts_or_none,
)
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.model import App, Drop, Network, Target, Workload


def lower(project: Project, target: Target) -> App:
    """The application that a loaded project describes; workloads sorted by key."""
    services = mapping(project.tree, "services")
    entries = sorted(services.items.items()) if services is not None else []
    workloads = tuple(
        _workload(services.keys[key].fact(), service, project)
        for key, service in entries
        if services is not None and isinstance(service, Map)
    )
    return App(
        name=project.name,
        target=target,
        workloads=workloads,
        volumes=storage.volumes(project),
        configs=storage.config_objects(project),
        networks=_networks(project),
        drops=(
            *account(project.tree),
            *(
                drop
                for _, service in entries
                if isinstance(service, Map)
                for drop in process.superseded(service)
            ),
        ),
    )


def _workload(key: Fact[str], service: Map, project: Project) -> Workload:
    context = process.build_context(service)
    return Workload(
        key=key,
        image=text(service, "image"),
        build=None if context is None else _context(context, project),
        build_directory="" if context is None else str(context.value),
        pull_policy=text(service, "pull_policy"),
        entrypoint=texts_or_none(service, "entrypoint"),
        command=texts_or_none(service, "command"),
        entrypoint_cleared=cleared(service, "entrypoint"),
        command_cleared=cleared(service, "command"),
        working_dir=text(service, "working_dir"),
        tty=flag(service, "tty"),
        stdin=flag(service, "stdin_open"),
        environment=process.environment(service),
        published=network.published(service),
        exposed=texts(service, "expose"),
        container_name=text(service, "container_name"),
        hostname=text(service, "hostname"),
        domainname=text(service, "domainname"),
        aliases=network.network_aliases(service),
        links=network.links(service, project.journal),
        external_links=texts(service, "external_links"),
        networks=network.network_keys(service),
        network_mode=text(service, "network_mode"),
        ipc=text(service, "ipc"),
        pid=text(service, "pid"),
        userns=text(service, "userns_mode"),
        uts=text(service, "uts"),
        dns=texts(service, "dns"),
        dns_search=texts(service, "dns_search"),
        dns_opt=texts(service, "dns_opt"),
        host_aliases=network.host_aliases(service, project.journal),
        mounts=storage.mounts(service, project),
        volumes_from=texts(service, "volumes_from"),
        devices=_devices(service),
        health=process.health(service),
        depends_on=network.depends_on(service),
        security=process.security(service),
        resources=process.resources(service),
        lifecycle=process.lifecycle(service),
        scheduling=process.scheduling(service),
        labels=pairs(service, "labels"),
        annotations=pairs(service, "annotations"),
        deploy_labels=pairs(mapping(service, "deploy"), "labels"),
        provider=text(mapping(service, "provider"), "type"),
        replicas=process.replicas(service),
    )


def _context(context: Scalar, project: Project) -> Fact[str]:
    """The build context for people: relative to the project directory, or the URL."""
    value = str(context.value)
    if "://" not in value and Path(value).is_absolute():
        value = Path(os.path.relpath(value, project.directory)).as_posix()
    return Fact(value, context.leaves)


def _devices(service: Map) -> tuple[tuple[Fact[str], Fact[str], Fact[str]], ...]:
    out = []
    for item in sequence(service, "devices"):
        source = text(item, "source") if isinstance(item, Map) else None
        if isinstance(item, Map) and source is not None:
            out.append((source, text(item, "target") or source, text(item, "permissions") or Fact("rwm")))
    return tuple(out)


def _networks(project: Project) -> tuple[Network, ...]:
    top = mapping(project.tree, "networks")
    if top is None:
        return ()
    out = []
    for key, entry in sorted(top.items.items()):
        settings = entry if isinstance(entry, Map) else None
        configs = sequence(mapping(settings, "ipam"), "config")
        subnets = (text(item, "subnet") for item in configs if isinstance(item, Map))
        out.append(
            Network(
                key=top.keys[key].fact(),
                name=text(settings, "name"),
                internal=flag(settings, "internal"),
                external=flag(settings, "external"),
                subnets=tuple(subnet for subnet in subnets if subnet is not None),
            )
        )
    return tuple(out)


__all__ = ["Drop", "lower"]
