"""The passes: model -> model, one decision per file.

`PASSES` is every pass in the order in which they run. A pass may rely on what the passes above it decided.
"""

from __future__ import annotations

from pass_migrate.passes.annotate import annotate
from pass_migrate.passes.check_environment_contract import check_environment_contract
from pass_migrate.passes.choose_workload_kind import choose_workload_kind
from pass_migrate.passes.claim_named_volumes import claim_named_volumes
from pass_migrate.passes.classify_urls import classify_urls
from pass_migrate.passes.close_secrets import close_secrets
from pass_migrate.passes.configure_resolver import configure_resolver
from pass_migrate.passes.confine_processes import confine_processes
from pass_migrate.passes.disable_service_links import disable_service_links
from pass_migrate.passes.flatten_networks import flatten_networks
from pass_migrate.passes.hide_command_secrets import hide_command_secrets
from pass_migrate.passes.inherit_mounts import inherit_mounts
from pass_migrate.passes.join_hooks import join_hooks
from pass_migrate.passes.join_pods import join_pods
from pass_migrate.passes.keep_dollar_signs import keep_dollar_signs
from pass_migrate.passes.keep_names_resolving import keep_names_resolving
from pass_migrate.passes.leave_out_services import leave_out_services
from pass_migrate.passes.limit_resources import limit_resources
from pass_migrate.passes.link_external_services import link_external_services
from pass_migrate.passes.list_secrets import list_secrets
from pass_migrate.passes.listen_on_container_ports import listen_on_container_ports
from pass_migrate.passes.mount_configs_and_secrets import mount_configs_and_secrets
from pass_migrate.passes.mount_devices import mount_devices
from pass_migrate.passes.name_for_kubernetes import name_for_kubernetes
from pass_migrate.passes.name_pods import name_pods
from pass_migrate.passes.note_images import note_images
from pass_migrate.passes.order_start import order_start
from pass_migrate.passes.own_volumes import own_volumes
from pass_migrate.passes.place_bind_mounts import place_bind_mounts
from pass_migrate.passes.probe_health import probe_health
from pass_migrate.passes.provide_temporary_storage import provide_temporary_storage
from pass_migrate.passes.pull_images import pull_images
from pass_migrate.passes.request_devices import request_devices
from pass_migrate.passes.restart_containers import restart_containers
from pass_migrate.passes.route_published_ports import route_published_ports
from pass_migrate.passes.schedule_pods import schedule_pods
from pass_migrate.passes.secure_processes import secure_processes
from pass_migrate.passes.seed_volumes import seed_volumes
from pass_migrate.passes.spell_out_command import spell_out_command
from pass_migrate.passes.split_secrets import split_secrets
from pass_migrate.passes.stop_gracefully import stop_gracefully
from pass_migrate.passes.trace_references import trace_references
from pass_migrate.passes.transform import Transform
from pass_migrate.passes.tune_kernel import tune_kernel
from pass_migrate.passes.update_safely import update_safely

PASSES: tuple[Transform, ...] = (
    leave_out_services,
    name_for_kubernetes,
    join_pods,
    inherit_mounts,
    trace_references,
    listen_on_container_ports,
    keep_names_resolving,
    link_external_services,
    name_pods,
    configure_resolver,
    flatten_networks,
    choose_workload_kind,
    route_published_ports,
    classify_urls,
    split_secrets,
    check_environment_contract,
    mount_configs_and_secrets,
    place_bind_mounts,
    claim_named_volumes,
    provide_temporary_storage,
    pull_images,
    seed_volumes,
    own_volumes,
    probe_health,
    order_start,
    restart_containers,
    stop_gracefully,
    join_hooks,
    limit_resources,
    request_devices,
    mount_devices,
    secure_processes,
    confine_processes,
    tune_kernel,
    schedule_pods,
    update_safely,
    annotate,
    note_images,
    disable_service_links,
    spell_out_command,
    keep_dollar_signs,
    hide_command_secrets,
    close_secrets,
    list_secrets,
)

__all__ = ["PASSES", "Transform"]
