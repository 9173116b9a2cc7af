"""Sentences and clauses of a block; citation and level brackets stay with the sentence that they follow."""

import re
from itertools import pairwise
from typing import NamedTuple

ABBREVIATIONS = (
    "vs", "e.g", "i.e", "et al", "cf", "approx", "Dr", "Mr", "Mrs", "St", "No", "Fig", "al", "ca", "resp", "Inc", "Jr",
)  # fmt: skip
BOUNDARY_RE = re.compile(
    r"[.!?][\"'”’)]?(?P<marks>(?:;?\s?\[[^\[\]]{1,80}\])*)(?=\s+(?P<next>[\"'“‘(]?[A-Z0-9\[≥≤><~-]))"
)
ABBREVIATION_RE = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ABBREVIATIONS)) + r"|[A-Z])$")
CLAUSE_RE = re.compile(
    r";\s+|,\s+(?=(?:but|while|whereas|although|though|however|and\s+(?:the|it|they|there|no|successful))\b)"
)


class Span(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


def split_sentences(text: str, offset: int = 0) -> list[Span]:
    """The sentences of a block in order, without the blanks between them; ``offset`` is added to positions."""
    cuts = [0]
    for match in BOUNDARY_RE.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if text[match.start()] == "." and not match["marks"] and ABBREVIATION_RE.search(before):
            continue
        cuts.append(match.end())
    return [
        Span(start + offset, end + offset)
        for start, end in (_strip(text, a, b) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True))
        if start < end
    ]


def split_clauses(text: str, offset: int = 0) -> list[Span]:
    """The clauses of a sentence: parts that a semicolon or a contrasting conjunction separates."""
    cuts = [0, *(match.end() for match in CLAUSE_RE.finditer(text)), len(text)]
    return [Span(a + offset, b + offset) for a, b in pairwise(cuts) if a < b]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
