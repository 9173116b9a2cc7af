"""A figure and its surroundings to the draft of a claim."""

import re

from pipeline.lexicon.intervals import OPERATORS
from pipeline.records import (
    Assertion,
    Condition,
    DoseFigure,
    Evidence,
    EvidenceLevel,
    Interval,
    StatisticFigure,
    ThenDose,
    ThenStatistic,
    ThenThreshold,
    ThresholdFigure,
    ThresholdRole,
)

from .arms import find_span, is_anonymous, read_components, split_group
from .bounds import read_bound, read_interval, read_operator
from .clauses import split_clauses
from .conditions import Reading, read_conditions
from .context import inherit
from .cues import dose_role, effect_label, find_cue, load_cues, read_certainty, statistic_role, threshold_role
from .draft import Arm, Draft
from .evidence import find_citations, find_level
from .page import PageView, Passage, Sentence, ValueFigure

NEAR_CHARS = 40  # a hedge belongs to a number when it stands at most this far before it
TOTAL_RE = re.compile(r"\b(?:total|cumulative)\b", re.IGNORECASE)
UNPARSED_FACTOR = 0.9
UNSTATED_FACTOR = 0.95


def draft_figure(page: PageView, passage: Passage, sentence: Sentence, figure: ValueFigure) -> Draft:
    """The draft of one statistic, threshold or dose."""
    clause = _find_clause(sentence, figure.start)
    match figure:
        case StatisticFigure():
            draft = _draft_statistic(passage, sentence, figure)
        case ThresholdFigure():
            draft = _draft_threshold(passage, sentence, figure, clause)
        case DoseFigure():
            draft = _draft_dose(passage, sentence, figure, clause)
    draft.conditions = inherit(draft.conditions, passage.context)
    draft.assertion = read_assertion(sentence, figure.start, clause)
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


def read_assertion(sentence: Sentence, start: int, clause: str) -> Assertion:
    """How the clause says it: certainty, and the hedges right before the number."""
    near = sentence.slice(max(sentence.start, start - NEAR_CHARS), start)
    hedges = [m.group().lower() for pattern in load_cues("hedge").values() for m in pattern.finditer(near)]
    return Assertion.model_construct(
        polarity="affirmed", certainty=read_certainty(clause), hedges=tuple(dict.fromkeys(hedges))
    )


def _find_clause(sentence: Sentence, at: int) -> str:
    for start, end in split_clauses(sentence.text, sentence.start):
        if start <= at < end:
            return sentence.slice(start, end)
    return sentence.text


