"""Numbers that are labels or parts of names (``names.toml``)."""

import re
from functools import cache

from . import load_lexicon, phrase_pattern

LABEL = r"(?:\d{1,4}[a-zA-Z]?|[IVX]{1,4}[A-Ca-c]?)"
NO_NUMBER = r"(?![\d.,]*\d|[A-Za-z]|\s?%)"
COUNTED = (  # a number before one of these words is counted or measured, not the next label of a list
    r"(?!\s(?:[mµu]?g|mcg|kg|Gy|[cm]m|mL|IU|years?|months?|weeks?|days?|hours?|of\s(?:the\s)?\d"
    r"|patients|women|men|children|people|cases|deaths)\b)"
)
LISTED = (
    rf"(?:,\s{LABEL}{NO_NUMBER}(?=,|;|\.|\)|\]|$|\s(?:and|or|every|of)\b)"
    rf"|,?\s?(?:and|or|to|through|[-–−/])\s?(?:\d[A-Ca-c]?|\d\d(?!\s[a-z])|\d\d(?=\s(?:every|of)\b)|[IVX]{{1,4}}[A-Ca-c]?)"
    rf"{NO_NUMBER}(?!-[a-z]){COUNTED})"
)


@cache
def load_names() -> re.Pattern[str]:
    """One expression for every name with a number in it, labels with the list that follows included."""
    table = load_lexicon("names")
    given = [word for entry in table["label"] for word in entry["before"]]
    words = phrase_pattern([*given, *(word[0].upper() + word[1:] for word in given)])
    patterns = [pattern for entry in table["name"] for pattern in entry["patterns"]]
    return re.compile("|".join([*patterns, rf"\b(?:{words})\s?#?{LABEL}{NO_NUMBER}{LISTED}{{0,6}}"]))
