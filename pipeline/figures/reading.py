"""A paragraph seen as tokens, noun phrases and clauses: the ground on which groups and measures are read.

Each token takes a letter: D determiner, N noun or adjective, O "of", P preposition, T "to", W relative pronoun, V verb,
E word in -ed, G word in -ing, R adverb, C coordinator, K contrast (versus, than), B subordinator, U pronoun, M number,
S statistic, X marker in square brackets, and the marks ``( ) , ; : .`` as themselves; ``-`` is any other mark.
A noun phrase is a run of tokens ``D? R* E? (M|G|N)* N``.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise

from pipeline.lexicon import load_lexicon

from .paragraph import Mention, Paragraph

TOKEN_RE = re.compile(  # "t(8;21)" and "ETV6::RUNX1" are one word each
    r"((?:t|inv|del)\([\w;.]{1,12}\)(?:\([\w;.]{1,12}\))?|\d+[-‑–][A-Za-z]\w*|\d+(?:[.,]\d+)*%?|\w+(?:(?:[-–‑/'’.+]|::)\w+)*|\S)"
)
BRACKET_RE = re.compile(r"[()]")
LETTERS = {
    "determiner": "D", "of": "O", "contrast": "K", "preposition": "P", "to": "T", "relative": "W", "verb": "V",
    "participle": "E", "coordinator": "C", "subordinator": "B", "noun": "N", "adverb": "R", "pronoun": "U",
}  # fmt: skip
PLAIN_DASH = str.maketrans("–‑", "--")
MARKS = {"(": "(", ")": ")", ",": ",", ";": ";", ":": ":", ".": ".", "[": "(", "]": ")", "?": "."}
CHUNK_RE = re.compile(r"D?R*E?[MGN]*N|D|(?<=[(,])R*E(?=[),])|U|M")
CLAUSE_RE = re.compile(r"[.;:BC]|(?<=V)D")  # where a clause may begin within a sentence
HEADS = ("person", "arm", "case", "treatment", "study", "measure", "time", "place")
NO_STOP_BEFORE = frozenset(["vs", "al"])  # a full stop after these ends no clause


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
    for ending, length, shape in (("ly", 5, "R"), ("ed", 5, "E"), ("ing", 6, "G")):
        if word.endswith(ending) and len(word) >= length and (shape == "R" or "-" not in word):
            return shape
    return "N" if word[0].isalpha() else MARKS.get(word, "-")


@cache
def head_tables() -> tuple[dict[str, str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Nouns and noun endings with the class they name."""
    nouns: dict[str, str] = {}
    endings: list[tuple[str, re.Pattern[str]]] = []
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
    return nouns.get(word.rsplit("-", 1)[-1], "other")


@dataclass(slots=True)
class Reading:
    """Parallel lists over tokens (``starts`` to ``clause_of``) and over noun phrases (``chunks`` to ``roles``).

    ``chunks`` are half-open token ranges, ``chunk_at`` finds the one that begins at a token; ``positions`` gives each
    statistic's token. A role is S (first phrase of its clause), F (fronted: behind a preposition that opens the
    clause), p (in brackets) or ``-``.
    """

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    letters: str = ""
    depth: list[int] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    clause_of: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    chunks: list[tuple[int, int]] = field(default_factory=list)
    chunk_at: dict[int, int] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    chunk_sentences: list[int] = field(default_factory=list)

    def token(self, at: int) -> str:
        """The word of a closed-class token, the letter of another, ``^`` outside the text."""
        if not 0 <= at < len(self.letters):
            return "^"
        letter = self.letters[at]
        return self.words[at] if letter in "OPTCKWBDRU,;:()." else letter

    def head_word(self, chunk: int) -> str:
        """The last word of a noun phrase."""
        return self.words[self.chunks[chunk][1] - 1]


def read_tokens(paragraph: Paragraph, statistics: Sequence[Mention]) -> Reading:
    """Tokens and noun phrases of a paragraph; each statistic is one token, a marker in square brackets another."""
    reading = Reading(paragraph.text)
    solid = sorted(
        [(mention.start, mention.end, "S", index) for index, mention in enumerate(statistics)]
        + [(start, end, "X", -1) for start, end in paragraph.brackets]
    )
    reading.positions = [0] * len(statistics)
    letters: list[str] = []
    at = 0
    for start, end, letter, index in [*solid, (len(paragraph.text), len(paragraph.text), "", -1)]:
        _add_tokens(reading, letters, at, start)
        if letter:
            reading.starts.append(start)
            reading.ends.append(end)
            reading.words.append("#" if letter == "S" else "[]")
            letters.append(letter)
        if index >= 0:
            reading.positions[index] = len(letters) - 1
        at = max(at, end)
    _settle_letters(reading.words, letters)
    reading.letters = "".join(letters)
    firsts = _add_sentences(reading, [start for start, _ in paragraph.sentences] or [0])
    words, sentence_of = reading.words, reading.sentence_of
    reading.chunks = [match.span() for match in CHUNK_RE.finditer(reading.letters)]
    reading.chunk_at = {first: chunk for chunk, (first, _) in enumerate(reading.chunks)}
    reading.heads = [head_class(words[last - 1]) for _, last in reading.chunks]
    reading.chunk_sentences = [sentence_of[first] for first, _ in reading.chunks]
    _add_clauses(reading, firsts)
    _add_roles(reading)
    return reading


