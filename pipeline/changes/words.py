"""Text as it is compared: typography, case, markers and spacing do not count, words and numbers do."""

import re
import tomllib
import unicodedata
from collections import Counter
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import Indel, LCSseq

MARKER_RE = re.compile(r"\[(?:\d[\d,\s\-–]*|[Ll]evels? of evidence[^\[\]]*)\]")
CITATION_RE = re.compile(r"\[(\d[\d,\s\-–]*)\]")
RANGE_RE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")
# A marker's range longer than this is a misread number, not a list of references.
MAX_RANGE = 60
WORD_RE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[<>=≤≥±%~/]")
NUMBER_RE = re.compile(r"\d")
SAME_SIGN = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "×": "x"})
WORDS = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
NUMERALS: dict[str, str] = WORDS["numeral"]["words"]
SIGNS: dict[str, str] = WORDS["sign"]["words"]
CARRIER_WORDS = frozenset(WORDS["carrier"]["words"] + WORDS["reporting"]["words"])
ANNOUNCING_WORDS = frozenset(WORDS["announcing"]["words"])
TIME_WORDS = frozenset(WORDS["time"]["words"])
SIGN_RE = re.compile("|".join(re.escape(sign) for sign in SIGNS))
THOUSANDS_RE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

Words = tuple[str, ...]


@lru_cache(maxsize=100_000)
def fold_words(text: str) -> Words:
    """The words, numbers and comparison signs of a text, folded; markers of references and levels are left out."""
    plain = unicodedata.normalize("NFKC", MARKER_RE.sub(" ", text)).translate(SAME_SIGN).casefold()
    plain = THOUSANDS_RE.sub("", SIGN_RE.sub(lambda sign: SIGNS[sign[0]], plain))
    return tuple(NUMERALS.get(word, word) for word in WORD_RE.findall(plain))


def mark_citations(text: str) -> str:
    """The text with each citation marker as words that tell how many references it has, so that they count."""
    return CITATION_RE.sub(lambda marker: f" cites {len(read_numbers(marker[1]))} ", text)


def read_numbers(marker: str) -> list[int]:
    """The numbers inside a citation marker, ranges expanded, in order."""
    numbers: list[int] = []
    for first, last, single in RANGE_RE.findall(marker):
        if single:
            numbers.append(int(single))
        elif int(first) <= int(last) <= int(first) + MAX_RANGE:
            numbers.extend(range(int(first), int(last) + 1))
    return numbers


def mask_numbers(words: Words) -> Words:
    """The words with every number as one sign, so that a changed value does not hide an unchanged sentence."""
    return tuple("#" if NUMBER_RE.match(word) else word for word in words)


def find_edited(before: Words, after: Words) -> frozenset[str]:
    """The words that one text has more often than the other."""
    if before == after:
        return frozenset()
    one, other = Counter(before), Counter(after)
    return frozenset((one - other) + (other - one))


def differ_in(before: str | None, after: str | None) -> frozenset[str]:
    """The content words in which two phrases differ; carrier words do not count."""
    edited = find_edited(fold_words(before or ""), fold_words(after or ""))
    return edited - CARRIER_WORDS


def rate_words(before: Words, after: Words) -> float:
    """How alike two sentences are, 0 to 1: by words in order, or one being a part of the other (split and merged)."""
    if not before or not after:
        return 0.0
    ratio = Indel.normalized_similarity(before, after)
    shorter = min(len(before), len(after))
    if ratio >= 0.75 or shorter < MIN_PART_WORDS:
        return float(ratio)
    return max(float(ratio), PART_WEIGHT * float(LCSseq.similarity(before, after)) / shorter)


# A part shorter than this is found in order in any long sentence; a part counts for less than the whole.
MIN_PART_WORDS = 8
PART_WEIGHT = 0.8
