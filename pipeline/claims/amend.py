"""Corrections of how a figure was read, where the words right beside it leave no choice."""

import re

from pipeline.records import DoseFigure, StatisticFigure, ThresholdFigure

from .arms import names_treatment
from .page import Sentence, ValueFigure

BEHIND_CHARS = 60
SCHEDULE_CHARS = 160  # how far before an amount its schedule or route may stand
REMOVED_RE = re.compile(
    r"\s*(?:or\s+more\s+|or\s+fewer\s+)?(?:(?:regional|axillary|pelvic|lymph)\s+){0,3}(?:nodes?|LNs)\s+(?:were\s+|are\s+)?"
    r"(?:removed|examined|dissected|sampled|resected|harvested|retrieved|excised)\b",
    re.IGNORECASE,
)
GIVEN_RE = re.compile(r"\s+of\s+(?P<what>[\w\s-]{3,50})")
PART_RE = re.compile(  # tumors are no sample of people, and "12 of the women" are a part of one
    r"\s+of\s+(?:the|these|those)\s+|"
    r"\s*(?:(?!patients|women|men|children|people|cases)[\w-]+\s+){0,2}(?:cancers|tumors|tumours|lesions|[a-z]+omas|polyps|recurrences|relapses)\b"
)
ANOTHER_RE = re.compile(r"\b(?:plus|followed\s+by|then|with)\b", re.IGNORECASE)


def amend_figures(sentence: Sentence) -> None:
    """Correct the figures of a sentence in place."""
    sentence.figures[:] = [_amend(sentence, figure) for figure in sentence.figures]


def _amend(sentence: Sentence, figure: ValueFigure) -> ValueFigure:
    match figure:
        case ThresholdFigure():
            return _amend_threshold(sentence, figure)
        case DoseFigure():
            return _amend_dose(sentence, figure)
        case StatisticFigure(measure="sample_size") if PART_RE.match(_behind(sentence, figure)):
            return figure.model_copy(update={"measure": "count"})
    return figure


def _behind(sentence: Sentence, figure: ValueFigure) -> str:
    return sentence.slice(figure.end, min(figure.end + BEHIND_CHARS, sentence.end))


def _amend_threshold(sentence: Sentence, figure: ThresholdFigure) -> ThresholdFigure:
    """Nodes that were removed are not positive ones; "5 years of tamoxifen" is no time since it."""
    behind = _behind(sentence, figure)
    if figure.variable_id == "node_count" and REMOVED_RE.match(behind):
        return figure.model_copy(update={"variable_id": "nodes_removed", "variable": None})
    given = GIVEN_RE.match(behind)
    if figure.variable_id == "time_since_treatment" and given is not None and names_treatment(given["what"]):
        return figure.model_copy(update={"variable_id": "treatment_duration", "variable": None})
    return figure


def _amend_dose(sentence: Sentence, figure: DoseFigure) -> DoseFigure:
    """A schedule or a route that stands before the agent of another dose, or before "plus", is that one's."""
    taken = {name: None for name in ("schedule", "route") if _is_anothers(sentence, figure, getattr(figure, name))}
    return figure.model_copy(update=taken) if taken else figure


def _is_anothers(sentence: Sentence, figure: DoseFigure, words: str | None) -> bool:
    if not words:
        return False
    lead = sentence.slice(max(sentence.start, figure.start - SCHEDULE_CHARS), figure.start)
    at = lead.rfind(words)
    behind = _behind(sentence, figure)
    if words in behind:
        return ANOTHER_RE.search(behind[: behind.find(words)]) is not None
    if at < 0:
        return False
    between = lead[at + len(words) :]
    agent = between.find(figure.agent) if figure.agent else -1
    return agent >= 0 and ANOTHER_RE.search(between[:agent]) is not None