def _add_tokens(reading: Reading, letters: list[str], start: int, end: int) -> None:
    parts = TOKEN_RE.split(reading.text[start:end])  # gaps and tokens in turn
    edges = list(accumulate(map(len, parts), initial=start))
    written = parts[1::2]
    words = list(map(str.lower, written))
    if not reading.text.isascii():
        words = [word.translate(PLAIN_DASH) for word in words]  # "therapy–related" is "therapy-related"
    reading.starts += edges[1:-1:2]
    reading.ends += edges[2::2]
    reading.words += words
    first = len(letters)
    letters += map(letter_of, words)
    if "A" in written:
        for at, word in enumerate(written, first):
            if word == "A" and letters[max(0, at - 1) : at] == ["N"]:
                letters[at] = "N"  # "group A" is no article


ASSIGNING = frozenset(["assigned", "allocated", "randomized", "included", "recruited"])
QUALIFYING = frozenset(["increased", "decreased", "reduced", "improved", "estimated", "observed", "reported"])
UNSETTLED = frozenset([*ASSIGNING, *QUALIFYING, "that", "one", "result", "results", "found"])
ACTIVE_RE = re.compile(
    r"(?<=[NUWX)])E(?=[DNGM])"
)  # "patients preferred an active role"; "patients given drugs" is none


@cache
def transitive_verbs() -> frozenset[str]:
    """Words in -ed that are verbs wherever they stand between two nouns."""
    return frozenset(load_lexicon("grammar")["transitive"]["words"])


def _settle_letters(words: list[str], letters: list[str]) -> None:
    """Letters that depend on the neighbours: "showed that women", "drugs that help", "an increased risk"."""
    for at, word in enumerate(words):
        if word not in UNSETTLED:
            continue
        before = letters[at - 1] if at else "."
        after = letters[at + 1] if at + 1 < len(letters) else "."
        if word == "that" and before in ("V", "E"):
            letters[at] = "B"
        elif word == "that" and before in ("N", ",", ")", "X") and after != "O":
            letters[at] = "W"
        elif word == "one" and after == "N":
            letters[at] = "M"
        elif word in QUALIFYING and before in ("D", "P", "O", "T", "V", "-") and after in ("N", "G"):
            letters[at] = "E"
        elif word in ("result", "results"):
            letters[at] = "V" if at + 1 < len(words) and words[at + 1] in ("in", "from") else "N"
        elif word == "found" and before == "N" and after == "T":
            letters[at] = "E"
        elif word in ASSIGNING and before in ("R", "N") and after in ("D", "N", "M", "S"):
            letters[at] = "V"
    for match in ACTIVE_RE.finditer("".join(letters)):
        word, after = words[match.start()], letters[match.start() + 1]
        if word in transitive_verbs() or (after == "D" and word.endswith("ed")):
            letters[match.start()] = "V"


def _add_sentences(reading: Reading, sentence_starts: list[int]) -> list[int]:
    """Number the sentences; returns the tokens that begin all but the first."""
    reading.depth = _measure_depth(reading.letters)
    firsts = [bisect_left(reading.starts, start) for start in sentence_starts[1:]]
    for sentence, (first, last) in enumerate(pairwise([0, *firsts, len(reading.starts)])):
        reading.sentence_of += [sentence] * (last - first)
    return firsts


def _measure_depth(letters: str) -> list[int]:
    """How many brackets are open at each token, its own included."""
    depth = 0
    depths: list[int] = []
    for match in BRACKET_RE.finditer(letters):
        at = match.start()
        depths += [depth] * (at - len(depths))
        depth += letters[at] == "("
        depths.append(depth)
        depth -= letters[at] == ")" and depth > 0
    return depths + [depth] * (len(letters) - len(depths))


def _add_clauses(reading: Reading, sentences: list[int]) -> None:
    """Number the clauses; one begins at a sentence, a strong mark, a subordinator, "that" or ", and" + subject."""
    letters, words, depth = reading.letters, reading.words, reading.depth
    firsts = {at for at in sentences if at < len(words)}
    for match in CLAUSE_RE.finditer(letters):
        at, letter = match.start(), match.group()
        if letter == ".":
            opens = words[at - 1] not in NO_STOP_BEFORE
        elif letter == "D":
            opens = words[at] == "that"
        else:
            opens = letter != "C" or (letters[at - 1] in ",X" and _opens_clause(reading, at + 1))
        if opens:
            firsts.add(at)
    cuts = sorted(at for at in firsts if at and depth[at] == 0)
    for clause, (first, last) in enumerate(pairwise([0, *cuts, len(words)])):
        reading.clause_of += [clause] * (last - first)


SUBJECT_RE = re.compile(r"R*D?R*E?[MGN]*NR?V")


def _opens_clause(reading: Reading, at: int) -> bool:
    return SUBJECT_RE.match(reading.letters, at) is not None


def _add_roles(reading: Reading) -> None:
    clause, count, fronted, subject = -1, 0, False, False
    for first, _ in reading.chunks:
        if reading.depth[first]:
            reading.roles.append("p")
            continue
        if reading.clause_of[first] != clause:
            clause, count, fronted, subject = reading.clause_of[first], 0, False, False
        before = reading.letters[first - 1 : first]
        role = "-"
        if count == 0 and before in ("P", "O", "T", "E", "G"):
            role, fronted = "F", True
        elif count == 0 or (fronted and not subject and before == ","):
            role, subject = "S", True
        count += 1
        reading.roles.append(role)
