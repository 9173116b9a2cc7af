"""Citation markers and levels of evidence."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .paragraph import Span

CITATION_RE = re.compile(r"\[\s?\d{1,3}(?:\s?[-–,;]\s?\d{1,3}){0,60}\s?\]")
LEVEL_RE = re.compile(r"\[\s?levels? of evidence\s?:?\s?(?P<code>[^\[\]]{1,40})\]", re.IGNORECASE)
BARE_LEVEL_RE = re.compile(
    r"\blevels? of evidence:\s?(?P<code>\d[aiv]{0,4}[A-D]?i{0,3}v?)(?=[\s.;,)]|$)", re.IGNORECASE
)
JOIN_RE = re.compile(r"\s?(?:,|;|\band\b|\bor\b|&)\s?")
MAX_RANGE = 100  # markers; "[1-14]" is common, a longer run than this is no list of references


@dataclass(frozen=True, slots=True)
class Bracket:
    """A marker: citation ``numbers``, or the ``level`` as written with its codes joined by ", "."""

    span: Span
    numbers: tuple[int, ...] = ()
    level: str | None = None


def find_brackets(text: str) -> list[Bracket]:
    """All markers of a paragraph in order."""
    found: list[Bracket] = []
    for match in CITATION_RE.finditer(text):
        numbers = parse_citation(match[0])
        if numbers:
            found.append(Bracket(Span(*match.span()), numbers=numbers))
    if "vidence" in text:
        for pattern in (LEVEL_RE, BARE_LEVEL_RE):
            for match in pattern.finditer(text):
                span = Span(*match.span())
                if not any(other.span.start < span.end and span.start < other.span.end for other in found):
                    found.append(Bracket(span, level=join_codes(match["code"])))
    return sorted(found, key=lambda bracket: bracket.span)


@lru_cache(maxsize=4096)
def parse_citation(marker: str) -> tuple[int, ...]:
    """The numbers of ``[3-5,8]`` with ranges expanded; empty when it cannot be a list of references."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", marker.strip("[] ")):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 1:
            numbers += ends
        elif len(ends) == 2 and 0 < ends[1] - ends[0] <= MAX_RANGE:
            numbers += range(ends[0], ends[1] + 1)
        else:
            return ()
    return tuple(numbers)


def join_codes(code: str) -> str:
    """``A1 and B1`` as ``A1, B1``."""
    return ", ".join(part for part in JOIN_RE.split(code.strip()) if part)
