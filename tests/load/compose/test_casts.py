"""Strings become numbers and booleans where Docker Compose makes them so, and nowhere else."""

import pytest

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.casts import cast
from tests.load.places import scalar


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("services.a.init", "true", True),
        ("services.a.init", "YES", True),
        ("services.a.tty", "Off", False),
        ("services.a.scale", "3", 3),
        ("services.a.scale", "+03", 3),
        ("services.a.cpus", "0.1", 0.1),
        ("services.a.cpus", "1e-1", 0.1),
        ("services.a.cpus", "0x1p-2", 0.25),
        ("services.a.cpu_percent", "1_0.5", 10.5),
        ("services.a.ports[0].target", "80", 80),
        ("services.a.ulimits.nofile", "1024", 1024),
        ("services.a.ulimits.nofile.soft", "1024", 1024),
        ("services.a.volumes[2].volume.nocopy", "true", True),
        ("networks.front.internal", "true", True),
        (r"services.a\.b.deploy.replicas", "2", 2),
    ],
)
def test_a_string_is_cast_by_its_place(path: str, text: str, value: object) -> None:
    """A string at one of the listed places becomes what stands there."""
    found = cast(path, scalar(text)).value
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "path", ["services.a.image", "services.a.environment.init", "services.scale", "x-a.init", "init"]
)
def test_elsewhere_a_string_stays_one(path: str) -> None:
    """At all other places a string stays what it is."""
    assert cast(path, scalar("1")).value == "1"


def test_what_is_no_string_is_not_cast() -> None:
    """A number is not touched: the schema judges it."""
    assert cast("services.a.init", scalar(1)).value == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("services.a.init", "1"),
        ("services.a.init", "t"),
        ("services.a.init", ""),
        ("services.a.scale", "1.0"),
        ("services.a.scale", " 1"),
        ("services.a.scale", "1_0"),
        ("services.a.scale", "9223372036854775808"),
        ("services.a.cpus", "500m"),
        ("services.a.cpus", "1e39"),
        ("services.a.ulimits.nofile", "unlimited"),
    ],
)
def test_a_string_that_is_no_such_value_is_an_error(path: str, text: str) -> None:
    """A string that cannot be cast is an error where it stands."""
    with pytest.raises(MigrateError) as caught:
        cast(path, scalar(text, column=7))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.column == 7
    assert problem.remedy
