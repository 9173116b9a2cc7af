"""Numbers that are labels or parts of names (``names.toml``)."""

import re
from functools import cache

from . import load_lexicon, phrase_pattern

LABEL = r"(?:\d{1,4}[a-zA-Z]?|[IVX]{1,4}[A-Ca-c]?)"


@cache
def load_names() -> re.Pattern[str]:
    """One expression for every name with a number in it, labels with the list that follows included."""
    table = load_lexicon("names")
    given = [word for entry in table["label"] for word in entry["before"]]
    words = phrase_pattern([*given, *(word[0].upper() + word[1:] for word in given)])
    patterns = [pattern for entry in table["name"] for pattern in entry["patterns"]]
    label = (
        rf"\b(?:{words})\s?#?{LABEL}(?![\d.,]*\d|[A-Za-z]|\s?%)"
        rf"(?:\s?(?:,|,?\s?and|,?\s?or|to|through|[-–/])\s?{LABEL}(?![\d.,]*\d|[A-Za-z]|\s?[%-]|\s[a-z])){{0,6}}"
    )
    return re.compile("|".join([*patterns, label]))
