"""The resolved model, attribute by attribute: where each stands and of which kind it is, in printing order.

What a file may say in several ways has one form here. An attribute that is not in the table is one that
Docker Compose reads over; it does not reach the model.
"""

from __future__ import annotations

from typing import Final

from pass_migrate.load.compose import kinds as k
from pass_migrate.load.compose.form_words import GROUP, PART, under
from pass_migrate.load.compose.kinds import Kind
from pass_migrate.load.compose.service_forms import SERVICE
from pass_migrate.load.compose.table import Table

IGNORED: Final = "Docker Compose reads over this attribute"

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
        **under("services.*", SERVICE),
        "networks": PART,
        "networks.*": GROUP,
        "networks.*.name": k.TEXT,
        "networks.*.driver": k.TEXT,
        "networks.*.driver_opts": k.MAPPING,
        "networks.*.ipam": PART,
        "networks.*.ipam.driver": k.TEXT,
        "networks.*.ipam.config": PART,
        **under("networks.*.ipam.config[*]", _POOL),
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
        **under("secrets.*", _CONTENT),
        "configs": PART,
        "configs.*": GROUP,
        **under("configs.*", _CONTENT),
        "models": PART,
        "models.*": GROUP,
        "models.*.name": k.TEXT,
        "models.*.model": k.TEXT,
        "models.*.context_size": k.WHOLE,
        "models.*.runtime_flags": k.TEXTS,
    }
)
"""Every attribute of the resolved model."""
