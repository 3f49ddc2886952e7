"""Short forms of ports become the long forms that Docker Compose makes of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.load.compose.ports import expand
from pass_migrate.load.journal import Journal
from pass_migrate.load.tree import Map, Scalar, plain
from tests.load.places import scalar


def long(target: int, published: str = "", host_ip: str = "", protocol: str = "tcp") -> dict[str, Any]:
    """A long form as plain data."""
    port: dict[str, Any] = {"mode": "ingress", "target": target, "protocol": protocol}
    return port | ({"published": published} if published else {}) | ({"host_ip": host_ip} if host_ip else {})


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("80", [long(80)]),
        (80, [long(80)]),
        ("8080:80", [long(80, "8080")]),
        (":80", [long(80)]),
        ("0:80", [long(80, "0")]),
        ("0080:0080", [long(80, "80")]),
        ("127.0.0.1:8080:80", [long(80, "8080", "127.0.0.1")]),
        ("127.0.0.1::80", [long(80, "", "127.0.0.1")]),
        ("[::1]:8080:80/udp", [long(80, "8080", "::1", "udp")]),
        ("80/UDP", [long(80, protocol="udp")]),
        ("80/", [long(80)]),
        ("80/sctp/x", [long(80, protocol="sctp")]),
        ("3000-3002:80", [long(80, "3000-3002")]),
        ("80-81", [long(80), long(81)]),
        ("8080-8081:80-81/udp", [long(80, "8080", protocol="udp"), long(81, "8081", protocol="udp")]),
    ],
)
def test_a_short_form_becomes_long_forms(text: str | int, ports: list[dict[str, Any]]) -> None:
    """Each form of a port, as go-connections reads it."""
    assert [plain(port) for port in expand(scalar(text), Journal())] == ports


def test_a_range_is_ordered_as_text() -> None:
    """The ports of a range stand in the order of their digits, which is Docker Compose's."""
    ports = [plain(port) for port in expand(scalar("9998-10001:8-11"), Journal())]
    assert [(port["target"], port["published"]) for port in ports] == [
        (10, "10000"),
        (11, "10001"),
        (8, "9998"),
        (9, "9999"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "80:",
        "0",
        "a",
        "65536",
        "80:65536",
        "5-3",
        "80:80-81",
        "80-82:80-81",
        "80/icmp",
        "::1:6000:6000",
        "localhost:80:80",
        "1.2.3:80:80",
        "01.2.3.4:80:80",
        "[fe80::1%eth0]:80:80",
        "80 :80",
        "+80",
        "٨٠",
    ],
)
def test_a_bad_port_is_an_error(text: str) -> None:
    """Bad numbers, ranges, protocols and addresses are errors with a place and the right form."""
    with pytest.raises(MigrateError) as caught:
        expand(scalar(text, column=9), Journal())
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.column == 9
    assert "CONTAINER" in problem.remedy


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("80", {"target": "80"}),
        ("8080:80", {"published": "8080", "target": "80"}),
        (
            "1.2.3.4:8080:80/udp",
            {"host_ip": "1.2.3.4", "published": "8080", "target": "80", "protocol": "udp"},
        ),
        ("[::1]::80/tcp", {"host_ip": "::1", "target": "80", "protocol": "tcp"}),
        ("80/tcp/odd", {"target": "80", "protocol": "tcp", "ignored": "odd"}),
        ("5-6:7-8", {"published": "5-6", "target": "7-8"}),
    ],
)
def test_every_part_is_a_leaf_of_its_own(text: str, parts: dict[str, str]) -> None:
    """Each part of a port is a leaf where it stands, and together they stand for the whole."""
    journal = Journal()
    whole = scalar(text)
    expand(whole, journal)
    leaves = journal.parts[whole.leaf]
    assert [leaf.path.rpartition("#")[2] for leaf in leaves] == list(parts)
    for leaf, part in zip(leaves, parts.values(), strict=True):
        assert text[leaf.column - 1 :].startswith(part)


def test_what_is_not_written_is_a_default() -> None:
    """The mode, and a protocol that is not written, are no leaves of the input."""
    (port,) = expand(scalar("80"), Journal())
    assert {name for name, node in port.items.items() if isinstance(node, Scalar) and node.default} == {
        "mode",
        "protocol",
    }


@given(st.integers(1, 65000), st.integers(0, 65000), st.integers(0, 30))
def test_a_range_pairs_its_ports(target: int, published: int, length: int) -> None:
    """Two ranges of one length are paired port by port, and none is lost."""
    text = f"{published}-{published + length}:{target}-{target + length}"
    ports = [plain(port) for port in expand(scalar(text), Journal())]
    assert {(port["target"], port["published"]) for port in ports} == {
        (target + step, str(published + step)) for step in range(length + 1)
    }
    assert [str(port["target"]) for port in ports] == sorted(str(port["target"]) for port in ports)


def test_long_forms_are_mappings_of_their_own() -> None:
    """Each port of a range is a mapping that can be changed without changing another."""
    first, second = expand(scalar("80-81"), Journal())
    assert isinstance(first, Map)
    first.drop("protocol")
    assert "protocol" in second
