"""Phrases about people: "children with X whose first remission lasted 18 months or more".

A phrase is built around a noun. To the left it takes the words that stand before the noun; to the right its
prepositional and relative clauses, up to the finite verb of the main clause: each "who", "whose" or "and" in a
relative clause announces one finite verb, the first that is not announced ends the phrase.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.phrases import Token, find_tokens
from pipeline.lexicon.variables import load_phrases

from .page import Sentence

MOST_WORDS_BEFORE = 6
MOST_WORDS_AFTER = 40
RELATIVES = frozenset({"who", "whose", "whom", "that", "which"})
VERB_NEXT = frozenset({"who", "that", "which"})  # "whose" and "whom" have a subject before their verb
POSSESSIVES = frozenset({"their", "his", "her", "its"})
NEW_PHRASE = frozenset({"in", "for", "among"})  # before a noun for people they begin another description
AND = frozenset({"and", "or", "but"})
COUNTING = frozenset({"the", "a", "an", "all", "these", "those", "most", "some", "many", "both", "other", "additional"})
COMPARATIVES = frozenset(
    {"older", "younger", "less", "more", "greater", "fewer", "higher", "lower", "larger", "smaller"}
)
JOINED_RE = re.compile(r"\s*(?:,|,?\s*(?:and|or|and/or))\s+")
TIGHT = frozenset(" -‐‑–—/\u00a0’'“”+%")  # between the words of a phrase stand only these


class People(NamedTuple):
    """A phrase at ``start:end`` and the word before it and its number or article, folded ("in"; empty at the start)."""

    start: int
    end: int
    introduced_by: str


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_lexicon("population")[name])


@lru_cache(maxsize=4096)
def find_people(sentence: str, offset: int) -> tuple[People, ...]:
    """The phrases about people in a sentence, in order, without overlaps; ``offset`` is added to positions."""
    found: list[People] = []
    for people in _scan(sentence, find_tokens(sentence), offset):
        gap = sentence[found[-1].end - offset : people.start - offset] if found else None
        described_anew = gap is not None and gap.strip() == "," and sentence.startswith("those", people.start - offset)
        if gap is not None and JOINED_RE.fullmatch(gap) and not described_anew:
            found[-1] = People(found[-1].start, people.end, found[-1].introduced_by)
        else:
            found.append(people)
    return tuple(found)


def people_of(sentence: Sentence) -> tuple[People, ...]:
    """The phrases about people of a sentence, as document offsets."""
    return find_people(sentence.text, sentence.start)


def _scan(text: str, tokens: Sequence[Token], offset: int) -> Iterator[People]:
    at = 0
    while at < len(tokens):
        if not _is_head(tokens, at):
            at += 1
            continue
        first = _grow_left(text, tokens, at)
        last = _grow_right(text, tokens, at)
        outside = first - 1
        while outside >= 0 and (tokens[outside].written.isdigit() or tokens[outside].folded in COUNTING):
            outside -= 1
        before = tokens[outside].folded if outside >= 0 else ""
        end = tokens[last - 1].end
        end += text.startswith("%", end)
        yield People(tokens[first].start + offset, end + offset, before)
        at = last


def _is_head(tokens: Sequence[Token], at: int) -> bool:
    """A noun for people, no possessive, and "those" only where a description follows."""
    token = tokens[at]
    if token.folded == "those":
        return at + 1 < len(tokens) and tokens[at + 1].folded in _words("after_people")
    owned = at > 0 and tokens[at - 1].folded in POSSESSIVES  # "their children" are told of, not studied
    return token.folded in _words("people") and token.written[-2:] not in ("’s", "'s") and not owned


def _is_tight(text: str, left: Token, right: Token) -> bool:
    between = text[left.end : right.start]
    return between == "::" or all(character in TIGHT for character in between)  # "BCR::ABL1" is one name


def _grow_left(text: str, tokens: Sequence[Token], head: int) -> int:
    first = head
    while (
        first > 0
        and head - first < MOST_WORDS_BEFORE
        and tokens[first - 1].folded not in _words("before_people")
        and not tokens[first - 1].written.isdigit()
        and _is_tight(text, tokens[first - 1], tokens[first])
    ):
        first -= 1
    shares = first > 1 and tokens[first - 1].folded in ("and", "or") and first < head
    if shares and any(hit.last == 2 for hit in load_phrases().find([tokens[first - 2], tokens[head]])):
        first -= 2  # "current or former smokers"
    return first


def _grow_right(text: str, tokens: Sequence[Token], head: int) -> int:
    """The number of the first token after the phrase."""
    at = head + 1
    if (
        at >= len(tokens)
        or not (tokens[at].folded in _words("after_people") or _is_of(tokens, head))
        or not _is_tight(text, tokens[head], tokens[at])
    ):
        return at
    announced, in_relative, auxiliary_at = 0, False, -9
    while at < len(tokens) and at - head <= MOST_WORDS_AFTER:
        token = tokens[at]
        if not _is_tight(text, tokens[at - 1], token) and not _is_bound(text, tokens, at):
            break
        word = token.folded
        if word in _words("people_end") and tokens[at - 1].folded not in COMPARATIVES:
            break
        if word in NEW_PHRASE and at + 1 < len(tokens) and tokens[at + 1].folded in _words("people"):
            break
        if word in RELATIVES:
            announced, in_relative = 1, True
        elif announced and tokens[at - 1].folded in VERB_NEXT and not word.endswith("ly"):
            announced, auxiliary_at = 0, at if word in _words("auxiliaries") else auxiliary_at
        elif word in AND and in_relative and at + 1 < len(tokens) and _is_verb(tokens[at + 1].folded):
            announced = 1
        elif word in _words("auxiliaries"):
            if not announced and at - auxiliary_at > 2:
                break
            announced, auxiliary_at = 0, at
        elif word in _words("verbs") and at - auxiliary_at > 3 and tokens[at - 1].folded not in _words("introducing"):
            if not announced:
                break
            announced = 0
        at += 1
    return _trim(tokens, head, at)


def _is_of(tokens: Sequence[Token], head: int) -> bool:
    """ "carriers of X variants": what they carry describes them."""
    return tokens[head].folded == "carrier" and tokens[head + 1].folded == "of"


def _is_verb(word: str) -> bool:
    return word in _words("auxiliaries") or word in _words("verbs")


def _is_bound(text: str, tokens: Sequence[Token], at: int) -> bool:
    """A number sign or a decimal point between two words of a phrase ("aged ≥65 years", "0.01%")."""
    between = text[tokens[at - 1].end : tokens[at].start]
    return between.strip() in ("≥", "≤", "<", ">", ".", "(≥", "(<", "(>", "(≤") or (
        between in (", ", ".")
        and (tokens[at].folded in RELATIVES or (tokens[at - 1].written.isdigit() and tokens[at].written.isdigit()))
    )


def _trim(tokens: Sequence[Token], head: int, last: int) -> int:
    """A phrase does not end in a preposition, a conjunction, or a conjunction and a number that begins a new result."""
    number = last
    while number - 1 > head and tokens[number - 1].written.isdigit():
        number -= 1
    if tokens[number - 1].folded in AND:
        last = number
    while last - 1 > head and (tokens[last - 1].folded in _words("introducing") or tokens[last - 1].folded in AND):
        last -= 1
    return last
