"""Operators as intervals: completed years, open ends, what cannot be decided, what is no interval."""

from decimal import Decimal

import pytest

from pipeline.lexicon.intervals import find_undecided, make_interval
from pipeline.records import ClaimOp


def show(low: str | None, low_in: bool, high: str | None, high_in: bool) -> tuple[object, ...]:
    return (None if low is None else Decimal(low), low_in, None if high is None else Decimal(high), high_in)


@pytest.mark.parametrize(
    ("op", "numbers", "years", "expected"),
    [
        ("ge", ("18",), False, show("18", True, None, False)),
        ("gt", ("0.01",), False, show("0.01", False, None, False)),
        ("lt", ("18",), False, show(None, False, "18", False)),
        ("le", ("18",), False, show(None, False, "18", True)),
        ("le", ("17",), True, show(None, False, "18", False)),
        ("lt", ("18",), True, show(None, False, "18", False)),
        ("between", ("40", "44"), True, show("40", True, "45", False)),
        ("between", ("40", "44"), False, show("40", True, "44", True)),
        ("between", ("1.5", "2.5"), True, show("1.5", True, "2.5", True)),
        ("eq", ("50",), True, show("50", True, "51", False)),
        ("eq", ("2",), False, show("2", True, "2", True)),
        ("gt", ("6",), True, show("6", False, None, False)),
    ],
)
def test_operators(op: ClaimOp, numbers: tuple[str, ...], years: bool, expected: tuple[object, ...]) -> None:
    value = Decimal(numbers[0]) if len(numbers) == 1 else None
    low, high = (None, None) if value is not None else map(Decimal, numbers)
    interval = make_interval(op, value, low, high, completed_years=years)
    assert interval is not None
    assert (interval.low, interval.low_inclusive, interval.high, interval.high_inclusive) == expected


@pytest.mark.parametrize(
    ("op", "value", "low", "high"),
    [("approx", "5", None, None), ("lt", None, "1", "2"), ("ge", None, "25", "35"), ("between", None, "9", "3")],
)
def test_what_gives_no_interval(op: ClaimOp, value: str | None, low: str | None, high: str | None) -> None:
    numbers = [None if n is None else Decimal(n) for n in (value, low, high)]
    assert make_interval(op, *numbers) is None


def test_past_the_sixth_birthday_or_seven_and_more_is_undecided() -> None:
    undecided = find_undecided("gt", Decimal(6), completed_years=True)
    assert undecided is not None
    assert (undecided.low, undecided.low_inclusive, undecided.high, undecided.high_inclusive) == show(
        "6", True, "7", False
    )
    assert find_undecided("ge", Decimal(6), completed_years=True) is None
    assert find_undecided("gt", Decimal("6.5"), completed_years=True) is None
    assert find_undecided("gt", Decimal(6)) is None
