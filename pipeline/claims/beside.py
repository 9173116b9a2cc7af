"""Bounds beside a statistic that belong to nobody else: they bound its people, or are a test's cut-off."""

import re

from pipeline.records import StatisticFigure, ThresholdFigure

from .arms import find_span
from .bounds import read_bound, widen
from .clauses import clause_at
from .compare import VERSUS_RE
from .cues import statistic_role
from .draft import Draft
from .page import Sentence, thresholds_of
from .people import people_of

LEADS_RE = re.compile(r"\s*(?:\([^()]{0,60}\)\s*)?(?:in|for|among|with|when|if|at)\b", re.IGNORECASE)
UNDER_RE = re.compile(r"\b(?:if|when)\b[^,;()]{0,60}$", re.IGNORECASE)


def groups_of(sentence: Sentence, figure: StatisticFigure) -> list[tuple[int, int]]:
    """Where the groups of the other statistics of a sentence stand."""
    return [
        (place[1], place[2])
        for other in sentence.figures
        if isinstance(other, StatisticFigure) and other.group and other.group != figure.group
        if (place := find_span([sentence], other.group, other.start))
    ]


def take_beside(draft: Draft, figure: StatisticFigure) -> None:
    """Thresholds of a statistic's clause that nothing else has taken: they bound its people, or a test's cut-off."""
    sentence = draft.sentence
    clause = clause_at(sentence, figure.start)
    if statistic_role(figure.measure) in ("context", "harm"):
        return  # in "70% were older than 50 years" the bound is what is counted
    taken = [*groups_of(sentence, figure), *((p.start, p.end) for p in people_of(sentence))]
    if figure.group and (place := find_span([sentence], figure.group, figure.start)):
        taken.append(place[1:])
    for threshold in thresholds_of(sentence):
        if not clause[0] <= threshold.start < clause[1] or _says_time(threshold, figure.time):
            continue
        if any(start <= threshold.start < end for start, end in taken):
            continue
        between = (min(figure.end, threshold.end), max(figure.start, threshold.start))
        words = sentence.slice(*between)
        apart = threshold.start > figure.end and ("," in words or not LEADS_RE.match(words))
        lead = sentence.slice(clause[0], threshold.start)
        under = threshold.end < figure.start and UNDER_RE.search(lead) is not None
        if not under and (apart or VERSUS_RE.search(words) or has_statistic(sentence, *between)):
            continue  # it bounds what the figure is compared with, or belongs to another figure
        bound = read_bound(threshold, sentence, "clause")
        if bound is None or statistic_role(figure.measure) == "test":
            draft.not_parsed = (*draft.not_parsed, sentence.slice(*widen(threshold, sentence)))
        else:
            draft.conditions = (*draft.conditions, bound)


def has_statistic(sentence: Sentence, start: int, end: int) -> bool:
    return any(isinstance(f, StatisticFigure) and start <= f.start and f.end <= end for f in sentence.figures)


def _says_time(threshold: ThresholdFigure, time: str | None) -> bool:
    letter = {"a": "Y", "mo": "M", "wk": "W", "d": "D"}.get(threshold.unit or "")
    return letter is not None and time in (f"P{threshold.value}{letter}", f"age:P{threshold.value}{letter}")
