"""Words that name what is measured, found among the tokens of a paragraph by the lexicon ``measures``."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from pipeline.lexicon import load_lexicon

from .ranker import Held
from .reading import Reading

PART_RE = re.compile(r"[-‑–/ ]")
SHORT_LENGTH = 5  # an entry with capitals and no space up to this length is an abbreviation


class Cue(NamedTuple):
    """Tokens ``first:last`` that name one of ``measures``; ``strong`` when they name it outright."""

    first: int
    last: int
    measures: tuple[str, ...]
    strong: bool


class _Phrase(NamedTuple):
    parts: tuple[str, ...]
    measure: str
    short: str | None
    strong: bool


@lru_cache(maxsize=1 << 15)
def split_parts(word: str) -> tuple[str, ...]:
    """A word's parts at hyphens and slashes."""
    return tuple(part for part in PART_RE.split(word) if part)


_ByLength = list[tuple[int, dict[tuple[str, ...], list[_Phrase]]]]


@cache
def phrases_by_part() -> Mapping[str, _ByLength]:
    """The lexicon's phrases by their first part, by length (the longest first), and by all parts."""
    phrases: defaultdict[str, dict[int, dict[tuple[str, ...], list[_Phrase]]]] = defaultdict(dict)
    for table, strong in (("name", True), ("hint", False)):
        for measure, entry in load_lexicon("measures")[table].items():
            for words in entry["words"]:
                short = words.lower() != words and len(words) <= SHORT_LENGTH and " " not in words
                phrase = _Phrase(split_parts(words.lower()), measure, words if short else None, strong)
                by_parts = phrases[phrase.parts[0]].setdefault(len(phrase.parts), {})
                by_parts.setdefault(phrase.parts, []).append(phrase)
    return {part: sorted(by_length.items(), reverse=True) for part, by_length in phrases.items()}


def find_cues(reading: Reading, abbreviations: Mapping[str, str]) -> list[Cue]:
    """The cues of a paragraph in order, the longest phrase at each place; a page's own abbreviations count too."""
    pieces = list(map(split_parts, reading.words))
    parts = list(chain.from_iterable(pieces))
    tokens = [at for at, piece in enumerate(pieces) for _ in piece]
    table = phrases_by_part()
    cues: list[Cue] = []
    reached = 0
    for at in [at for at, part in enumerate(parts) if part in table]:
        if at < reached:
            continue
        found = _match(reading, table[parts[at]], parts, tokens, at, len(pieces[tokens[at]]) == 1)
        if found:
            length = len(found[0].parts)
            measures = tuple(dict.fromkeys(phrase.measure for phrase in found))
            strong = any(phrase.strong for phrase in found)
            if measures == ("survival",) and _is_overall(reading, tokens[at]):
                measures, strong = ("overall_survival",), True
            cues.append(Cue(tokens[at], tokens[at + length - 1] + 1, measures, strong))
            reached = at + length
    return _define(reading, cues, abbreviations)


def _is_overall(reading: Reading, token: int) -> bool:
    """Whether "overall" and at most a time ("an overall 5-year survival") stand before a token."""
    before = reading.words[max(0, token - 2) : token]
    return before[-1:] == ["overall"] or (before[:1] == ["overall"] and "year" in before[-1])


def _match(
    reading: Reading, phrases: _ByLength, parts: list[str], tokens: list[int], at: int, whole: bool
) -> list[_Phrase]:
    """The longest phrases that stand at a part; one word inside a compound ("high-risk") is none."""
    for length, by_parts in phrases:
        known = by_parts.get(tuple(parts[at : at + length]))
        if known is None or (length == 1 and not whole):
            continue
        token = tokens[at]
        written = reading.text[reading.starts[token] : reading.ends[token]]
        found = [phrase for phrase in known if not phrase.short or phrase.short == written]
        if found:
            return found
    return []


def _define(reading: Reading, cues: list[Cue], abbreviations: Mapping[str, str]) -> list[Cue]:
    """Cues with the abbreviations in brackets behind one, "complete remission (CR)", and those that the page has."""
    defined = dict(_measures_by_short(Held(abbreviations)))
    for cue in cues:
        at = cue.last + (reading.words[cue.last : cue.last + 1] in (["rate"], ["rates"]))
        if cue.strong and reading.letters[at : at + 1] == "(" and at + 1 < len(reading.words):
            short = reading.text[reading.starts[at + 1] : reading.ends[at + 1]]
            if short.isalpha() and len(short) > 1 and short[:-1].isupper():
                defined[short] = cue.measures
    if not defined:
        return cues
    shorts = {short.lower() for short in defined}
    if shorts.isdisjoint(reading.words):
        return cues
    by_token = {cue.first: cue for cue in cues}
    for at, word in enumerate(reading.words):
        if word in shorts and word.isalpha():
            measures = defined.get(reading.text[reading.starts[at] : reading.ends[at]], ())
            if measures:
                by_token[at] = Cue(at, at + 1, measures, True)
    return [by_token[at] for at in sorted(by_token)]


@lru_cache(maxsize=4)  # one page after another
def _measures_by_short(held: Held[Mapping[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """The abbreviations of a page that stand for measures."""
    return {short: measures for short, long in held.value.items() if (measures := measures_named(long))}


@cache
def measures_named(phrase: str) -> tuple[str, ...]:
    """The measures that a whole phrase, "event-free survival", names outright."""
    parts = tuple(part for word in phrase.lower().split() for part in split_parts(word))
    known = dict(phrases_by_part().get(parts[0], ())).get(len(parts), {}).get(parts, ()) if parts else ()
    return tuple(dict.fromkeys(phrase.measure for phrase in known if phrase.strong))