def _draft_statistic(passage: Passage, sentence: Sentence, figure: StatisticFigure) -> Draft:
    then = ThenStatistic.model_construct(
        measure=figure.measure,
        role=statistic_role(figure.measure),
        of=figure.of,
        op=read_operator(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        low_inclusive=None if figure.low is None else True,
        high_inclusive=None if figure.high is None else figure.op not in ("<", ">"),
        unit=figure.unit,
        text=figure.text,
        time=figure.time,
        ci=figure.ci,
        p=figure.p,
        spread=figure.spread,
        numerator=figure.numerator,
        denominator=figure.denominator,
    )
    draft = Draft("statistic", passage, sentence, figure.start, figure.end, figure, then)
    place = find_span(passage.sentences, figure.group, figure.start) if figure.group else None
    own: list[Condition] = []
    if place is not None:
        reading = _read_group(draft, *place)
        own += reading.conditions
        draft.not_parsed = reading.not_parsed
    elif figure.group:
        draft.population, draft.not_parsed = figure.group, (figure.group,)
    beside = _read_beside(sentence, figure)
    if then.role == "test":
        draft.not_parsed += tuple(sentence.slice(f.start, f.end) for f in beside)
    else:
        bounds = (read_bound(f, sentence, "sentence") for f in beside)
        own += [bound for bound in bounds if bound is not None]
    draft.conditions = tuple(own)
    return draft


def _read_group(draft: Draft, sentence: Sentence, start: int, end: int) -> Reading:
    """Fill population and intervention from a group's words; the conditions of its people."""
    group = split_group(sentence, start, end)
    if group.treatment is not None:
        words = sentence.slice(*group.treatment)
        draft.intervention = Arm(words, read_components(sentence, group.treatment))
    draft.population = sentence.slice(start, end) if group.people else None
    if is_anonymous(sentence.slice(start, end)):
        return Reading((), (sentence.slice(start, end),))
    return read_conditions(sentence, group.people, "figure", _thresholds(sentence))


def _thresholds(sentence: Sentence) -> list[ThresholdFigure]:
    return [figure for figure in sentence.figures if isinstance(figure, ThresholdFigure)]


def _read_beside(sentence: Sentence, figure: StatisticFigure) -> list[ThresholdFigure]:
    """Thresholds of a statistic's clause that stand in no group of any statistic and do not say its time."""
    groups = [
        (place[1], place[2])
        for other in sentence.figures
        if isinstance(other, StatisticFigure) and other.group
        if (place := find_span([sentence], other.group, other.start))
    ]
    clause = next(
        ((a, b) for a, b in split_clauses(sentence.text, sentence.start) if a <= figure.start < b),
        (sentence.start, sentence.end),
    )
    return [
        threshold
        for threshold in _thresholds(sentence)
        if clause[0] <= threshold.start < clause[1]
        and not any(a <= threshold.start < b for a, b in groups)
        and not _says_time(threshold, figure.time)
    ]


def _says_time(threshold: ThresholdFigure, time: str | None) -> bool:
    letter = {"a": "Y", "mo": "M", "wk": "W", "d": "D"}.get(threshold.unit or "")
    return letter is not None and time in (f"P{threshold.value}{letter}", f"age:P{threshold.value}{letter}")


def _draft_threshold(passage: Passage, sentence: Sentence, figure: ThresholdFigure, clause: str) -> Draft:
    then = ThenThreshold.model_construct(
        var=figure.variable_id,
        op=read_operator(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        interval=read_interval(figure)
        or Interval(
            low=figure.value or figure.low, low_inclusive=True, high=figure.value or figure.high, high_inclusive=True
        ),
        role=_threshold_role(passage, sentence, figure, clause),
        effect=None,
    )
    if then.role in ("prognostic", "risk_group"):
        effect = find_cue("effect", clause)
        then = then.model_copy(update={"effect": effect_label(effect) if effect else None})
    draft = Draft("threshold", passage, sentence, figure.start, figure.end, figure, then)
    bound = read_bound(figure, sentence, "figure")
    draft.conditions = (bound,) if bound is not None else ()
    return draft


def _threshold_role(passage: Passage, sentence: Sentence, figure: ThresholdFigure, clause: str) -> ThresholdRole:
    groups = [f.group for f in sentence.figures if isinstance(f, StatisticFigure) and f.group]
    in_group = any(
        (place := find_span([sentence], words, figure.start)) and place[1] <= figure.start < place[2]
        for words in groups
    )
    said = threshold_role(clause)
    if in_group or said is None:
        return "timing" if said is None and not in_group and figure.variable_id.startswith("time_since") else "group"
    return said


def _draft_dose(passage: Passage, sentence: Sentence, figure: DoseFigure, clause: str) -> Draft:
    then = ThenDose.model_construct(
        agent=figure.agent,
        op=OPERATORS["between" if figure.low is not None and figure.op == "=" else figure.op],
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        schedule=figure.schedule,
        route=figure.route,
        total=True
        if TOTAL_RE.search(sentence.slice(max(sentence.start, figure.start - NEAR_CHARS), figure.start))
        else None,
        role=dose_role(clause) or "regimen",
    )
    return Draft("dose", passage, sentence, figure.start, figure.end, figure, then)
