"""Sentences of a paragraph; markers after the full stop belong to the sentence that they close."""

import re
from typing import NamedTuple


class Span(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


BOUNDARY_RE = re.compile(
    r"[.!?][\"'”’)]{0,3}"
    r"(?P<markers>(?:[;,]?\s?\[[^\[\]]{1,80}\]){0,8})"
    r"(?P<gap>\s+|(?<=\])(?=[A-Z]))(?=[\"'“‘(\[]{0,2}[A-Z0-9≥≤<>~$])"
)
ABBREVIATION_RE = re.compile(
    r"(?:\b(?:vs|et al|i\.e|e\.g|cf|Dr|Drs|Mr|Mrs|Ms|Prof|St|Fig|Figs|No|Nos|Vol|"
    r"approx|ca|Inc|Ltd|Jr|Sr|pp|subsp|spp|sp|resp)|\b[A-Z])$"
)
MAX_ABBREVIATION = 8


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences in order, without the white space between them; empty for an empty text."""
    spans: list[Span] = []
    start = 0
    for match in BOUNDARY_RE.finditer(text):
        stop = match.start()
        abbreviated = ABBREVIATION_RE.search(text, max(start, stop - MAX_ABBREVIATION), stop)
        if text[stop] == "." and not match["markers"] and abbreviated and not _ends(abbreviated[0], text, match.end()):
            continue
        if match.start("gap") > start:
            spans.append(Span(start, match.start("gap")))
        start = match.end()
    if text[start:].strip():
        spans.append(Span(start, len(text.rstrip())))
    return tuple(spans)


def _ends(word: str, text: str, after: int) -> bool:
    """A single capital ("stage I.", "vitamin C.") ends a sentence when a word of several letters follows."""
    return len(word) == 1 and text[after : after + 2].isalpha() and text[after + 1 : after + 2].islower()
