"""Numbers as written: digits, decimals, thousands, powers of ten, words."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from pipeline.lexicon.words import split_words

WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
UNITS = {word: number for number, word in enumerate(WORDS.split())}
TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * number for number, word in enumerate(TEN_WORDS.split(), 2)}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}


def _by_first_letter(words: list[str]) -> str:
    """An alternation that branches on the first letter only: most words of a text fail on it at once."""
    letters = sorted({word[0] for word in words})
    longest_first = sorted(words, key=len, reverse=True)
    branches = (f"{x}(?:{'|'.join(word[1:] for word in longest_first if word[0] == x)})" for x in letters)
    return f"(?=[{''.join(letters)}])(?:{'|'.join(branches)})"


SMALL = _by_first_letter(list(UNITS))
TEN = _by_first_letter(list(TENS))
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?|\.\d+"
PART = r"(?:half|halves|thirds?|quarters?|fourths?|fifths?|tenths?)"
DIGITS_RE = re.compile(rf"(?<![\w.^])(?:{DIGITS})")
WORDS_RE = re.compile(
    rf"(?<![\w-])(?=[zotfsenhZOTFSENH])(?P<fraction>{SMALL}[-\s]{PART}\b|half(?=\sof\s))"
    rf"|(?<![\w-])(?=[zotfsenZOTFSEN])(?P<words>{TEN}(?:[-\s]{SMALL})?|{SMALL})(?=fold|\W)",
    re.IGNORECASE,
)
NUMBER_WORDS = frozenset(
    ["half", *UNITS, *TENS, *(f"{word}fold" for word in (*UNITS, *TENS))]
)  # a number in words begins with one
MULTIPLE_RE = re.compile(r"\s(million|billion|thousand)\b(?!\s(?:units|IU|international))")
MULTIPLES = {"thousand": 1000, "million": 10**6, "billion": 10**9}
POWER_RE = re.compile(r"\s?[×xX]\s?10\s?(?:\^?\s?[-−–]?\s?\d{1,2}(?![\d,.]*\d)|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–", "0123456789---")


class Number(NamedTuple):
    """``text[start:end]`` and what it is worth; ``worded``: spelled as words; "one-third" has a ``denominator``."""

    start: int
    end: int
    value: Decimal
    worded: bool
    denominator: int | None = None


def find_numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """All numbers in digits or words of ``text[start:end]`` in order, those that are parts of names too, without signs.

    A number begins where a word does, or with a point before it.
    """
    starts, words = split_words(text)
    reached = start
    some = slice(bisect_left(starts, start), bisect_left(starts, end))
    for first, word in zip(starts[some], words[some], strict=True):
        if first < reached:
            continue
        if word[:1].isdecimal():
            pointed = DIGITS_RE.match(text, first - 1, end) if first > start and text[first - 1] == "." else None
            match = pointed or DIGITS_RE.match(text, first, end)
            if match is not None:
                reached = match.end()
                yield _with_multiple(text, match.start(), reached, parse_decimal(match[0]))
        elif word in NUMBER_WORDS and (match := WORDS_RE.match(text, first, end)):
            reached = match.end()
            yield _read_words(match)


def _read_words(match: re.Match[str]) -> Number:
    if match["fraction"]:
        return _read_fraction(match)
    return Number(match.start(), match.end(), Decimal(parse_words(match["words"])), True)


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
