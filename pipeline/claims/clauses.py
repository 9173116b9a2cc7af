"""Clauses of a sentence: the stretches that a citation or a threshold can be confined to."""

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.lexicon.sentences import Span

from .page import Sentence

CLAUSE_RE = re.compile(
    r";\s+|,\s+(?=(?:but|while|whereas|although|though|however|suggesting|indicating|"
    r"and\s+(?:the|it|they|there|no))\b)"
)


@lru_cache(maxsize=256)  # a sentence is asked about once per figure
def split_clauses(text: str, offset: int = 0) -> tuple[Span, ...]:
    """The clauses of a sentence in order: parts that a semicolon or a contrasting conjunction separates."""
    cuts = [0, *(match.end() for match in CLAUSE_RE.finditer(text)), len(text)]
    return tuple(Span(a + offset, b + offset) for a, b in pairwise(cuts) if a < b)


def clause_at(sentence: Sentence, at: int) -> Span:
    """The clause of a sentence that holds an offset into the document."""
    for clause in split_clauses(sentence.text, sentence.start):
        if clause.start <= at < clause.end:
            return clause
    return Span(sentence.start, sentence.end)
