"""Plain scalars mean to us what they mean to Docker Compose."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.load.yaml_scalars import Timestamp, float32, go_text, resolve

# Each as it comes out of `environment` in `docker-compose config` 2.40.3.
PRINTED = {
    "yes": "yes",
    "no": "no",
    "on": "on",
    "y": "y",
    "Yes": "Yes",
    "True": "true",
    "TRUE": "true",
    "tRUE": "tRUE",
    "010": "8",
    "0777": "511",
    "-010": "-8",
    "0o17": "15",
    "0O17": "15",
    "08": "8",
    "09": "9",
    "0b11": "3",
    "0x1F": "31",
    "+0x1": "1",
    "0b-1": "-1",
    "1_000": "1000",
    "1__0": "10",
    "0x_1": "1",
    "1_0.5": "10.5",
    "1e3": "1000",
    "1E5": "100000",
    "1e6": "1e+06",
    "1.0": "1",
    "21.0": "21",
    "1.": "1",
    ".5": "0.5",
    ".5_0": "0.5",
    "._5": "._5",
    "1.50": "1.5",
    "100000.0": "100000",
    "1000000.0": "1e+06",
    "1234567.5": "1.2345675e+06",
    "0.0001": "0.0001",
    "0.00001": "1e-05",
    "18446744073709551615": "18446744073709551615",
    "18446744073709551616": "1.8446744073709552e+19",
    "+18446744073709551615": "1.8446744073709552e+19",
    "1e999": "1e999",
    "22:22": "22:22",
    "12:30:45": "12:30:45",
    "=": "=",
    "<<": "<<",
    "-": "-",
    ".inf": "+Inf",
    "-.INF": "-Inf",
    ".NaN": "NaN",
    ".nAn": ".nAn",
    "192.168.0.1": "192.168.0.1",
    "1.2.3": "1.2.3",
    "2001-02-30": "2001-02-30",
}


@pytest.mark.parametrize(("text", "printed"), PRINTED.items())
def test_a_plain_scalar_prints_as_docker_compose_prints_it(text: str, printed: str) -> None:
    """A plain scalar prints as Docker Compose prints it."""
    assert go_text(resolve(text)) == printed


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_has_five_spellings(text: str) -> None:
    """Null is written in five ways, the empty scalar among them."""
    assert resolve(text) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2001-01-01", "2001-01-01T00:00:00Z"),
        ("2001-1-2 3:4:5.60", "2001-01-02T03:04:05.6Z"),
        ("2004-02-29T01:02:03Z", "2004-02-29T01:02:03Z"),
        ("2001-01-01t01:02:03+01:00", "2001-01-01T01:02:03+01:00"),
        ("2001-01-01T01:02:03-00:00", "2001-01-01T01:02:03Z"),
    ],
)
def test_an_unquoted_date_is_no_string(text: str, printed: str) -> None:
    """An unquoted date is a timestamp, with the text that Docker Compose prints."""
    value = resolve(text)
    assert isinstance(value, Timestamp)
    assert value == printed


@pytest.mark.parametrize(
    "text", ["2001-01-01T01:02:03", "2001-01-01 01:02:03Z", "2001-13-01", "2001-01-01x", "20010-01-01"]
)
def test_what_only_looks_like_a_date_is_a_string(text: str) -> None:
    """A text that is no date in one of the four forms stays a string."""
    assert resolve(text) == text
    assert not isinstance(resolve(text), Timestamp)


def test_types_are_kept_apart() -> None:
    """Integers, floats and booleans keep their types: a port 80.0 is an error where 80 is none."""
    assert [type(resolve(text)) for text in ("80", "80.0", "08", "true", "1e3")] == [
        int,
        float,
        float,
        bool,
        float,
    ]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_float_reads_back(value: float) -> None:
    """A float is printed with digits enough to read the same number back."""
    assert float(go_text(value)) == value


@given(st.integers(min_value=-(2**63), max_value=2**64 - 1))
def test_an_integer_of_64_bits_is_exact(value: int) -> None:
    """An integer of 64 bits, signed or not, keeps all its digits."""
    assert resolve(str(value)) == value
    assert isinstance(resolve(str(value)), int)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_single_precision_keeps_single_precision_numbers(value: float) -> None:
    """A number of single precision survives rounding to single precision, and has nine digits at most."""
    rounded = float32(value)
    assert math.isclose(rounded, value, rel_tol=2**-23, abs_tol=1e-45)
    assert float32(rounded) == rounded


def test_cpus_print_as_written() -> None:
    """0.1 in single precision is 0.1, not 0.10000000149011612."""
    assert go_text(float32(0.1)) == "0.1"
    assert go_text(float32(0.123456789)) == "0.12345679"
