"""Figures: one numeric statement, citation marker or level of evidence each."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from .base import Number, Record

FigureOp = Literal["=", "<", "<=", ">", ">=", "~", "between"]


class PValue(Record):
    """A P value: operator and value."""

    op: FigureOp = "="
    value: Number


class Spread(Record):
    """What follows a plus-minus sign: a standard error, a standard deviation or not said."""

    value: Number
    kind: Literal["se", "sd", "unknown"] = "unknown"


class FigureBase(Record):
    """``text`` is the exact text at ``start:end``; ``block`` is set in documents; ``confidence`` is 0 to 1."""

    text: str
    start: int
    end: int
    block: str | None = None
    confidence: float = 1.0
    issues: tuple[str, ...] = ()


class Quantity(FigureBase):
    """One number in ``value``, or a range in ``low`` and ``high``; ``unit`` is a UCUM code (``1``: a pure number)."""

    op: FigureOp = "="
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str | None = None


class StatisticFigure(Quantity):
    """A result; ``time`` is ISO 8601, ``age:`` and a duration, or ``lifetime``; ``group`` is a substring.

    ``measure_confidence`` and ``group_confidence`` say how likely each is right (0 to 1, calibrated on documents that
    the models did not see); for a group of None, how likely it is that the text names none. The upper bound of ``ci``
    is None where it was not reached.
    """

    kind: Literal["statistic"] = "statistic"
    measure: str
    measure_confidence: float | None = None
    of: str | None = None
    time: str | None = None
    group: str | None = None
    group_confidence: float | None = None
    ci: tuple[Number, Number | None] | None = None
    p: PValue | None = None
    spread: Spread | None = None
    numerator: Number | None = None
    denominator: Number | None = None


class ThresholdFigure(Quantity):
    """A number that bounds ``variable`` (a substring, or None) named ``variable_id``."""

    kind: Literal["threshold"] = "threshold"
    variable: str | None = None
    variable_id: str


class DoseFigure(Quantity):
    """An amount given; ``agent``, ``schedule`` and ``route`` are substrings of the paragraph or None."""

    kind: Literal["dose"] = "dose"
    agent: str | None = None
    schedule: str | None = None
    route: str | None = None


class CitationFigure(FigureBase):
    """A reference marker with its numbers, ranges expanded."""

    kind: Literal["citation"] = "citation"
    numbers: tuple[int, ...]


class LevelFigure(FigureBase):
    """A level of evidence as written; several codes in one bracket are joined by a comma and a space."""

    kind: Literal["evidence_level"] = "evidence_level"
    level: str


Figure = Annotated[
    StatisticFigure | ThresholdFigure | DoseFigure | CitationFigure | LevelFigure, Field(discriminator="kind")
]
FIGURE: TypeAdapter[Figure] = TypeAdapter(Figure)
