"""Numbers as written: digits, decimals, thousands, powers of ten, words."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
UNITS = {word: number for number, word in enumerate(WORDS.split())}
TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * number for number, word in enumerate(TEN_WORDS.split(), 2)}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
SMALL = "|".join(sorted(UNITS, key=len, reverse=True))
TEN = "|".join(sorted(TENS, key=len, reverse=True))

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?|\.\d+"
POWER = r"\s?[×xX]\s?10\s?\^?\s?[-−–]?\s?\d{1,2}(?![\d,.]*\d)|\s?[×xX]\s?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
NUMBER_RE = re.compile(
    rf"(?<![\w.^])(?P<digits>{DIGITS})"
    rf"|(?<![\w-])(?P<fraction>(?:{SMALL})[-\s](?:half|halves|thirds?|quarters?|fourths?|fifths?|tenths?)|half(?=\sof\s))\b"
    rf"|(?<![\w-])(?P<words>(?:{TEN})(?:[-\s](?:{SMALL}))?|(?:{SMALL}))(?=(?:[-\s](?:to|or)[-\s])|fold|[^\w])",
    re.IGNORECASE,
)
MULTIPLE_RE = re.compile(r"\s(million|billion|thousand)\b(?!\s(?:units|IU|international))")
MULTIPLES = {"thousand": 1000, "million": 10**6, "billion": 10**9}
POWER_RE = re.compile(POWER)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–", "0123456789---")
SIGNS = "-−–"


class Number(NamedTuple):
    """``text[start:end]`` and what it is worth; ``worded``: spelled as words; "one-third" has a ``denominator``."""

    start: int
    end: int
    value: Decimal
    worded: bool
    denominator: int | None = None


def find_numbers(text: str) -> Iterator[Number]:
    """All numbers in order, those that are parts of names too; signs left out."""
    for match in NUMBER_RE.finditer(text):
        if match["digits"]:
            yield _with_multiple(text, match.start(), match.end(), parse_decimal(match["digits"]))
        elif match["fraction"]:
            yield _read_fraction(match)
        else:
            yield Number(match.start(), match.end(), Decimal(parse_words(match["words"])), True)


def _read_fraction(match: re.Match[str]) -> Number:
    words = re.split(r"[-\s]", match["fraction"].lower())
    top = UNITS[words[0]] if len(words) == 2 else 1
    return Number(match.start(), match.end(), Decimal(top), True, PARTS[words[-1].rstrip("s").replace("halve", "half")])


def _with_multiple(text: str, start: int, end: int, value: Decimal) -> Number:
    multiple = MULTIPLE_RE.match(text, end)
    if multiple is not None:
        return Number(start, multiple.end(), value * MULTIPLES[multiple[1]], False)
    return Number(start, end, value, False)


def parse_decimal(digits: str) -> Decimal:
    """``1,234.5`` and ``.05`` as they are meant."""
    return Decimal(digits.replace(",", ""))


def parse_words(words: str) -> int:
    """``forty-six`` as 46."""
    parts = re.split(r"[-\s]", words.lower())
    return sum(TENS.get(part, 0) or UNITS.get(part, 0) for part in parts)


def read_power(text: str, end: int) -> tuple[int, Decimal] | None:
    """End and factor of ``× 10−7`` written at ``end``, or None."""
    match = POWER_RE.match(text, end)
    if match is None:
        return None
    exponent = re.sub(r"\s", "", re.split(r"10", match[0], maxsplit=1)[1]).lstrip("^").translate(SUPERSCRIPTS)
    return match.end(), Decimal(10) ** int(exponent)
