"""Numbers that are labels or parts of names (``names.toml``)."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from . import load_lexicon
from .words import split_words

MAX_LABEL = 24  # characters of the longest label word with the space behind it
MAX_NAME = 28  # characters from the start of the longest name to a number in it


@dataclass(frozen=True)
class Names:
    """``words``: after which a number is a label; ``name_re``: names that hold numbers."""

    words: frozenset[str]
    name_re: re.Pattern[str]

    def is_label(self, text: str, start: int) -> bool:
        """Does a label word stand right before the number at ``start``?"""
        before = text[max(0, start - MAX_LABEL) : start]
        if not before[-1:].isspace():
            return False
        last = before.split()[-2:]
        return bool(last) and (last[-1].lstrip("([") in self.words or " ".join(last) in self.words)

    def covers(self, text: str, start: int, end: int) -> bool:
        """Is ``text[start:end]`` inside a name? A name begins where a word does."""
        starts = split_words(text).starts
        near = starts[bisect_left(starts, start - MAX_NAME) : bisect_right(starts, start)]
        for first in near:
            name = self.name_re.match(text, first, end + MAX_NAME)
            if name is not None and name.end() > start:
                return True
        return False


@cache
def load_names() -> Names:
    """The names table, compiled once."""
    table = load_lexicon("names")
    words = {word for entry in table["label"] for word in entry["before"]}
    words |= {word[0].upper() + word[1:] for word in words}
    patterns = [pattern for entry in table["name"] for pattern in entry["patterns"]]
    return Names(frozenset(words), re.compile("|".join(patterns)))
