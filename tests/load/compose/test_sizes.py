"""Sizes are read as Docker Compose reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.load.compose.sizes import parse


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("1b", 1),
        ("1k", 1024),
        ("1 KB", 1024),
        ("1KiB", 1024),
        ("1.5m", 1572864),
        ("64M", 64 << 20),
        ("1g", 1 << 30),
        ("2TiB", 2 << 40),
        ("1p", 1 << 50),
        ("1e3", 1000),
        ("+1_0k", 10240),
        ("0.3k", 307),
        (".5k", 512),
        ("0x1p4", 16),
    ],
)
def test_a_size_is_read_in_powers_of_1024(written: str, size: int) -> None:
    """Every unit is a power of 1024, and fractions of a byte are cut off."""
    assert parse(written) == size


@pytest.mark.parametrize(
    "written", ["", "m", "-1", "-1m", "1x", "1Ki", "1 k b", "1bb", "1kbb", "1..5m", "nan", "inf", "1e30g"]
)
def test_what_is_no_size_is_an_error(written: str) -> None:
    """A missing number, an unknown unit, a negative size and one beyond 64 bits are errors."""
    with pytest.raises(ValueError, match=r"size"):
        parse(written)


@given(st.integers(0, 2**53), st.sampled_from(["", "b", " b", "B"]))
def test_bytes_are_exact(size: int, unit: str) -> None:
    """A number of bytes is read exactly."""
    assert parse(f"{size}{unit}") == size
