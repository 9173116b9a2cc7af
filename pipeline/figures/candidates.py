"""Candidate phrases for the group of a statistic, each with the features that do not depend on the statistic."""

from collections.abc import Iterator
from dataclasses import dataclass

from .reading import Reading

MAX_TOKENS = 34
MAX_ENDS = 9
MAX_COMMAS = 3
STOPS = frozenset(".;:BS")
PARTICIPLES = frozenset(
    ["tested", "enrolled", "evaluated", "included", "identified", "observed", "examined", "analyzed", "assessed",
     "compared", "reported", "presented"]
)  # fmt: skip
COMPARATIVES = frozenset(
    ["younger", "older", "larger", "smaller", "greater", "less", "more", "fewer", "higher", "lower", "longer",
     "shorter", "thicker", "other", "rather", "later", "earlier", "better", "worse", "deeper"]
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """Tokens ``first:last``, noun phrases ``chunk..final``; ``features`` hold whatever the statistic."""

    first: int
    last: int
    chunk: int
    final: int
    sentence: int
    hops: tuple[str, ...]


def find_candidates(reading: Reading, sentence: int, chunk_range: range) -> Iterator[Candidate]:
    """The phrases that begin at each noun phrase of a sentence, from short to long."""
    for chunk in chunk_range:
        first, end = reading.chunks[chunk]
        if set(reading.letters[first:end]) <= {"M", "U"} and reading.words[first] not in ("others", "none"):
            continue
        yield from grow_candidate(reading, sentence, chunk, chunk_range.stop)


def is_participle(reading: Reading, at: int) -> bool:
    """Whether a verb in -ed may as well qualify the noun before it ("women tested in 2013")."""
    return reading.words[at] in PARTICIPLES and reading.letters[at + 1 : at + 2] in ("P", "T")


def grow_candidate(reading: Reading, sentence: int, chunk: int, stop: int) -> Iterator[Candidate]:
    """One candidate for each place where the phrase that begins with ``chunk`` may end."""
    letters, words, depth = reading.letters, reading.words, reading.depth
    first, at = reading.chunks[chunk]
    level = depth[first]
    hops: list[str] = []
    yield Candidate(first, at, chunk, chunk, sentence, ())
    following = chunk + 1
    commas = emitted = 0
    relative = False
    hop: list[str] = []
    while at < len(letters) and at - first < MAX_TOKENS and emitted < MAX_ENDS:
        if following < stop and reading.chunks[following][0] == at:
            hops.append(" ".join(hop) or "+")
            hop = []
            at = reading.chunks[following][1]
            following += 1
            if depth[at - 1] == level:
                emitted += 1
                yield Candidate(first, at, chunk, following - 1, sentence, tuple(hops))
            continue
        letter = letters[at]
        if depth[at] < level or (letter == ")" and depth[at] == level and level and letters[first - 1 : first] == "("):
            return
        if depth[at] == level:
            if letter in STOPS or (letter == "V" and not (relative or is_participle(reading, at))):
                return
            if letter == "K" and not (words[at] == "than" and words[at - 1] in COMPARATIVES):
                return
            commas += letter == ","
            if commas > MAX_COMMAS:
                return
        elif letter == ".":
            return
        relative = relative or letter == "W" or words[at] == "that"
        hop.append(words[at] if letter in "OPTCK,(" else letter)
        at += 1
        if letter == ")" and depth[at - 1] == level + 1:
            emitted += 1
            hops.append(" ".join(hop))
            hop = []
            yield Candidate(first, at, chunk, following - 1, sentence, tuple(hops))
