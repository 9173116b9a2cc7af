"""A paragraph seen as tokens and noun phrases: the ground on which groups and measures are read.

Each token takes a letter: D determiner, N noun or adjective, O "of", P preposition, T "to", W relative pronoun, V verb,
E word in -ed, G word in -ing, R adverb, C coordinator, K contrast (versus, than), B subordinator, U pronoun, M number,
S statistic, X marker in square brackets, and the marks ``( ) , ; : .`` as themselves; ``-`` is any other mark.
A noun phrase is a run of tokens ``D? R* E? (N|M|G)* N``.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.lexicon import load_lexicon

from .paragraph import Mention, Paragraph

TOKEN_RE = re.compile(r"\d+(?:[.,]\d+)*%?|\w+(?:[-–‑/'’.+]\w+)*|\S")
LETTERS = {
    "determiner": "D", "of": "O", "contrast": "K", "preposition": "P", "to": "T", "relative": "W", "verb": "V",
    "coordinator": "C", "subordinator": "B", "adverb": "R", "pronoun": "U",
    "participle": "E",
}  # fmt: skip
MARKS = {"(": "(", ")": ")", ",": ",", ";": ";", ":": ":", ".": ".", "[": "(", "]": ")", "?": "."}
CHUNK_RE = re.compile(r"D?R*E?[MGN]*N|D|(?<=[(,])R*E(?=[),])|U|M")
HEADS = ("person", "arm", "case", "treatment", "study", "measure", "time", "place")


@cache
def word_letters() -> dict[str, str]:
    """The letter of each closed-class word; a word listed twice keeps its first."""
    letters: dict[str, str] = {}
    for name, entry in load_lexicon("grammar")["tag"].items():
        for word in entry["words"]:
            letters.setdefault(word, LETTERS[name])
    return letters


@cache
def letter_of(word: str) -> str:
    """The letter of a lower-case word."""
    letter = word_letters().get(word)
    if letter:
        return letter
    if word[0].isdigit():
        return "M" if word.replace("%", "").replace(".", "").replace(",", "").isdigit() else "N"
    if word.endswith("ly") and len(word) > 4:
        return "R"
    if word.endswith("ed") and len(word) > 4 and "-" not in word:
        return "E"
    if word.endswith("ing") and len(word) > 5 and "-" not in word:
        return "G"
    return "N" if word[0].isalpha() else MARKS.get(word, "-")


@cache
def head_tables() -> tuple[dict[str, str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Nouns and noun endings with the class they name."""
    nouns: dict[str, str] = {}
    endings = []
    for name in HEADS:
        entry = load_lexicon("grammar")["head"][name]
        for word in entry["words"]:
            nouns.setdefault(word, name)
        endings.extend((name, re.compile(pattern)) for pattern in entry.get("patterns", ()))
    return nouns, tuple(endings)


@cache
def head_class(word: str) -> str:
    """What a noun names: one of HEADS, or ``other``."""
    nouns, endings = head_tables()
    if word in nouns:
        return nouns[word]
    for name, pattern in endings:
        if pattern.fullmatch(word):
            return name
    if "-" in word and word.rsplit("-", 1)[1] in nouns:
        return nouns[word.rsplit("-", 1)[1]]
    return "other"


@dataclass(slots=True)
class Reading:
    """Parallel lists over tokens (``starts`` to ``depth``) and over noun phrases (``chunks`` to ``heads``).

    ``chunks`` are half-open token ranges; ``positions`` gives each statistic's token.
    """

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    letters: str = ""
    depth: list[int] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    chunks: list[tuple[int, int]] = field(default_factory=list)
    chunk_starts: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


def read_paragraph(paragraph: Paragraph, statistics: Sequence[Mention]) -> Reading:
    """Tokens and noun phrases of a paragraph; each statistic is one token, a marker in square brackets another."""
    reading = Reading(paragraph.text)
    solid = sorted(
        [(mention.start, mention.end, "S", index) for index, mention in enumerate(statistics)]
        + [(start, end, "X", -1) for start, end in paragraph.brackets]
    )
    reading.positions = [-1] * len(statistics)
    letters: list[str] = []
    at = 0
    for start, end, letter, index in [*solid, (len(paragraph.text), len(paragraph.text), "", -1)]:
        add_tokens(reading, letters, at, start)
        if letter and start >= at:
            reading.starts.append(start)
            reading.ends.append(end)
            reading.words.append("#" if letter == "S" else "[]")
            letters.append(letter)
        if index >= 0:
            reading.positions[index] = len(letters) - 1
        at = max(at, end)
    reading.letters = "".join(letters)
    add_structure(reading, paragraph)
    return reading


def add_tokens(reading: Reading, letters: list[str], start: int, end: int) -> None:
    """Append the tokens of ``text[start:end]``."""
    for match in TOKEN_RE.finditer(reading.text, start, end):
        word = match.group().lower()
        reading.starts.append(match.start())
        reading.ends.append(match.end())
        reading.words.append(word)
        letters.append(letter_of(word))


def add_structure(reading: Reading, paragraph: Paragraph) -> None:
    """Fill in sentences, bracket depth and noun phrases."""
    sentence_starts = [start for start, _ in paragraph.sentences] or [0]
    depth = 0
    for start, letter in zip(reading.starts, reading.letters, strict=True):
        depth += letter == "("
        reading.depth.append(depth)
        depth = max(0, depth - (letter == ")"))
        reading.sentence_of.append(max(0, bisect_right(sentence_starts, start) - 1))
    for match in CHUNK_RE.finditer(reading.letters):
        start, end = match.span()
        if start == end:
            continue
        reading.chunks.append((start, end))
        reading.chunk_starts.append(start)
        reading.heads.append(head_class(reading.words[end - 1]))
