"""Noun phrases beside a position, found without a parser: the words up to a function word, a verb or a mark."""

import re
from functools import cache

from pipeline.lexicon import load_lexicon

from .paragraph import Span

_WORD_RE = re.compile(r"[^\W_][^\s()\[\],;:=<>≤≥]*")
_MAX_PHRASE_CHARS = 70  # longer runs of nouns are headings or lists, not the name of one thing
_RELATIONAL_RE = re.compile(
    r"(?:increases?|decreases?|reductions?|decline|loss|changes?|number|levels?|percentage|rates?|size|risk|history|dos(?:e|es|age|ages)|"
    r"diameter|use|involvement|difference)\Z",
    re.IGNORECASE,
)
_OPENERS = frozenset({"of", "the", "a", "an", "in", "this", "their"})
_JOINERS = frozenset({"of", "in", "from", "the", "a", "their"})


@cache
def function_words() -> frozenset[str]:
    """Lower-case words that no noun phrase runs across."""
    return frozenset(word for entry in load_lexicon("function_words").values() for word in entry["words"])


def phrase_before(text: str, at: int, floor: int) -> Span | None:
    """The noun phrase that ends where only spaces lie before ``at``; never reaches below ``floor``."""
    end = len(text[floor:at].rstrip()) + floor
    start = end
    for word in reversed(list(_WORD_RE.finditer(text, max(floor, end - _MAX_PHRASE_CHARS), end))):
        ends_sentence = word.group().endswith(".") and word.end() < end
        if text[word.end() : start].strip() or ends_sentence or word.group().lower() in function_words():
            break
        start = word.start()
    return Span(start, end) if start < end else None


def phrase_after(text: str, at: int, ceiling: int, any_head: bool = False) -> Span | None:
    """The noun phrase that begins where only spaces, articles or "of" lie after ``at``; never reaches past ``ceiling``.

    A relational head takes its complement along: "increase in limb volume", "level of albumin"; with ``any_head``
    so does every head: "blasts in the marrow".
    """
    start = end = None
    joined = False  # the words since ``end`` only join a head to its complement
    position = at
    for word in _WORD_RE.finditer(text, at, min(ceiling, at + _MAX_PHRASE_CHARS)):
        token = word.group().rstrip(".")
        lower = token.lower()
        if text[position : word.start()].strip():
            break
        if end is not None and token[:1].isdigit():
            break
        if lower not in function_words():
            start = word.start() if start is None else start
            end = word.start() + len(token)
            joined = False
        elif end is None:
            if lower not in _OPENERS:
                break
        elif lower in _JOINERS and (joined or any_head or _RELATIONAL_RE.search(text[at:end])):
            joined = True
        else:
            break
        position = word.end()
        if token != word.group():
            break
    return Span(start, end) if start is not None and end is not None else None
