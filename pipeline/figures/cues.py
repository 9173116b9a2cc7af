"""Words that name what is measured, found among the tokens of a paragraph by the lexicon ``measures``."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
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


@cache
def phrases_by_part() -> Mapping[str, tuple[_Phrase, ...]]:
    """The lexicon's phrases by their first part, longest first."""
    phrases: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for table, strong in (("name", True), ("hint", False)):
        for measure, entry in load_lexicon("measures")[table].items():
            for words in entry["words"]:
                short = words.lower() != words and len(words) <= SHORT_LENGTH and " " not in words
                phrase = _Phrase(split_parts(words.lower()), measure, words if short else None, strong)
                phrases[phrase.parts[0]].append(phrase)
    return {part: tuple(sorted(found, key=lambda phrase: -len(phrase.parts))) for part, found in phrases.items()}


def find_cues(reading: Reading, abbreviations: Mapping[str, str]) -> list[Cue]:
    """The cues of a paragraph in order, the longest phrase at each place; a page's own abbreviations count too."""
    pieces = [split_parts(word) for word in reading.words]
    parts = [part for piece in pieces for part in piece]
    tokens = [at for at, piece in enumerate(pieces) for _ in piece]
    table = phrases_by_part()
    cues: list[Cue] = []
    reached = 0
    for at, part in enumerate(parts):
        if part not in table or at < reached:
            continue
        found = _match(reading, table[part], parts, tokens, at, len(pieces[tokens[at]]) == 1)
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
    reading: Reading, phrases: tuple[_Phrase, ...], parts: list[str], tokens: list[int], at: int, whole: bool
) -> list[_Phrase]:
    """The longest phrases that stand at a part; one word inside a compound ("high-risk") is none."""
    found: list[_Phrase] = []
    for phrase in phrases:
        length = len(phrase.parts)
        if found and length < len(found[0].parts):
            break
        if (length == 1 and not whole) or tuple(parts[at : at + length]) != phrase.parts:
            continue
        token = tokens[at]
        if phrase.short and reading.text[reading.starts[token] : reading.ends[token]] != phrase.short:
            continue
        found.append(phrase)
    return found


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
    by_token = {cue.first: cue for cue in cues}
    shorts = {short.lower() for short in defined}
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
    found = [p.measure for p in phrases_by_part().get(parts[0], ()) if p.parts == parts and p.strong] if parts else []
    return tuple(dict.fromkeys(found))
