"""Literal phrases found by the words they begin with: where a word begins none, no pattern is tried."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from . import phrase_pattern

WORD_RE = re.compile(r"\w+")
GAP_RE = re.compile(r"(\W+)")
SPACE_RE = re.compile(r"[\s\-\u2011]")  # what a space of a phrase stands for


class Words(NamedTuple):
    """The runs of letters, digits and underscores of a text: where each starts, and itself in lower case.

    The first and the last are empty where the text begins or ends with something else.
    """

    starts: list[int]
    words: list[str]


@lru_cache(maxsize=32)  # several readers ask about one paragraph after another
def split_words(text: str) -> Words:
    """The words of a text, in order."""
    parts = GAP_RE.split(text)
    return Words([0, *accumulate(map(len, parts))][:-1:2], list(map(str.lower, parts[::2])))


class Found(NamedTuple):
    """``text[start:end]`` is a phrase; ``phrase`` is its form in the list, in lower case."""

    start: int
    end: int
    phrase: str


class PhraseFinder:
    """Phrases as whole words, case ignored, the longest at each place; a space also stands for a hyphen or break."""

    def __init__(self, phrases: Iterable[str]) -> None:
        by_first: dict[str, set[str]] = {}
        for phrase in sorted({phrase.lower() for phrase in phrases}):
            first = WORD_RE.match(phrase)
            if first is None:
                raise ValueError(f"a phrase must begin with a letter or digit: {phrase}")
            by_first.setdefault(first[0], set()).add(phrase)
        self._by_first = {  # None: the word is all of the phrase
            first: None if begun == {first} else re.compile(rf"(?:{phrase_pattern(begun)})(?!\w)", re.IGNORECASE)
            for first, begun in by_first.items()
        }

    def find(self, text: str, start: int, end: int) -> Iterator[Found]:
        """The phrases in ``text[start:end]``, left to right, without overlaps."""
        starts, words = split_words(text)
        by_first = self._by_first
        reached = start
        some = slice(bisect_left(starts, start), bisect_left(starts, end))
        for first, word in zip(starts[some], words[some], strict=True):
            if word not in by_first or first < reached:
                continue
            regex = by_first[word]
            if regex is None:
                reached = first + len(word)
                yield Found(first, reached, word)
            elif (match := regex.match(text, first, end)) is not None:
                reached = match.end()
                yield Found(first, reached, SPACE_RE.sub(" ", match[0].lower()))
