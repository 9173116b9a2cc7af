"""A figure and its surroundings to the draft of a claim."""

from pipeline.records import (
    Assertion,
    DoseFigure,
    Evidence,
    EvidenceLevel,
    StatisticFigure,
    ThresholdFigure,
)

from .bounded import draft_dose, draft_threshold
from .clauses import clause_at
from .context import inherit
from .cues import load_cues, read_certainty
from .draft import Draft
from .evidence import find_citations, find_level
from .page import PageView, Passage, Sentence, ValueFigure
from .statistics import draft_statistic

NEAR_CHARS = 40  # a hedge belongs to a number when it stands at most this far before it
UNPARSED_FACTOR = 0.9
UNSTATED_FACTOR = 0.95


def draft_figure(page: PageView, passage: Passage, sentence: Sentence, figure: ValueFigure) -> Draft:
    """The draft of one statistic, threshold or dose."""
    match figure:
        case StatisticFigure():
            draft = draft_statistic(passage, sentence, figure)
        case ThresholdFigure():
            draft = draft_threshold(passage, sentence, figure)
        case DoseFigure():
            draft = draft_dose(passage, sentence, figure)
    draft.conditions = inherit(draft.conditions, passage.context)
    draft.assertion = read_assertion(sentence, figure.start)
    draft.evidence = read_evidence(page, passage, sentence, figure.start, figure.end)
    draft.confidence = figure.confidence * (UNPARSED_FACTOR if draft.not_parsed else 1.0)
    if draft.population is None and draft.kind == "statistic":
        draft.confidence *= UNSTATED_FACTOR
    return draft


def read_evidence(page: PageView, passage: Passage, sentence: Sentence, start: int, end: int) -> Evidence:
    """Citations and level of what stands at ``start:end``."""
    level = find_level(sentence, end)
    return Evidence.model_construct(
        citations=find_citations(page, passage, sentence, start, end),
        level=EvidenceLevel.model_construct(raw=level.level, scheme=None) if level else None,
    )


def read_assertion(sentence: Sentence, start: int) -> Assertion:
    """How the clause says it: certainty, and the hedges right before the number."""
    near = sentence.slice(max(sentence.start, start - NEAR_CHARS), start)
    hedges = [m.group().lower() for pattern in load_cues("hedge").values() for m in pattern.finditer(near)]
    return Assertion.model_construct(
        polarity="affirmed",
        certainty=read_certainty(sentence.slice(*clause_at(sentence, start))),
        hedges=tuple(dict.fromkeys(hedges)),
    )
