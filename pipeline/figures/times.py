"""Time points of results: "5-year survival", "at 18 months", "by age 70 years", "lifetime risk"."""

import re
from collections.abc import Sequence
from decimal import Decimal

from .paragraph import Mention, Paragraph

ISO_UNITS = {"a": "Y", "mo": "M", "wk": "W", "d": "D"}
ISO_CLOCK = {"h": "H", "min": "M"}
AT_RE = re.compile(
    r"\b(?:at|after|within|over|by|in|during|through)\s(?:the\s)?(?:a\s)?(?:first\s|median\s(?:of\s|follow-up\sof\s))?$",
    re.IGNORECASE,
)
AGE_POINT_RE = re.compile(r"\b(?:by|to|at|before|until)\s(?:the\s)?ages?\s(?:of\s)?$", re.IGNORECASE)
LIFETIME_RE = re.compile(r"\blifetime\b", re.IGNORECASE)


def iso_duration(value: Decimal, unit: str) -> str | None:
    """``P18M``; None for a unit that is no time."""
    number = f"{value.normalize():f}"
    if unit in ISO_UNITS:
        return f"P{number}{ISO_UNITS[unit]}"
    if unit in ISO_CLOCK:
        return f"PT{number}{ISO_CLOCK[unit]}"
    return None


def mark_time_points(paragraph: Paragraph) -> None:
    """Set ``time_point`` of the mentions that are written like the time of a result."""
    text = paragraph.text
    for mention in paragraph.mentions:
        if mention.value is None or mention.value < 0:
            continue
        duration = iso_duration(mention.value, mention.unit)
        if duration is None:
            continue
        hyphen = "-" in text[mention.start : mention.end + 1] or (
            mention.joined and text[mention.end : mention.end + 1] == "-"
        )
        if AGE_POINT_RE.search(text, max(0, mention.start - 20), mention.start):
            mention.time_point = f"age:{duration}"
        elif hyphen or AT_RE.search(text, max(0, mention.start - 40), mention.start):
            mention.time_point = duration


def read_times(paragraph: Paragraph, statistics: Sequence[Mention]) -> list[str | None]:
    """The time point of each statistic in order."""
    points = [mention for mention in paragraph.mentions if mention.time_point is not None]
    return [_time_of(paragraph, mention, points) for mention in statistics]


def _time_of(paragraph: Paragraph, mention: Mention, points: Sequence[Mention]) -> str | None:
    if mention.unit not in ("%", "1", "fold", "/100000", "/1000"):
        return None
    before = [p for p in points if p.sentence == mention.sentence and p.end <= mention.start]
    if before:
        return before[-1].time_point
    after = [p for p in points if p.sentence == mention.sentence and p.start >= mention.end]
    if after and not any(m.kind == "statistic" for m in paragraph.mentions if mention.end <= m.start < after[0].start):
        return after[0].time_point
    sentence = paragraph.sentences[mention.sentence]
    if LIFETIME_RE.search(paragraph.text, sentence.start, mention.start):
        return "lifetime"
    return None
