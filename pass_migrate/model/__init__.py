"""The application between source and target: what runs, what it needs, who calls whom.

Neither Compose nor Kubernetes: front ends lower into this model, passes decide on it, emission reads it.
Every value is a `Fact`. The model imports nothing but `facts`.
"""

from pass_migrate.model.app import ANSWERED, App, Drop, Network, Notes, Route
from pass_migrate.model.config import ConfigObject, FileEntry, Variable
from pass_migrate.model.findings import Alternative, Decision, Finding, Severity
from pass_migrate.model.network import (
    Dependency,
    HostAlias,
    Listener,
    PublishedPort,
    Reference,
    ServiceName,
    ServicePort,
)
from pass_migrate.model.pod import DeviceRequest, Hook, InitStep, Lifecycle, Resources, Scheduling, Security
from pass_migrate.model.probes import Health, Probe
from pass_migrate.model.secrets import SecretUse
from pass_migrate.model.storage import Claim, HostFile, HostPath, Mount, Placement, Volume
from pass_migrate.model.target import Target
from pass_migrate.model.urls import Reach, UrlUse
from pass_migrate.model.workload import Workload

__all__ = [
    "ANSWERED",
    "Alternative",
    "App",
    "Claim",
    "ConfigObject",
    "Decision",
    "Dependency",
    "DeviceRequest",
    "Drop",
    "FileEntry",
    "Finding",
    "Health",
    "Hook",
    "HostAlias",
    "HostFile",
    "HostPath",
    "InitStep",
    "Lifecycle",
    "Listener",
    "Mount",
    "Network",
    "Notes",
    "Placement",
    "Probe",
    "PublishedPort",
    "Reach",
    "Reference",
    "Resources",
    "Route",
    "Scheduling",
    "SecretUse",
    "Security",
    "ServiceName",
    "ServicePort",
    "Severity",
    "Target",
    "UrlUse",
    "Variable",
    "Volume",
    "Workload",
]
