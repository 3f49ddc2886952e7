"""Durations are read and printed as Docker Compose reads and prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.load.compose.durations import parse, text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("0", "0s"),
        ("-0", "0s"),
        ("1h", "1h0m0s"),
        ("90s", "1m30s"),
        ("1m30s", "1m30s"),
        ("1d", "24h0m0s"),
        ("1w", "168h0m0s"),
        ("1.5s", "1.5s"),
        (".5s", "500ms"),
        ("5.s", "5s"),
        ("10us", "10µs"),
        ("10µs", "10µs"),
        ("10\u03bcs", "10µs"),
        ("1ns", "1ns"),
        ("1500us", "1.5ms"),
        ("-1h2m", "-1h2m0s"),
        ("+1s", "1s"),
        ("1s1s", "2s"),
        ("0.1s0.1s", "200ms"),
        ("1h0.000000001s", "1h0m0.000000001s"),
    ],
)
def test_a_duration_prints_as_go_prints_it(written: str, printed: str) -> None:
    """A duration is read with its units and printed as Go prints it."""
    assert text(parse(written)) == printed


@pytest.mark.parametrize(
    "written", ["", "-", "1", "1.5", "s", ".s", "1 s", "1S", "1y", "1h ", "9223372037s", "1e3s", "१s"]
)
def test_what_is_no_duration_is_an_error(written: str) -> None:
    """A missing or unknown unit, a blank, and more than 292 years are errors."""
    with pytest.raises(ValueError, match=r"duration"):
        parse(written)


@given(st.integers(-(2**62), 2**62))
def test_a_printed_duration_reads_back(nanoseconds: int) -> None:
    """What is printed reads back; to the nanosecond where no fraction of a large unit is involved."""
    assert abs(parse(text(nanoseconds)) - nanoseconds) <= 1
    whole = nanoseconds // 10**9 * 10**9
    assert parse(text(whole)) == whole
