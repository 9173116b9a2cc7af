"""A figure and its surroundings to the draft of a claim."""

from functools import lru_cache

from pipeline.lexicon.evidence import parse_level
from pipeline.lexicon.variables import DISEASE, is_kind_of
from pipeline.records import (
    Assertion,
    Document,
    DoseFigure,
    Evidence,
    EvidenceLevel,
    StatisticFigure,
    ThresholdFigure,
    find_predicates,
)

from .bounded import draft_dose, draft_threshold
from .clauses import clause_at
from .conditions import codes_of, read_codes
from .context import inherit
from .cues import Certainty, load_cues, read_certainty
from .draft import Draft
from .evidence import find_citations, find_level
from .page import PageView, Passage, Sentence, ValueFigure
from .recommendations import draft_recommendation
from .statistics import draft_statistic, take_from_list

INTEGRATIVE = "pdq-integrative"  # shares codes with the treatment scheme; told by the address of the page
AT_RISK_MEASURES = frozenset({"incidence", "prevalence", "risk"})
NEAR_CHARS = 40  # a hedge belongs to a number when it stands at most this far before it
UNPARSED_FACTOR = 0.9
UNSTATED_FACTOR = 0.95


def draft_figure(page: PageView, passage: Passage, sentence: Sentence, figure: ValueFigure) -> Draft:
    """The draft of one statistic, threshold or dose, without what ``complete_draft`` adds."""
    match figure:
        case StatisticFigure():
            draft = draft_statistic(passage, sentence, figure)
            take_from_list(draft, page.find_leads(passage))
        case ThresholdFigure():
            draft = draft_threshold(passage, sentence, figure)
        case DoseFigure():
            draft = draft_dose(passage, sentence, figure)
    return draft


def complete_draft(page: PageView, draft: Draft, figure: ValueFigure) -> None:
    """What the page around a figure adds: inherited conditions, how sure the words are, evidence."""
    passage, sentence = draft.passage, draft.sentence
    _mark_other_diseases(draft, passage)
    at_risk = isinstance(figure, StatisticFigure) and figure.measure in AT_RISK_MEASURES and _counts_disease(draft)
    draft.conditions = inherit(draft.conditions, passage.context, at_risk=at_risk)
    draft.assertion = read_assertion(sentence, figure.start)
    draft.evidence = read_evidence(page, passage, sentence, figure.start, figure.end)
    draft.confidence = figure.confidence * (UNPARSED_FACTOR if draft.not_parsed else 1.0)
    if draft.population is None and draft.kind == "statistic":
        draft.confidence *= UNSTATED_FACTOR


def _mark_other_diseases(draft: Draft, passage: Passage) -> None:
    """A clause on a disease that is no kind of the page's, and that no condition speaks of, is not parsed whole."""
    inherited = {code for c in passage.context for p in find_predicates(c) if p.var == DISEASE for code in codes_of(p)}
    spoken = any(p.var == DISEASE for c in draft.conditions for p in find_predicates(c))
    if spoken or not inherited:
        return
    words = draft.sentence.slice(*clause_at(draft.sentence, draft.start))
    for predicate in read_codes(words, "clause"):
        if predicate.var == DISEASE and not any(_related(a, b) for a in codes_of(predicate) for b in inherited):
            draft.not_parsed = tuple(dict.fromkeys((*draft.not_parsed, predicate.text)))


def _related(one: str, other: str) -> bool:
    return is_kind_of(DISEASE, one, other) or is_kind_of(DISEASE, other, one)


def _counts_disease(draft: Draft) -> bool:
    """Whether what is counted is the disease itself, named or not, and not something that befalls its patients."""
    return not draft.not_parsed or any(p.var == DISEASE for w in draft.not_parsed for p in read_codes(w, "figure"))


def draft_sentence(page: PageView, passage: Passage, sentence: Sentence) -> Draft | None:
    """The draft of a recommendation, where the sentence is one."""
    draft = draft_recommendation(passage, sentence)
    if draft is not None:
        draft.conditions = inherit(draft.conditions, passage.context, at_risk=False)
        last = max((sentence.start, *(f.end for f in sentence.figures)))
        draft.evidence = read_evidence(page, passage, sentence, sentence.start, last)
    return draft


def read_evidence(page: PageView, passage: Passage, sentence: Sentence, start: int, end: int) -> Evidence:
    """Citations and level of what stands at ``start:end``."""
    level, scheme = find_level(sentence, end), find_scheme(page.document)
    return Evidence.model_construct(
        citations=find_citations(page, passage, sentence, start, end),
        level=_read_level(level.level, scheme) if level else None,
    )


def find_scheme(document: Document) -> str | None:
    """The scheme of the levels of evidence of a page where its address tells it; None elsewhere."""
    return INTEGRATIVE if "/cam/" in (document.source_url or "") else None


def _read_level(raw: str, scheme: str | None) -> EvidenceLevel | None:
    """One level, or several in one bracket under one name."""
    levels = parse_level(raw, scheme)
    if len(levels) < 2:
        return levels[0] if levels else None
    schemes = {level.scheme for level in levels}
    return EvidenceLevel.model_construct(
        raw=raw,
        scheme=schemes.pop() if len(schemes) == 1 else None,
        display="; ".join(level.display or level.raw for level in levels),
    )


def read_assertion(sentence: Sentence, start: int) -> Assertion:
    """How the clause says it: certainty, and the hedges right before the number."""
    near = sentence.slice(max(sentence.start, start - NEAR_CHARS), start)
    hedges = [m.group().lower() for pattern in load_cues("hedge").values() for m in pattern.finditer(near)]
    return _affirm(read_certainty(sentence.slice(*clause_at(sentence, start))), tuple(dict.fromkeys(hedges)))


@lru_cache(maxsize=256)  # a page says nearly everything in the same few ways
def _affirm(certainty: Certainty, hedges: tuple[str, ...]) -> Assertion:
    return Assertion.model_construct(polarity="affirmed", certainty=certainty, hedges=hedges)
