"""Text as it is compared: typography, case, markers and spacing do not count, words and numbers do."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import DamerauLevenshtein, Indel, LCSseq

MARKER_RE = re.compile(r"\[(?:\d[\d,\s\-–]*|[Ll]evels? of evidence[^\[\]]*)\]")
CITATION_RE = re.compile(r"\[(\d[\d,\s\-–]*)\]")
RANGE_RE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")
# A marker's range longer than this is a misread number, not a list of references.
MAX_RANGE = 60
# Words of this length or less are left as they are: "mass", "gas", "this".
MIN_STEM_CHARS = 4
# Shorter words that differ by a letter are other words; no two agents of the lexicon of this length differ by one.
MIN_MISSPELT_CHARS = 8
WORD_RE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[<>=≤≥±%~/]")
TABLE_NUMBER_RE = re.compile(r"^\s*(?:Table|Figure)\s+\d+\.?")
# The long form of an abbreviation stands in this stretch before its bracket.
MAX_LONG_FORM_CHARS = 150
ABBREVIATION_RE = re.compile(r"[(\[]([A-Z][A-Za-z]{1,7})[)\]]")
LETTERS_RE = re.compile(r"[A-Za-z]+")
LONG_WORD_RE = re.compile(r"[^\W\d_]+")
SAME_SIGN = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "×": "x"})
WORDS = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
NUMERALS: dict[str, str] = WORDS["numeral"]["words"]
SIGNS: dict[str, str] = WORDS["sign"]["words"]
REPORTING_WORDS = frozenset(WORDS["reporting"]["words"])
CARRIER_WORDS = frozenset(WORDS["carrier"]["words"]) | REPORTING_WORDS
ANNOUNCING_WORDS = frozenset(WORDS["announcing"]["words"])
DAILY_WORDS = frozenset(WORDS["daily"]["words"])
UNNAMED_WORDS = frozenset(WORDS["unnamed"]["words"])
TIME_WORDS = frozenset(WORDS["time"]["words"])
FIGURE_WORDS = frozenset(WORDS["figure"]["words"])
ADVICE_WORDS = frozenset(WORDS["advice"]["words"])
SAME_WORDS: dict[str, str] = WORDS["same"]["words"]
APPROXIMATE_WORDS = frozenset(WORDS["approximate"]["words"])
NEGATIONS = frozenset(WORDS["negation"]["words"])
SIGN_RE = re.compile("|".join(re.escape(sign) for sign in SIGNS))
BARE_POINT_RE = re.compile(r"(?<![\w.])\.(?=\d)")
THOUSANDS_RE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

Words = tuple[str, ...]


@lru_cache(maxsize=100_000)
def fold_words(text: str) -> Words:
    """The words, numbers and comparison signs of a text, folded; markers of references and levels are left out."""
    plain = MARKER_RE.sub(" ", text) if "[" in text else text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).translate(SAME_SIGN)
    plain = SIGN_RE.sub(lambda sign: SIGNS[sign[0]], plain.casefold())
    if "," in plain:
        plain = THOUSANDS_RE.sub("", plain)
    if "." in plain:
        plain = BARE_POINT_RE.sub("0.", plain)
    words = WORD_RE.findall(plain)
    return tuple(words) if NUMERALS.keys().isdisjoint(words) else tuple(NUMERALS.get(word, word) for word in words)


def count_standing(text: str, sentence: str) -> int:
    """How often a sentence stands in a text with a space or an end on each side."""
    count = 0
    at = text.find(sentence)
    while at >= 0:
        end = at + len(sentence)
        count += not (text[max(at - 1, 0) : at].strip() or text[end : end + 1].strip())
        at = text.find(sentence, end)
    return count


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


def fold_same(words: Words) -> Words:
    """The words with those of one meaning as one word."""
    return words if SAME_WORDS.keys().isdisjoint(words) else tuple(SAME_WORDS.get(word, word) for word in words)


def is_number(word: str) -> bool:
    """Whether a folded word is a number."""
    return word[0].isdecimal()


def mask_numbers(words: Words) -> Words:
    """The words with every number as one sign, so that a changed value does not hide an unchanged sentence."""
    return tuple("#" if word[0].isdecimal() else word for word in words)


def find_edited(before: Words, after: Words) -> frozenset[str]:
    """The words that one text has more often than the other."""
    if before == after:
        return frozenset()
    one, other = Counter(before), Counter(after)
    return frozenset(word for word in one.keys() | other.keys() if one[word] != other[word])


def find_new_words(before: Words, after: Words) -> frozenset[str]:
    """The words that one text has and the other has not; a number counts too where it stands there more often."""
    ones, others = frozenset(before), frozenset(after)
    return (ones ^ others) | frozenset(word for word in find_edited(before, after) if is_number(word))


def stem_word(word: str) -> str:
    """A word without what makes it plural, and "-ical" as "-ic": histological and histologic are one word."""
    if len(word) > MIN_STEM_CHARS and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-2] if word.endswith("ical") else word


def differ_in(before: str | None, after: str | None) -> frozenset[str]:
    """The content words in which two phrases differ; carrier words and endings do not count."""
    texts = fold_abbreviations(before or "", after or ""), fold_abbreviations(after or "", before or "")
    words = [fold_same(fold_words(text)) for text in texts]
    edited = find_edited(*words) - CARRIER_WORDS
    if not edited:
        return edited
    sides = [set(map(stem_word, side)) for side in words]
    apart = sides[0] ^ sides[1]
    apart -= {
        word
        for one in sides[0] - sides[1]
        for other in sides[1] - sides[0]
        if is_misspelt(one, other)
        for word in (one, other)
    }
    return frozenset(word for word in edited if is_number(word) or stem_word(word) in apart)


def fold_abbreviations(text: str, other: str) -> str:
    """The text with "long form (LF)" as "LF" where the other text has "LF", and as "long form" where it has not."""
    known = frozenset(LETTERS_RE.findall(other))
    done, parts = 0, []
    for match in ABBREVIATION_RE.finditer(text):
        near = max(done, match.start() - MAX_LONG_FORM_CHARS)
        words = list(LONG_WORD_RE.finditer(text, near, match.start()))[-len(match[1]) - 1 :]
        # the word as many places before the bracket as it has letters, else the nearest that begins like it
        order = (*words[-len(match[1]) :][:1], *reversed(words))
        first = next((word for word in order if word[0][0].casefold() == match[1][0].casefold()), None)
        if first is None:
            continue
        parts.append(text[done : first.start()] + match[1] if match[1] in known else text[done : match.start()])
        done = match.end()
    return "".join((*parts, text[done:]))


def is_misspelt(one: str, other: str) -> bool:
    """Whether two long words are one but for a slip of a letter after the second ("asymptomatic" is no slip)."""
    if min(len(one), len(other)) < MIN_MISSPELT_CHARS or one[:2] != other[:2]:
        return False
    return DamerauLevenshtein.distance(one, other) == 1


def rate_words(before: Words, after: Words) -> float:
    """How alike two sentences are, 0 to 1: by words in order, or one being a part of the other (split and merged)."""
    if not before or not after:
        return 0.0
    ratio = Indel.normalized_similarity(before, after)
    shorter = min(len(before), len(after))
    if ratio >= 0.75 or shorter < MIN_PART_WORDS:
        return float(ratio)
    return max(float(ratio), PART_WEIGHT * float(LCSseq.similarity(before, after)) / shorter)


def plain_number(word: str) -> str:
    """1.0 as 1; other words as they are."""
    return word.rstrip("0").rstrip(".") if "." in word else word


def count_numbers(words: Words) -> Counter[str]:
    """The numbers of a sentence and how often each stands there."""
    return Counter(plain_number(word) for word in words if is_number(word))


def rate_numbers(before: Counter[str], after: Counter[str]) -> float:
    """The share of numbers that two sentences have in common, 0 to 1; 0 where one has too few to be known by them.

    Three numbers are enough, or two of ``LONG_NUMBER`` digits ("965 women and 1,007 controls").
    """
    few = min(len(before), len(after)) < MIN_NUMBERS
    if few and min(sum(len(number) >= LONG_NUMBER for number in side) for side in (before, after)) < 2:
        return 0.0
    return share_numbers(before, after)


def share_numbers(before: Counter[str], after: Counter[str]) -> float:
    """The share of numbers that two sentences have in common, 0 to 1; 0 where neither has any."""
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 0.0


MIN_NUMBERS = 3
LONG_NUMBER = 3
# A part shorter than this is found in order in any long sentence; a part counts for less than the whole.
MIN_PART_WORDS = 8
PART_WEIGHT = 0.8


@dataclass(frozen=True)
class Edits:
    """How two sentences differ: ``edited`` words that one has more often, ``new`` words that the other has not at all.

    ``lost`` holds the words of table headers and captions that differ between captures: no change of the page.
    ``alike``: most of the sentence stayed, so that a phrase without a counterpart came or went.
    """

    edited: frozenset[str]
    new: frozenset[str]
    lost: frozenset[str] = frozenset()
    alike: bool = True

    def touch(self, words: Iterable[str]) -> bool:
        """Whether one of the words is new; true as well where the sentence was not edited: the cause is elsewhere."""
        return not self.edited or not self.new.isdisjoint(words)

    def alter(self, words: Iterable[str]) -> bool:
        """Whether the sentence has one of the words more or less often; true as well where it was not edited."""
        return not self.edited or not self.edited.isdisjoint(words)

    def bring(self, words: Iterable[str]) -> bool:
        """Whether most of the content words are new: another slice of the old words is no edit."""
        content = frozenset(words) - CARRIER_WORDS
        return not self.edited or 2 * len(content & self.new) > len(content)

    def reword(self, before: str | None, after: str | None) -> bool:
        """Whether two phrases differ in content words that the edit has brought or taken."""
        if before == after:
            return False
        differing = differ_in(before, after) - self.lost
        return bool(differing) and self.touch(differing)
