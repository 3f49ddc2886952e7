"""What quantities amount to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pass_migrate.verify.quantities import FACTORS, amount


@pytest.mark.parametrize(
    ("text", "value"),
    [("500m", "0.5"), ("1Ki", "1024"), ("1E", "1e18"), ("1Ei", str(2**60)), ("1E3", "1000"),
     (".5", "0.5"), ("+2.", "2"), ("-1k", "-1000"), ("12e6Mi", None), ("1KB", None), ("1 Gi", None),
     ("", None), ("K", None), ("1K", None), ("1mi", None), ("5n", "5e-9")],
)  # fmt: skip
def test_a_quantity_is_read_as_kubernetes_reads_it(text: str, value: str | None) -> None:
    """The suffixes are decimal, binary or an exponent; anything else is not a quantity."""
    assert amount(text) == (None if value is None else Decimal(value))


@given(some.decimals(min_value=0, max_value=10**6, places=3), some.sampled_from(sorted(FACTORS)))
def test_a_suffix_multiplies(number: Decimal, suffix: str) -> None:
    """A number with a suffix is the number times the suffix's factor."""
    assert amount(f"{number:f}{suffix}") == number * FACTORS[suffix]
