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
from .cues import Certainty, load_cues, load_words
from .draft import Draft
from .page import Passage, Sentence, thresholds_of
from .people import people_of
from .population import add_unspoken, find_described

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
CUT_RE = re.compile(
    r",\s+|:\s+|\b(?:shows?|shown|showed|suggests?|suggested|indicates?|demonstrates?|demonstrated|found|believes?|"
    r"recommends?|recommended|concluded|agree)\s+that\s+",
    re.IGNORECASE,
)
REASON_RE = re.compile(  # up to its comma where it leads, to the end where it follows
    r"\b(?:because(?:\s+of)?|based\s+on|in\s+view\s+of|due\s+to|given(?=\s+the)|although|since|as\s+a\s+result|to\s+(?:eliminate|prevent|avoid|reduce|improve))\b[^,;]{0,200},?",
    re.IGNORECASE,
)
SAYING_RE = re.compile(
    r"[^,;]{0,120}\b(?:shows?|shown|suggests?|indicates?|recommends?|believes?|found)\s+that\s+", re.IGNORECASE
)
LIST_RE = re.compile(r"\b(?:or|and)\b")
MOST_ITEM_WORDS = 4  # an item of a list of treatments; longer ones are clauses
SHORTEST_ACTION_CHARS = 3
DONE = frozenset({"surgical_margin", "treatment_duration", "interval_between_courses"})  # bounds of what is done
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
    return any(map(text.lower().__contains__, load_lexicon("recommendations")["triggers"]))


def _is_advice(sentence: Sentence, action: Span, wording: str) -> bool:
    """Whether an action is one: it names a treatment, or the wording is explicit and is not said of people only."""
    if names_treatment(sentence.slice(*action)):
        return True
    return _is_explicit(wording) and not any(p.start <= action.start < p.end for p in people_of(sentence))


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
            if match is None or _is_bracketed(words, match.start()):
                continue
            action = _find_action(sentence, clause, match, cue.entry["action"])
            if action is None or not (_is_advice(sentence, action, match.group())):
                continue
            wording = Span(clause.start + match.start(), clause.start + match.end())
            reported = reporters.search(sentence.text) is not None
            return _build(passage, sentence, clause, action, wording, cue, reported)
    return None


def _is_bracketed(words: str, at: int) -> bool:
    return words.count("(", 0, at) > words.count(")", 0, at)


def _build(
    passage: Passage, sentence: Sentence, clause: Span, action: Span, wording: Span, cue: Cue, reported: bool
) -> Draft:
    then = ThenRecommendation.model_construct(
        action=sentence.slice(*action), direction=cue.entry["direction"], strength=cue.entry.get("strength")
    )
    draft = Draft("recommendation", passage, sentence, sentence.start, sentence.end, None, then)
    _take_population(draft, clause, action, wording)
    certainty: Certainty = "reported" if reported else "possible" if then.strength in POSSIBLE else "stated"
    hedges = [m.group().lower() for pattern in load_cues("hedge").values() for m in pattern.finditer(sentence.text)]
    draft.assertion = Assertion.model_construct(
        polarity="negated" if then.direction == "against" else "affirmed",
        certainty=certainty,
        hedges=tuple(dict.fromkeys(hedges)),
    )
    draft.confidence = 0.8 if draft.not_parsed else 0.9
    return draft


def _take_population(draft: Draft, clause: Span, action: Span, wording: Span) -> None:
    """Whom the advice is for: the group it points at, else all that the clause says beside action and wording."""
    sentence = draft.sentence
    rest = _beside(sentence, clause, action, wording)
    if any(is_pointing(sentence.slice(*span)) for span in rest):
        if said := find_described(draft.passage, sentence, clause, ()):
            draft.population, draft.conditions, draft.not_parsed = said.text, said.conditions, said.not_parsed
            if said.treatment and not said.conditions:
                draft.not_parsed = (*said.not_parsed, said.treatment)
        return
    own = Span(action.start, _before_especially(sentence, action))
    reading = read_conditions(sentence, rest, "sentence", thresholds_of(sentence))
    people = [bound for bound in thresholds_of(sentence) if bound.variable_id not in DONE]
    inside = read_conditions(sentence, [own], "sentence", people)
    draft.conditions = add_unspoken(reading.conditions, inside.conditions)
    draft.not_parsed = reading.not_parsed
    groups = [p for p in people_of(sentence) if any(a <= p.start < b for a, b in rest)]
    draft.population = "; ".join(sentence.slice(p.start, p.end) for p in groups) or None


def _beside(sentence: Sentence, clause: Span, action: Span, wording: Span) -> list[Span]:
    """The stretches of a clause before, between and after action and wording; reasons and markers are left out."""
    cuts = sorted([action, wording])
    edges = [clause.start, *(edge for cut in cuts for edge in cut), clause.end]
    spans = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        words = sentence.slice(start, max(start, end))
        reason = REASON_RE.search(words)
        if reason is not None and start < action.start:
            start, end = start + reason.end(), end
            words = sentence.slice(start, end)
        elif reason is not None:
            words = words[: reason.start()]
        marker = MARKER_RE.search(words)
        words = words[: marker.start()] if marker else words
        lead = SAYING_RE.match(words) if start < action.start else None
        spans.append(Span(start + (lead.end() if lead else 0), start + len(words)))
    return [span for span in spans if span.start < span.end]


def is_pointing(text: str) -> bool:
    """Whether words point at a group described elsewhere: "this group", "these patients"."""
    return next(load_words("anonymous").find(find_tokens(text)), None) is not None


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
    for cut in CUT_RE.finditer(words):
        rest, item = words[cut.end() :], words[first : cut.start()]
        listed = len(item.split()) <= MOST_ITEM_WORDS and names_treatment(item) and LIST_RE.search(rest)
        if rest.strip(" _,") and not GOES_ON_RE.match(rest) and not listed:
            first = cut.end()
    while lead := LEAD_RE.match(words[first:]):
        first += lead.end()
    last = len(words.rstrip(" _,"))
    return Span(start + first, start + last) if last - first >= SHORTEST_ACTION_CHARS else None


def _object(sentence: Sentence, start: int, end: int) -> Span | None:
    that = re.match(r"\s+that\s+", sentence.slice(start, end))
    people = [] if that else [p.start for p in people_of(sentence) if p.start > start]
    start += that.end() if that else 0
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
