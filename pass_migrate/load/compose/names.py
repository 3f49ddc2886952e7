"""Which mapping keys of a Compose file are names, and so leaves of the input.

`image` is a word of the Compose language and no leaf; `DB_HOST` under `environment` was chosen by somebody
and is one. The patterns address the mapping whose keys are names.
"""

from __future__ import annotations

from collections.abc import Callable

from pass_migrate.paths import Paths

MAPPINGS = (
    "services",
    "volumes",
    "networks",
    "secrets",
    "configs",
    "models",
    # Variables, labels and the like: key and value are both data.
    "services.*.environment",
    "services.*.labels",
    "services.*.annotations",
    "services.*.sysctls",
    "services.*.extra_hosts",
    "services.*.ulimits",
    "services.*.storage_opt",
    "services.*.logging.options",
    "services.*.provider.options",
    "services.*.build.args",
    "services.*.build.labels",
    "services.*.build.extra_hosts",
    "services.*.build.ulimits",
    "services.*.build.additional_contexts",
    "services.*.build.ssh",
    "services.*.credential_spec.options",
    "services.*.deploy.labels",
    "services.*.volumes[*].volume.labels",
    "services.*.gpus[*].options",
    "services.*.deploy.resources.reservations.devices[*].options",
    "services.*.post_start[*].environment",
    "services.*.pre_start[*].environment",
    "services.*.pre_stop[*].environment",
    "services.*.develop.watch[*].exec.environment",
    "volumes.*.driver_opts",
    "volumes.*.labels",
    "networks.*.driver_opts",
    "networks.*.labels",
    "networks.*.ipam.options",
    "networks.*.ipam.config[*].aux_addresses",
    "secrets.*.driver_opts",
    "secrets.*.labels",
    "configs.*.driver_opts",
    "configs.*.labels",
    # References to something defined elsewhere.
    "services.*.depends_on",
    "services.*.networks",
    "services.*.networks.*.driver_opts",
    "services.*.models",
)

_MAPPINGS = Paths((pattern, True) for pattern in MAPPINGS)


def _all(_key: str) -> bool:
    return True


def _extensions(key: str) -> bool:
    return key.startswith("x-")


def names(path: str) -> Callable[[str], bool]:
    """The test that tells names from words of the language among the keys of the mapping at `path`.

    An extension (`x-...`) is a name wherever it stands. Inside an extension nothing is: what an extension
    holds becomes names where it is used, through an anchor.
    """
    return _all if _MAPPINGS.find(path) else _extensions
