"""The unit of reading: one paragraph with its sentences and the numbers found in it.

Internal to the figures stage. Offsets are code points into ``Paragraph.text``, half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["statistic", "threshold", "dose"]


class Span(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


@dataclass(slots=True)
class Mention:
    """A numeric expression as written, before it is known what it is about.

    ``start:end`` is the figure's text (numbers and unit); ``cue`` also takes in the comparison words
    ("less than", "or more") on either side. One of ``value`` or ``low``/``high`` is set, or only
    ``numerator``/``denominator`` for "6 of 12".
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
    kind: Kind | None = None
    confidence: float = 1.0
    issues: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Surroundings:
    """What a page knows about a paragraph: headers of a table cell, headings above, abbreviations it defines."""

    row_header: str | None = None
    column_header: str | None = None
    caption: str | None = None
    heading_path: tuple[str, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Paragraph:
    """A paragraph ready to be read; ``brackets`` are citation and level markers, which no other figure may touch."""

    text: str
    sentences: tuple[Span, ...]
    brackets: tuple[Span, ...] = ()
    mentions: list[Mention] = field(default_factory=list)
    surroundings: Surroundings = field(default_factory=Surroundings)
