"""The two treatments that a study compares, as the words before a result name them."""

import re
from collections.abc import Iterable
from itertools import chain

from pipeline.lexicon.phrases import find_tokens

from .arms import find_arm
from .page import Passage, Sentence

BRACKET_RE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
STUDIED_RE = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated)\s+(?:in\s+an?\s+\S{1,5}\s+ratio\s+)?(?:to\s+)?(?:either\s+)?"
    r"(?:(?:receive|undergo|treatment\s+with)\s+)?(?:either\s+)?(?P<one>[^,;.:]{3,80}?)"
    r",?\s+(?:or|versus|vs\.?)\s+(?:to\s+)?(?:(?:receive|undergo)\s+)?(?P<other>[^,;.:]{3,80})"
    r"|\b(?:compar(?:ed|ing|es)|comparison\s+of)\s+(?P<this>[^,;.:]{3,80}?)\s+(?:with|to|versus|vs\.?)\s+(?P<that>[^,;.:]{3,80})",
    re.IGNORECASE,
)
TITLE_RE = re.compile(r"(?P<one>[^:,;]{3,80}?)\s+(?:versus|vs\.?)\s+(?P<other>[^:,;]{3,80})", re.IGNORECASE)
THIRD_RE = re.compile(r"\b(?:or|versus|vs\.?)\b", re.IGNORECASE)
FILLERS = frozenset({"the", "a", "of", "with", "in", "to", "and", "group", "arm", "alone", "therapy", "treatment"})

Rivals = tuple[str, str]


def find_rivals(passage: Passage, leads: Iterable[Passage]) -> list[Rivals]:
    """The pairs of treatments that a passage, what it goes on from, and its heading compare; the nearest first."""
    found = [
        rivals
        for lead in chain([passage], leads)
        for sentence in reversed(lead.sentences)
        for match in STUDIED_RE.finditer(BRACKET_RE.sub("", sentence.text))
        if (rivals := _read(match["one"] or match["this"], match["other"] or match["that"])) is not None
    ]
    title = passage.block.heading_path[-1] if passage.block.heading_path else ""
    if (match := TITLE_RE.fullmatch(BRACKET_RE.sub("", title))) and (rivals := _read(match["one"], match["other"])):
        found.append(rivals)
    return found


def _read(one: str, other: str) -> Rivals | None:
    """Both sides as treatments; None where one is none, or a third is named."""
    arms = [_arm(one), _arm(other)]
    if arms[0] is None or arms[1] is None or THIRD_RE.search(other):
        return None
    return arms[0], arms[1]


def _arm(words: str) -> str | None:
    sentence = Sentence(0, len(words), words, 0)
    arm = find_arm(sentence, 0, len(words))
    return sentence.slice(*arm) if arm else None


def name_other(arm: str, rivals: Iterable[Rivals]) -> str | None:
    """The treatment that the nearest comparison of an arm holds it against; None where no comparison names it."""
    own = _words(arm)
    for one, other in rivals:
        likes = [_is_like(own, _words(side)) for side in (one, other)]
        if likes[0] != likes[1]:
            return other if likes[0] else one
    return None


def _is_like(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and (one <= other or other <= one)


def _words(text: str) -> frozenset[str]:
    return frozenset(token.folded for token in find_tokens(text)) - FILLERS
