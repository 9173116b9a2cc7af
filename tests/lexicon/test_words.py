"""Phrases found by the words they begin with are those that one pattern over the whole text finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import phrase_pattern
from pipeline.lexicon.words import PhraseFinder, split_words

PHRASES = ["risk", "risk of", "at risk", "two", "two-drug arm", "p =", "10 years", "risk of two"]
PIECES = [
    "risk",
    "Risk",
    "RISKS",
    "of",
    "at",
    "two",
    "drug",
    "arm",
    "p",
    "10",
    "years",
    " ",
    "  ",
    "-",
    "‑",
    " = ",
    "(",
    ".",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.integers(0, 8))
def test_finder_agrees_with_the_pattern(text: str, start: int) -> None:
    pattern = re.compile(rf"(?<!\w)(?:{phrase_pattern(PHRASES)})(?!\w)", re.IGNORECASE)
    found = [(f.start, f.end) for f in PhraseFinder(PHRASES).find(text, start, len(text))]
    assert found == [match.span() for match in pattern.finditer(text, start, len(text))]


def test_the_phrase_is_told_as_the_list_has_it() -> None:
    found = list(PhraseFinder(PHRASES).find("A Two-drug\u2011arm was at\nrisk", 0, 26))
    assert [one.phrase for one in found] == ["two drug arm", "at risk"]


def test_a_phrase_begins_with_a_letter_or_digit() -> None:
    with pytest.raises(ValueError, match="must begin"):
        PhraseFinder(["(risk"])


@given(st.text(alphabet="aB_1 -.(é", max_size=30))
def test_words_stand_where_they_say(text: str) -> None:
    starts, words = split_words(text)
    found = [(start, word) for start, word in zip(starts, words, strict=True) if word]
    assert found == [(match.start(), match[0].lower()) for match in re.finditer(r"\w+", text)]
