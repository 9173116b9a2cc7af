"""Bounds as intervals, and where an interval cannot say: the meaning of operators, once, for claims and feeds.

Ages are completed years: "40 to 44" is [40, 45), "17 or younger" is below 18. "Older than 6" may mean past the sixth
birthday or seven and more: its interval is (6, no end), and an age from 6 to under 7 is undecided.
"""

from decimal import Decimal

from pipeline.records import ClaimOp, Interval

OPERATORS: dict[str, ClaimOp] = {
    "=": "eq",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "~": "approx",
    "between": "between",
}
YEARS = "a"


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def make_interval(
    op: ClaimOp,
    value: Decimal | None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    *,
    completed_years: bool = False,
) -> Interval | None:
    """The values a bound allows; None where the operator gives no interval (``approx``, a half-stated range).

    ``completed_years`` is for ages in whole years, where an upper bound that is included runs to the next birthday.
    """
    if low is not None and high is not None:
        return _close(low, high, completed_years) if op in ("between", "eq") and low <= high else None
    if value is None:
        return None
    match op:
        case "lt":
            return Interval(low=None, low_inclusive=False, high=value, high_inclusive=False)
        case "le":
            return _close(None, value, completed_years)
        case "gt":
            return Interval(low=value, low_inclusive=False, high=None, high_inclusive=False)
        case "ge":
            return Interval(low=value, low_inclusive=True, high=None, high_inclusive=False)
        case "eq":
            return _close(value, value, completed_years)
    return None


def _close(low: Decimal | None, high: Decimal, completed_years: bool) -> Interval:
    if completed_years and _is_whole(high):
        return Interval(low=low, low_inclusive=low is not None, high=high + 1, high_inclusive=False)
    return Interval(low=low, low_inclusive=low is not None, high=high, high_inclusive=True)


def find_undecided(op: ClaimOp, value: Decimal | None, *, completed_years: bool = False) -> Interval | None:
    """The values for which a bound on a completed age cannot be decided: for "older than 6", from 6 to under 7."""
    if op == "gt" and completed_years and value is not None and _is_whole(value):
        return Interval(low=value, low_inclusive=True, high=value + 1, high_inclusive=False)
    return None
