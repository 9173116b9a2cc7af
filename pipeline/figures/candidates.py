"""Candidate phrases for the group of a statistic: noun phrases with what may follow and qualify them."""

import re
from bisect import bisect_left
from typing import NamedTuple

from .reading import Reading

MAX_TOKENS = 34  # the longest group phrase looked for
MAX_ENDS = 9  # ends tried for one beginning
MAX_COMMAS = 3
STOPS = frozenset(".;:BS")
NEXT_COUNT_RE = re.compile(r",?C?P?[MS](?:O[MS])?N{0,4}\(S")  # ", and in 4 of 26 patients (15%": the next of a list
MAY_END = STOPS | {")", "V", "K"}  # tokens that end a phrase, or some phrases, at its own depth of brackets
PARTICIPLES = frozenset(  # verbs in -ed that as well qualify the noun before them ("women tested in one clinic")
    ["tested", "enrolled", "evaluated", "included", "identified", "observed", "examined", "analyzed", "assessed",
     "compared", "reported", "presented"]
)  # fmt: skip
ARTICLES = frozenset(["a", "an", "the", "its", "their", "his", "her", "our", "every"])  # they name nobody alone
COMPARATIVES = frozenset(
    ["younger", "older", "larger", "smaller", "greater", "less", "more", "fewer", "higher", "lower", "longer",
     "shorter", "thicker", "other", "rather", "later", "earlier", "better", "worse", "deeper"]
)  # fmt: skip


class Candidate(NamedTuple):
    """Tokens ``first:last``, noun phrases ``chunk..final``; ``hops`` are the words between the noun phrases."""

    first: int
    last: int
    chunk: int
    final: int
    sentence: int
    hops: tuple[str, ...]


def find_candidates(reading: Reading, sentence: int) -> list[Candidate]:
    """The phrases that begin at each noun phrase of a sentence, from short to long."""
    start = bisect_left(reading.chunk_sentences, sentence)
    stop = bisect_left(reading.chunk_sentences, sentence + 1)
    return [
        candidate
        for chunk in range(start, stop)
        if _may_begin(reading, chunk)
        for candidate in _grow_candidate(reading, sentence, chunk, stop)
    ]


def _may_begin(reading: Reading, chunk: int) -> bool:
    first, last = reading.chunks[chunk]
    if _is_article(reading, chunk):
        return False
    only_numbers = set(reading.letters[first:last]) <= {"M", "U"}
    return not only_numbers or reading.words[first] in ("others", "none")


def _is_article(reading: Reading, chunk: int) -> bool:
    """Whether a noun phrase is only an article, its noun lost to something that is no noun."""
    first, last = reading.chunks[chunk]
    return reading.letters[first:last] == "D" and reading.words[first] in ARTICLES


def _grow_candidate(reading: Reading, sentence: int, chunk: int, stop: int) -> list[Candidate]:
    """One candidate for each place where the phrase that begins with ``chunk`` may end."""
    letters, words, depth, chunks = reading.letters, reading.words, reading.depth, reading.chunks
    first, at = chunks[chunk]
    level, until = depth[first], min(len(letters), first + MAX_TOKENS)
    found = [Candidate(first, at, chunk, chunk, sentence, ())]
    following, ends = chunk + 1, 0
    hops: list[str] = []
    hop: list[str] = []
    commas, relative = 0, False
    while at < until and ends < MAX_ENDS:
        letter = letters[at]
        if following < stop and chunks[following][0] == at:
            if not hop and letter == "D":  # "with this approach | the survival rate"
                break
            hops.append(" ".join(hop) or "+")
            hop = []
            at = chunks[following][1]
            following += 1
            if depth[at - 1] == level and not _is_article(reading, following - 1):
                ends += 1
                found.append(Candidate(first, at, chunk, following - 1, sentence, tuple(hops)))
            continue
        deeper = depth[at] != level
        if (deeper or letter in MAY_END) and _must_end(reading, first, at, level, relative):
            break
        if letter in ",C" and not deeper and NEXT_COUNT_RE.match(letters, at):
            break
        commas += letter == "," and not deeper
        if commas > MAX_COMMAS:
            break
        relative = relative or letter == "W" or words[at] == "that"
        hop.append(words[at] if letter in "OPTCK,(" else letter)
        at += 1
        if letter == ")" and depth[at - 1] == level + 1:
            ends += 1
            hops.append(" ".join(hop))
            hop = []
            found.append(Candidate(first, at, chunk, following - 1, sentence, tuple(hops)))
    return found


def _must_end(reading: Reading, first: int, at: int, level: int, relative: bool) -> bool:
    """Whether no phrase that begins at ``first`` (bracket depth ``level``) may contain the token ``at``."""
    letter, depth = reading.letters[at], reading.depth[at]
    if depth < level:
        return True
    if depth > level:
        return letter == "."
    if letter == ")" and level and reading.letters[first - 1 : first] == "(":
        return True
    if letter == "V":
        qualifies = reading.words[at] in PARTICIPLES and reading.letters[at + 1 : at + 2] in ("P", "T")
        assigned = reading.letters[at - 2 : at] == "ET"  # "patients assigned to receive"
        return not (relative or qualifies or assigned)
    if letter == "K":
        return not (reading.words[at] == "than" and reading.words[at - 1] in COMPARATIVES)
    return letter in STOPS
