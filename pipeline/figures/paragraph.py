"""The unit of reading: one paragraph with its sentences and the numbers found in it.

Internal to the figures stage. Offsets are code points into ``Paragraph.text``, half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.lexicon.sentences import Span as Span  # the span type of the whole stage

Kind = Literal["statistic", "threshold", "dose"]
SpreadKind = Literal["se", "sd", "unknown"]


class Plusminus(NamedTuple):
    """What stands behind a plus-minus sign, up to ``end``."""

    end: int
    value: Decimal
    kind: SpreadKind


@dataclass(slots=True)
class Mention:
    """A numeric expression as written, before it is known what it is about.

    ``start:end`` is the figure's text (numbers and unit); ``cue`` also takes in the comparison words
    ("less than", "or more") on either side. One of ``value`` or ``low``/``high`` is set, or only
    ``numerator``/``denominator`` for "6 of 12". ``worded``: spelled as words ("four"). ``joined``: the unit was
    taken from the next number of a list ("4.8, 4.3, and 4.2 years"). ``p_alone``: a P value of no estimate.
    ``time_point``: the ISO duration when it is written like the time of a result ("5-year", "at 18 months").
    """

    start: int
    end: int
    cue: Span
    sentence: int
    op: str = "="
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = "1"
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    worded: bool = False
    joined: bool = False
    p_alone: bool = False
    time_point: str | None = None
    ci: tuple[Decimal, Decimal | None] | None = None
    p: tuple[str, Decimal] | None = None
    spread: Plusminus | None = None
    kind: Kind | None = None
    confidence: float = 1.0
    issues: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Surroundings:
    """What a page knows about a paragraph: headers of a table cell, headings above, abbreviations it defines.

    ``row`` are the texts of the cells before it in its row, the nearest first.
    """

    row_header: str | None = None
    column_header: str | None = None
    caption: str | None = None
    row: tuple[str, ...] = ()
    heading_path: tuple[str, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PMention:
    """A P value as written, "P = .003"; ``value`` is compared by ``op``."""

    start: int
    end: int
    number: Span
    op: str
    value: Decimal


PointKind = Literal["adjective", "at", "later", "before_age"]


@dataclass(frozen=True, slots=True)
class TimePoint:
    """``text[start:end]`` says when."""

    start: int
    end: int
    sentence: int
    iso: str
    kind: PointKind


@dataclass(slots=True)
class Paragraph:
    """A paragraph ready to be read; ``brackets`` are citation and level markers, which no other figure may touch.

    ``mentions`` are in order of the text and do not overlap; confidence intervals and P values are not among them.
    """

    text: str
    sentences: tuple[Span, ...]
    brackets: tuple[Span, ...] = ()
    mentions: list[Mention] = field(default_factory=list)
    p_values: list[PMention] = field(default_factory=list)
    surroundings: Surroundings = field(default_factory=Surroundings)
    time_points: list[TimePoint] = field(default_factory=list)
