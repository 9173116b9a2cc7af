"""Sentences that tell what to do: the action, its direction and strength, and whom it is for."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.lexicon import entry_regex, load_lexicon
from pipeline.lexicon.phrases import find_tokens
from pipeline.lexicon.sentences import Span
from pipeline.records import Assertion, ThenRecommendation

from .arms import names_treatment
from .clauses import split_clauses
from .conditions import read_conditions
from .cues import Certainty, load_cues
from .draft import Draft
from .page import Passage, Sentence, thresholds_of
from .people import people_of
from .population import find_described

LEAD_RE = re.compile(
    r"^(?:however|therefore|thus|currently|in addition|in general|generally|and|but|although|because|for example|"
    r"overall|also|the|a|an|that)\b[,\s]*",
    re.IGNORECASE,
)
GOES_ON_RE = re.compile(
    r"^\s*(?:especially|particularly|including|such as|in particular|e\.g\.|or|and|with|if|as)\b", re.IGNORECASE
)
LAST_WORDS = frozenset(
    {"for", "in", "to", "of", "among", "by", "with", "all", "the", "a", "most", "some", "these", "those"}
)
MARKER_RE = re.compile(r"\[[^\[\]]{1,80}\]")
BRACKET_RE = re.compile(r"\([^()]*\)")
SHORTEST_ACTION_CHARS = 3
POSSIBLE = frozenset({"weak"})


class Cue(NamedTuple):
    """A wording of advice and what it says."""

    pattern: re.Pattern[str]
    entry: Mapping[str, Any]


@cache
def _load() -> tuple[tuple[Cue, ...], re.Pattern[str], re.Pattern[str]]:
    data = load_lexicon("recommendations")
    cues = tuple(Cue(entry_regex(entry), entry) for entry in data["cue"])
    return cues, entry_regex(data["excluded"]), entry_regex(data["reporters"])


def _may_advise(text: str) -> bool:
    """A cheap look for the words that advice is made of, before any pattern is tried."""
    lowered = text.lower()
    return any(trigger in lowered for trigger in load_lexicon("recommendations")["triggers"])


def _is_explicit(wording: str) -> bool:
    """Whether a wording is advice whatever it is about: a test, a follow-up, a referral."""
    return any(stem in wording.lower() for stem in load_lexicon("recommendations")["explicit"])


def draft_recommendation(passage: Passage, sentence: Sentence) -> Draft | None:
    """The draft of a recommendation; None where the sentence tells nothing to do about a treatment or test."""
    if passage.block.kind not in ("paragraph", "list_item") or not _may_advise(sentence.text):
        return None
    cues, excluded, reporters = _load()
    if excluded.search(sentence.text):
        return None
    for clause in split_clauses(sentence.text, sentence.start):
        words = sentence.slice(clause.start, clause.end)
        for cue in cues:
            match = cue.pattern.search(words)
            if match is None:
                continue
            action = _find_action(sentence, clause, match, cue.entry["action"])
            if action is None or not (_is_explicit(match.group()) or names_treatment(sentence.slice(*action))):
                continue
            return _build(passage, sentence, clause, action, cue, reporters.search(sentence.text) is not None)
    return None


def _build(passage: Passage, sentence: Sentence, clause: Span, action: Span, cue: Cue, reported: bool) -> Draft:
    then = ThenRecommendation.model_construct(
        action=sentence.slice(*action), direction=cue.entry["direction"], strength=cue.entry.get("strength")
    )
    draft = Draft("recommendation", passage, sentence, sentence.start, sentence.end, None, then)
    said = find_described(passage, sentence, clause, ()) if people_of(sentence) else None
    if said is not None:
        draft.population, draft.conditions, draft.not_parsed = said.text, said.conditions, said.not_parsed
    else:
        stretch = Span(action.start, _before_especially(sentence, action))
        draft.conditions = read_conditions(sentence, [stretch], "sentence", thresholds_of(sentence)).conditions
    certainty: Certainty = "reported" if reported else "possible" if then.strength in POSSIBLE else "stated"
    hedges = [m.group().lower() for pattern in load_cues("hedge").values() for m in pattern.finditer(sentence.text)]
    draft.assertion = Assertion.model_construct(
        polarity="negated" if then.direction == "against" else "affirmed",
        certainty=certainty,
        hedges=tuple(dict.fromkeys(hedges)),
    )
    draft.confidence = 0.8 if said and said.not_parsed else 0.9
    return draft


def _before_especially(sentence: Sentence, action: Span) -> int:
    """ "Especially X" adds no condition: X is only an example of whom the action is for."""
    at = re.search(r",\s*(?:especially|particularly|including|such as)\b", sentence.slice(*action))
    return action.start + at.start() if at else action.end


def _find_action(sentence: Sentence, clause: Span, match: re.Match[str], side: str) -> Span | None:
    """The words of the action: the subject before the verb, or the object after it."""
    if side == "before":
        return _subject(sentence, clause.start, clause.start + match.start())
    return _object(sentence, clause.start + match.end(), clause.end)


def _subject(sentence: Sentence, start: int, end: int) -> Span | None:
    words = BRACKET_RE.sub(lambda m: "_" * len(m.group()), sentence.slice(start, end))
    words = MARKER_RE.sub(lambda m: "_" * len(m.group()), words)
    first = 0
    for cut in re.finditer(r",\s+|:\s+", words):
        rest = words[cut.end() :]
        if rest.strip(" _,") and not GOES_ON_RE.match(rest):
            first = cut.end()
    while lead := LEAD_RE.match(words[first:]):
        first += lead.end()
    last = len(words.rstrip(" _,"))
    return Span(start + first, start + last) if last - first >= SHORTEST_ACTION_CHARS else None


def _object(sentence: Sentence, start: int, end: int) -> Span | None:
    people = [p.start for p in people_of(sentence) if p.start > start]
    stop = min([end, *people])
    words = sentence.slice(start, stop)
    cut = re.search(r"[.;\[(]|,\s+(?:which|and|but|although|because|if)\b", words)
    words = words[: cut.start()] if cut else words
    tokens = find_tokens(words)
    while tokens and tokens[-1].folded in LAST_WORDS:
        tokens.pop()
    words = words[: tokens[-1].end] if tokens else ""
    first = len(words) - len(words.lstrip(" :,"))
    last = len(words.rstrip(" ,:"))
    return Span(start + first, start + last) if last - first >= SHORTEST_ACTION_CHARS else None
