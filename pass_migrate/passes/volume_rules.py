"""Reasons for what becomes of named volumes."""

from __future__ import annotations

from pass_migrate.facts import Fate, Rule

NAMED_VOLUME = Rule(
    "named-volume",
    Fate.CARRIED,
    "A named volume is a claim: it outlives the pods that mount it.",
)
ONE_POD_ONLY = Rule(
    "one-pod-only",
    Fate.CARRIED,
    "One pod mounts it, so it need not be shared between nodes.",
)
OWN_CLAIM = Rule(
    "own-claim",
    Fate.CARRIED,
    "Each pod of the StatefulSet has a claim of its own from this template.",
)
IN_MEMORY = Rule(
    "volume-in-memory",
    Fate.APPROXIMATED,
    "The volume lives in memory: each pod has one of its own.",
)
EXISTING_CLAIM = Rule(
    "existing-claim",
    Fate.APPROXIMATED,
    "The volume exists outside the project: a claim of this name is expected in the namespace.",
)
LOCAL_DRIVER = Rule(
    "local-driver",
    Fate.IRRELEVANT,
    "The default driver: a directory of Docker's on its host. The claim has the cluster's storage instead.",
)
DRIVER_OPTION = Rule(
    "driver-option",
    Fate.DROPPED,
    "An option of the Docker volume driver that a claim cannot express.",
)
DOCKER_NAME = Rule(
    "docker-side-name",
    Fate.IRRELEVANT,
    "The name on the Docker side; in Kubernetes the object is named after its key.",
)
COPY_OPTION = Rule(
    "copy-option",
    Fate.IRRELEVANT,
    "It says whether Docker copies the image's files into a new volume; Kubernetes never does.",
)
LABELS_KEPT = Rule(
    "volume-labels",
    Fate.APPROXIMATED,
    "Volume labels are annotations of the claim: Kubernetes labels allow less.",
)
EMPTY_START = Rule(
    "empty-start",
    Fate.APPROXIMATED,
    "The program wants an empty directory, and a new file system has `lost+found`: "
    "a directory in the volume is mounted.",
)
SHARED = Rule(
    "shared-volume",
    Fate.DECIDED,
    "Several pods mount it: until a person says otherwise it can be shared between nodes.",
)
SIZE_GUESS = Rule(
    "size-guess",
    Fate.DECIDED,
    "Docker volumes have no size, claims must have one: a guess until a person knows better.",
)
FILES_SIZE = Rule(
    "files-size",
    Fate.APPROXIMATED,
    "Claims must have a size; this is plenty for files of the project.",
)
PLUGIN_CLASS = Rule(
    "plugin-class",
    Fate.DECIDED,
    "A plugin of Docker keeps the volume; the cluster's default class takes its place.",
)
HOST_VOLUME = Rule(
    "host-volume",
    Fate.DECIDED,
    "The volume is a directory of the Docker host; a claim takes its place.",
)
SIZE_SETTING = Rule("size-setting", Fate.CARRIED, "The size for volumes in the settings.")
CLASS_SETTING = Rule("class-setting", Fate.CARRIED, "The storage class in the settings.")
SAME_NODE = Rule("same-node", Fate.DECIDED, "All pods that mount it have to run on one node.")
SPLIT = Rule("split-volume", Fate.CARRIED, "A person decided that each service has a volume of its own.")
NFS_SHARE = Rule("nfs-share", Fate.CARRIED, "The pods mount the same NFS export as the containers did.")
UNUSED_VOLUME = Rule("unused-volume", Fate.IRRELEVANT, "Nothing that runs mounts it, so it is not made.")
WRITABLE = Rule("writable", Fate.IRRELEVANT, "Writable is the default on both sides.")
BAD_LABEL = Rule("volume-label-name", Fate.DROPPED, "Kubernetes allows no annotation of this name.")

RULES = (
    SIZE_SETTING,
    CLASS_SETTING,
    SAME_NODE,
    SPLIT,
    NFS_SHARE,
    UNUSED_VOLUME,
    WRITABLE,
    BAD_LABEL,
    NAMED_VOLUME,
    ONE_POD_ONLY,
    OWN_CLAIM,
    IN_MEMORY,
    EXISTING_CLAIM,
    LOCAL_DRIVER,
    DRIVER_OPTION,
    DOCKER_NAME,
    COPY_OPTION,
    LABELS_KEPT,
    EMPTY_START,
    SHARED,
    SIZE_GUESS,
    FILES_SIZE,
    PLUGIN_CLASS,
    HOST_VOLUME,
)
"""All of them."""
