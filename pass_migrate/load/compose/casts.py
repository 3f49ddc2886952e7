"""Strings that become numbers and booleans after interpolation, by where they stand.

`replicas: ${N}` is a string until it is interpolated, so Docker Compose casts what stands at these places.
Everywhere else a string stays one. The table is compose-go 2.9.1, loader/interpolate.go.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from pass_migrate.errors import MigrateError, Problem
from pass_migrate.load.tree import Scalar, Value
from pass_migrate.load.yaml_scalars import float32
from pass_migrate.paths import Paths

_UNDERSCORES = re.compile(r"(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"[-+]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][-+]?[0-9]+")
_SPECIAL = re.compile(r"[-+]?(?:inf|infinity)|nan", re.IGNORECASE | re.ASCII)


def boolean(text: str) -> bool:
    """`true`, `yes`, `on`, `y` and their opposites, in any case; ValueError for all else, `1` included."""
    match text.lower():
        case "true" | "y" | "yes" | "on":
            return True
        case "false" | "n" | "no" | "off":
            return False
    raise ValueError("must be true or false")


def integer(text: str) -> int:
    """A decimal number of 64 bits with an optional sign; ValueError for all else, blanks included."""
    if match := re.fullmatch(r"([-+]?)0*([0-9]{1,19})", text):
        value = int(match[1] + match[2])
        if -(2**63) <= value < 2**63:
            return value
    raise ValueError("must be a whole number")


def number(text: str) -> float:
    """A number as Go's ParseFloat reads it, hexadecimal and underscores included; ValueError for all else."""
    digits = _UNDERSCORES.sub("", text)
    if "_" in text and "x" not in text.lower():
        digits = re.sub(r"(?<=[0-9])_(?=[0-9])", "", text)
    if _SPECIAL.fullmatch(text):
        return float(text)
    if _DECIMAL.fullmatch(digits):
        value = float(digits)
        if not math.isinf(value):
            return value
    elif _HEXADECIMAL.fullmatch(digits):
        try:
            return float.fromhex(digits)
        except OverflowError:
            pass
    raise ValueError("must be a number")


def single(text: str) -> float:
    """A number of single precision, as `cpus` is kept."""
    value = number(text)
    rounded = float32(value)
    if math.isinf(rounded) and not math.isinf(value):
        raise ValueError("must be a number")
    return rounded


_CASTS: dict[Callable[[str], Value], tuple[str, ...]] = {
    integer: (
        "services.*.cpu_count",
        "services.*.cpu_period",
        "services.*.cpu_quota",
        "services.*.cpu_rt_period",
        "services.*.cpu_rt_runtime",
        "services.*.cpu_shares",
        "services.*.deploy.replicas",
        "services.*.deploy.update_config.parallelism",
        "services.*.deploy.rollback_config.parallelism",
        "services.*.deploy.restart_policy.max_attempts",
        "services.*.deploy.placement.max_replicas_per_node",
        "services.*.healthcheck.retries",
        "services.*.oom_score_adj",
        "services.*.pids_limit",
        "services.*.ports[*].target",
        "services.*.scale",
        "services.*.ulimits.*",
        "services.*.ulimits.*.hard",
        "services.*.ulimits.*.soft",
    ),
    number: (
        "services.*.cpu_percent",
        "services.*.deploy.update_config.max_failure_ratio",
        "services.*.deploy.rollback_config.max_failure_ratio",
    ),
    single: ("services.*.cpus",),
    boolean: (
        "services.*.init",
        "services.*.healthcheck.disable",
        "services.*.oom_kill_disable",
        "services.*.privileged",
        "services.*.read_only",
        "services.*.stdin_open",
        "services.*.tty",
        "services.*.volumes[*].read_only",
        "services.*.volumes[*].volume.nocopy",
        "networks.*.external",
        "networks.*.internal",
        "networks.*.attachable",
        "networks.*.enable_ipv4",
        "networks.*.enable_ipv6",
        "volumes.*.external",
        "secrets.*.external",
        "configs.*.external",
    ),
}
_TABLE = Paths((pattern, function) for function, patterns in _CASTS.items() for pattern in patterns)
_LAST_WORDS = frozenset(
    pattern.rpartition(".")[2]
    for patterns in _CASTS.values()
    for pattern in patterns
    if not pattern.endswith("*")
)


def cast(path: str, scalar: Scalar) -> Scalar:
    """The scalar with the type that its place in the model asks for; only strings are cast.

    `path` is where the scalar stands in the model (`services.web.init`), which behind an alias is not the
    path of its leaf. Raises `MigrateError` if the text is no such value.
    """
    if not isinstance(scalar.value, str):
        return scalar
    last = path.rpartition(".")[2]
    if last not in _LAST_WORDS and ".ulimits." not in path:
        return scalar
    function = _TABLE.find(path)
    if function is None:
        return scalar
    try:
        return scalar.with_value(function(scalar.value))
    except ValueError as error:
        raise MigrateError(
            [Problem(f"{last} {error}", scalar.leaf, "correct the value, or the variable")]
        ) from None
