"""A record is a data class of the standard library in all that can be seen of it."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from pass_migrate import records


@records.dataclass(frozen=True, slots=True)
class Point:
    """Two numbers and a list."""

    x: int
    y: int = 2
    more: list[int] = dataclasses.field(default_factory=list, compare=False, repr=False)


@records.dataclass(frozen=True, slots=True, kw_only=True)
class Named(Point):
    """A point with a name."""

    name: str


@records.dataclass(slots=True)
class Counter:
    """Something that changes, and doubles what it is given."""

    count: int
    double: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.double = 2 * self.count


def test_it_is_made_by_position_and_by_name() -> None:
    """Defaults count, each record has a list of its own, and a missing value is an error."""
    assert (Point(1).x, Point(1).y, Point(x=1, y=3).y) == (1, 2, 3)
    assert Point(1).more is not Point(1).more
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=1)  # type: ignore[call-arg]


def test_it_equals_what_has_equal_values() -> None:
    """Equality and hash follow the fields that count, and the class."""
    assert Point(1) == Point(1, 2, [3])
    assert Point(1) != Point(2)
    assert Point(1) != Named(x=1, name="")
    assert hash(Point(1)) == hash(Point(1, 2, [3]))
    assert {Point(1), Point(1)} == {Point(1)}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counter(1))


def test_it_prints_the_fields_that_may_be_printed() -> None:
    """A field that is not for printing stays out: it may hold a secret value."""
    assert repr(Point(1, more=[7])) == "Point(x=1, y=2)"


def test_it_refuses_to_be_changed() -> None:
    """A frozen record stays what it is; others change."""
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    counter = Counter(1)
    counter.count = 5
    assert (counter.count, counter.double) == (5, 2)


def test_a_copy_differs_in_what_is_said() -> None:
    """`replace` gives a record of the same class, shares all other values, and knows its fields."""
    point = Point(1, more=[7])
    other = records.replace(point, x=3)
    assert (other.x, other.y, other.more is point.more, point.x) == (3, 2, True, 1)
    named = records.replace(Named(x=1, name="a"), name="b")
    assert (type(named), named.name, named.x) == (Named, "b", 1)
    assert records.replace(Counter(1), count=2).double == 4
    with pytest.raises((TypeError, KeyError)):
        records.replace(point, z=1)  # type: ignore[call-arg]


def test_tools_for_data_classes_work() -> None:
    """The standard library sees a data class: fields, copies and pickles."""
    assert [field.name for field in dataclasses.fields(Point)] == ["x", "y", "more"]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "more": []}
    assert copy.deepcopy(Point(1, more=[2])).more == [2]
    assert pickle.loads(pickle.dumps(Point(4))) == Point(4)
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    match Point(8):
        case Point(x, y):
            assert (x, y) == (8, 2)
