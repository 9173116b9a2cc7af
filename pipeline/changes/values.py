"""Amounts, bounds, times and conditions compared by what they mean, not by how they are written."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.lexicon.ucum import convert_exactly, find_dimension
from pipeline.records import Interval, Predicate, ThenDose, ThenRecommendation, ThenStatistic, ThenThreshold

Then = ThenStatistic | ThenThreshold | ThenDose | ThenRecommendation
Amount = ThenStatistic | ThenThreshold | ThenDose | Predicate
DURATION_RE = re.compile(
    r"(age:)?P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
)


def same_amount(before: Then, after: Then) -> bool:
    """Whether two claims state the same numbers in the same dimension; operators are not looked at."""
    if isinstance(before, ThenRecommendation) or isinstance(after, ThenRecommendation):
        return False
    return read_amount(before) == read_amount(after)


def read_amount(then: ThenStatistic | ThenThreshold | ThenDose) -> tuple[object, ...]:
    """Value, low and high in base units, and the dimension."""
    return _read_amount(then.value, then.low, then.high, then.unit)


# A claim is weighed against each of its candidates, and the amounts of a page are few.
@lru_cache(maxsize=20_000)
def _read_amount(
    value: Decimal | None, low: Decimal | None, high: Decimal | None, unit: str | None
) -> tuple[object, ...]:
    return _convert(value, unit), _convert(low, unit), _convert(high, unit), find_dimension(unit)[1]


def read_time(time: str | None) -> object:
    """An ISO 8601 duration in exact units (months, days), so that P1Y is P12M; other words as they are."""
    match = DURATION_RE.fullmatch(time or "")
    if not match or not any(match.groups()[1:]):
        return time
    years, months, weeks, days = (Decimal(part or 0) for part in match.groups()[1:])
    return match[1], years * 12 + months, weeks * 7 + days


BoundChange = Literal["narrowed", "widened", "shifted", "inclusivity-changed"]


def compare_intervals(
    before: Interval, unit_before: str | None, after: Interval, unit_after: str | None
) -> BoundChange | None:
    """How a bound changed as a set of values; None where it is the same set. Units must be of one dimension."""
    old, new = _read_set(before, unit_before), _read_set(after, unit_after)
    if old == new:
        return None
    if (old.low, old.high) == (new.low, new.high):
        return "inclusivity-changed"
    if _holds(old, new):
        return "narrowed"
    return "widened" if _holds(new, old) else "shifted"


class _Set(NamedTuple):
    low: Decimal
    low_inclusive: bool
    high: Decimal
    high_inclusive: bool


def _read_set(interval: Interval, unit: str | None) -> _Set:
    low = Decimal("-Infinity") if interval.low is None else convert_exactly(interval.low, unit)
    high = Decimal("Infinity") if interval.high is None else convert_exactly(interval.high, unit)
    return _Set(low, interval.low_inclusive and low.is_finite(), high, interval.high_inclusive and high.is_finite())


def _holds(outer: _Set, inner: _Set) -> bool:
    low = (outer.low, not outer.low_inclusive) <= (inner.low, not inner.low_inclusive)
    return low and (-outer.high, not outer.high_inclusive) <= (-inner.high, not inner.high_inclusive)


def _convert(number: Decimal | None, unit: str | None) -> Decimal | None:
    return None if number is None else convert_exactly(number, unit).normalize()
