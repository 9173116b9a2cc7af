"""Thresholds and doses to drafts of claims."""

import re

from pipeline.records import (
    DoseFigure,
    Interval,
    StatisticFigure,
    ThenDose,
    ThenThreshold,
    ThresholdFigure,
    ThresholdRole,
    find_predicates,
)

from .arms import find_span
from .bounds import name_variable, read_bound, read_interval, read_operator, read_unit, widen
from .clauses import clause_at
from .conditions import read_conditions
from .cues import dose_role, effect_label, find_cue, threshold_role
from .draft import Draft
from .page import Passage, Sentence
from .people import People, people_of
from .population import Described, add_unspoken, describe, find_described, find_study_population

TOTAL_RE = re.compile(r"\b(?:total|cumulative)\b", re.IGNORECASE)
NEAR_CHARS = 40  # "total" belongs to a dose when it stands at most this far before it
COMPARED_RE = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|vs\.?|than)\s+(?:that\s+of\s+|those\s+of\s+)?(?:the\s+)?$"
)
COMPARED_CHARS = 40
STAGING_RE = re.compile(r"\b(?:stage information|stage groupings?|staging|TNM)\b", re.IGNORECASE)
ASIDE_RE = re.compile(r"\([^()]*\)")
BRACKET_RE = re.compile(r"\s*\([^()]{0,40}")
NOBODY = Described("", (), (), None)


def draft_threshold(passage: Passage, sentence: Sentence, figure: ThresholdFigure) -> Draft:
    """The draft of a threshold without evidence and context; its own bound is among its conditions."""
    clause = clause_at(sentence, figure.start)
    people = next((p for p in people_of(sentence) if _describes(p, sentence, figure)), None)
    role = _threshold_role(passage, sentence, figure, people)
    effect = find_cue("effect", sentence.slice(*clause)) if role in ("prognostic", "risk_group") else None
    then = ThenThreshold.model_construct(
        var=name_variable(figure) or figure.variable_id,
        op=read_operator(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=read_unit(figure),
        interval=read_interval(figure, sentence) or _as_written(figure),
        role=role,
        effect=effect_label(effect) if effect else None,
    )
    draft = Draft("threshold", passage, sentence, figure.start, figure.end, figure, then)
    _take_people(draft, figure, people, clause)
    return draft


def _describes(people: People, sentence: Sentence, figure: ThresholdFigure) -> bool:
    """Whether a bound stands in a phrase about people, or in brackets right after it."""
    if people.start <= figure.start < people.end:
        return True
    return people.end < figure.start and BRACKET_RE.fullmatch(sentence.slice(people.end, figure.start)) is not None


def _as_written(figure: ThresholdFigure) -> Interval:
    """The numbers of a bound that gives no interval; its claim is set aside for review."""
    low = figure.low if figure.low is not None else figure.value
    high = figure.high if figure.high is not None else figure.value
    return Interval.model_construct(low=low, low_inclusive=True, high=high, high_inclusive=True)


def _take_people(draft: Draft, figure: ThresholdFigure, people: People | None, clause: tuple[int, int]) -> None:
    """The people that a bound describes, or is said of, beside the bound itself."""
    sentence = draft.sentence
    if people is not None:
        said = describe(sentence, people, "figure")
    else:
        groups = [place[1:] for f in sentence.figures if isinstance(f, StatisticFigure) and f.group
                  if (place := find_span([sentence], f.group, f.start))]  # fmt: skip
        described = find_described(draft.passage, sentence, clause, groups)
        said = NOBODY if described is None or _bounds(described, figure.variable_id) else described
        named = read_conditions(sentence, (widen(figure, sentence),), "figure", [figure]).conditions
        said = said._replace(conditions=add_unspoken(named, said.conditions))
    draft.population, draft.conditions, draft.not_parsed = said.text or None, said.conditions, said.not_parsed
    if people is not None and (wider := find_study_population(draft.passage, sentence)):
        draft.conditions = add_unspoken(draft.conditions, wider.conditions)
    own = read_bound(figure, sentence, "figure")
    if own is not None and not any(
        p.var == own.var and p.interval == own.interval for c in draft.conditions for p in find_predicates(c)
    ):
        draft.conditions = (*draft.conditions, own)


def _bounds(described: Described, variable: str) -> bool:
    """Whether a description bounds the same variable: then it is about another group."""
    return any(p.var == variable for c in described.conditions for p in find_predicates(c))


def _threshold_role(
    passage: Passage, sentence: Sentence, figure: ThresholdFigure, people: People | None
) -> ThresholdRole:
    """Staging by heading; a group where a statistic or a comparison is about it; else what the clause says."""
    if any(STAGING_RE.search(heading) for heading in passage.block.heading_path[-2:]):
        return "staging"
    groups = [f.group for f in sentence.figures if isinstance(f, StatisticFigure) and f.group]
    places = [place[1:] for words in groups if (place := find_span([sentence], words, figure.start))]
    if people is not None:
        lead = sentence.slice(max(sentence.start, people.start - COMPARED_CHARS), people.start)
        if COMPARED_RE.search(lead):
            return "group"
    if any(start <= figure.start < end for start, end in places):
        return "group"
    said = threshold_role(_without_asides(sentence, clause_at(sentence, figure.start), figure.start))
    if said is None and people is None and figure.variable_id.startswith(("time_since", "treatment_duration")):
        return "timing"
    return said or "group"


def _without_asides(sentence: Sentence, clause: tuple[int, int], at: int) -> str:
    """A clause without its bracketed asides, but for the one that holds the figure."""
    words, place = sentence.slice(*clause), at - clause[0]
    kept = [" " if not m.start() <= place < m.end() else m.group() for m in ASIDE_RE.finditer(words)]
    return ASIDE_RE.sub(lambda _: kept.pop(0), words)


def draft_dose(passage: Passage, sentence: Sentence, figure: DoseFigure) -> Draft:
    """The draft of a dose without evidence and context."""
    clause = clause_at(sentence, figure.start)
    total = TOTAL_RE.search(sentence.slice(max(sentence.start, figure.start - NEAR_CHARS), figure.start))
    then = ThenDose.model_construct(
        agent=figure.agent,
        op=read_operator(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        schedule=figure.schedule,
        route=figure.route,
        total=True if total else None,
        role=dose_role(sentence.slice(*clause)) or "regimen",
    )
    draft = Draft("dose", passage, sentence, figure.start, figure.end, figure, then)
    if said := find_described(passage, sentence, clause, ()):
        draft.population, draft.conditions, draft.not_parsed = said.text, said.conditions, said.not_parsed
        if said.treatment is not None:  # what the people have had or have besides is whom the dose is for
            draft.not_parsed = (*draft.not_parsed, said.treatment)
    return draft
