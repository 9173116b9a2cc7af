"""Whom a claim is about where its figure names no group: the people of its clause, its study or the sentence before.

The nearest description counts. Where a clause describes several groups, none is chosen: their words are not parsed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.records import Condition, PredicateSource, find_predicates

from .arms import Group, names_treatment, split_group
from .conditions import read_conditions
from .page import Passage, Sentence, thresholds_of
from .people import People, people_of

INTRODUCING = frozenset({"in", "for", "among", "of", "to"})
STUDY_RE = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|series|analys[ei]s|reviews?|registry|cohort|protocol|survey|report)\b", re.IGNORECASE
)

IN_STUDY_RE = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|series|analys[ei]s|reviews?|registry|cohort|protocol|survey|report)"
    r"(?:\s+[(\[][^()]{0,60}[)\]])?"
    r"(?:\s+(?:of|in|for|among|with|that\s+(?:included|enrolled)|includ(?:ed|ing)|enrolled|involv(?:ed|ing)"
    r"|examin(?:ed|ing)|evaluat(?:ed|ing)|follow(?:ed|ing)))"
    r"\s+(?:the\s+|all\s+|over\s+|more\s+than\s+)?(?:[\d,]+\s+)?$",
    re.IGNORECASE,
)
ADJACENT_RE = re.compile(r"\s*(?:in|for|among|of)\s+(?:the\s+|these\s+|all\s+)?(?:[\d,]+\s+)?", re.IGNORECASE)
COPULAS = frozenset({"was", "were", "is", "are", "been"})  # what follows is told of the people, it does not say who
CONTRAST_RE = re.compile(r"\b(?:similar\s+to|unlike|in\s+contrast\s+(?:to|with))\b[^,;()]{0,40}$", re.IGNORECASE)
COUNTED_RE = re.compile(r"\b(?:percentages?|proportions?|fractions?)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
MOST_CONTRAST_CHARS = 60
FRAME_RE = re.compile(
    r"(?:[^,;()]{0,60},\s+)?(?:in|among|for|of)\s+"
    r"(?:an?\s+(?:[\w-]+\s+){0,2}(?:population|group|cohort|series|study|sample|analysis)\s+of\s+)?"
    r"(?:the\s+|these\s+|all\s+)?(?:[\d,]+\s+)?",
    re.IGNORECASE,
)
FRAME_END_RE = re.compile(r"\s*(?:\([^()]{0,60}\)\s*)?,")
GOES_ON_RE = re.compile(
    r"(?:the|this|these|those|their|its|they|such|of (?:these|those|the)|among (?:these|those)|at|with (?:a|an) |"
    r"after|median|overall|both|most|all|no|in (?:both|each|this)|there|\d)",
    re.IGNORECASE,
)


SUBGROUP_RE = re.compile(
    r"(?:[^,;()]{0,60},\s+)?(?:in|among|for|within)\s+(?:the|this|an?)\s+(?P<words>[^,;()]{3,80}?)\s+"
    r"(?:subgroup|subset|population|cohort|stratum)(?:\s*\([^()]{0,40}\))?,",
    re.IGNORECASE,
)


CASES_RE = re.compile(
    r"\b(?P<words>(?:childhood|pediatric)\s(?:[a-z]{3,20}\s){0,2}(?:cancers?|tumou?rs?|leukemias?|lymphomas?))"
    r"\s(?:mortality|survival|incidence)\b",
    re.IGNORECASE,
)


class Described(NamedTuple):
    """People as described somewhere: their words, conditions, unparsed words and treatment, if any."""

    text: str
    conditions: tuple[Condition, ...]
    not_parsed: tuple[str, ...]
    treatment: str | None


def describe(sentence: Sentence, people: People, source: PredicateSource) -> Described:
    """Read one phrase about people, once."""
    key = (people, source)
    if key not in sentence.read:
        group = split_group(sentence, people.start, people.end)
        sentence.read[key] = read_group(sentence, people.start, people.end, group, source)
    said: Described = sentence.read[key]
    return said


def read_group(sentence: Sentence, start: int, end: int, group: Group, source: PredicateSource) -> Described:
    """The conditions of a group's people, read once."""
    key = (start, end, group, source)
    if key not in sentence.read:
        reading = read_conditions(sentence, group.people, source, thresholds_of(sentence))
        treatment = sentence.slice(*group.treatment) if group.treatment else None
        words = sentence.slice(start, end)
        sentence.read[key] = Described(words, reading.conditions, reading.not_parsed, treatment)
    said: Described = sentence.read[key]
    return said


def find_adjacent(sentence: Sentence, end: int) -> Described | None:
    """The people named right after a number: "67 years in men"."""
    for people in people_of(sentence):
        if people.start >= end and ADJACENT_RE.fullmatch(sentence.slice(end, people.start)):
            said = _informative([describe(sentence, people, "clause")])
            return said[0] if said else None
    return None


def find_described(
    passage: Passage, sentence: Sentence, clause: tuple[int, int], apart_from: Sequence[tuple[int, int]]
) -> Described | None:
    """The description that holds for what a clause says; ``apart_from`` are groups that other figures speak of."""
    here = [p for p in people_of(sentence) if not any(p.start < end and start < p.end for start, end in apart_from)]
    here = [p for p in here if p.introduced_by not in COPULAS and not _is_contrast(sentence, p)]
    own = [p for p in here if clause[0] <= p.start < clause[1]]
    for candidates, source in ((own, "clause"), (here, "sentence")):
        introduced = [p for p in candidates if p.introduced_by in INTRODUCING or p.start == sentence.start]
        said = _informative([describe(sentence, people, source) for people in introduced or candidates])  # type: ignore[arg-type]
        if len(said) == 1:
            return said[0]
        if said:
            return Described("; ".join(d.text for d in said), (), tuple(d.text for d in said), None)
    return find_study_population(passage, sentence) or _find_before(passage, sentence)


def _is_contrast(sentence: Sentence, people: People) -> bool:
    """Whether people are what others are held against ("similar to findings in adults, ..."), or what is counted."""
    lead = sentence.slice(max(sentence.start, people.start - MOST_CONTRAST_CHARS), people.start)
    return CONTRAST_RE.search(lead) is not None or COUNTED_RE.search(lead) is not None


def find_frame(sentence: Sentence, at: int) -> Described | None:
    """Whom a sentence is about by its first words: "Among women older than 50 years, the rate was 40% with ..."."""
    first = next(iter(people_of(sentence)), None)
    if first is None or first.introduced_by not in INTRODUCING or first.end > at:
        return None
    lead, after = sentence.slice(sentence.start, first.start), sentence.slice(first.end, sentence.end)
    if not FRAME_RE.fullmatch(lead) or not FRAME_END_RE.match(after):
        return None
    said = _informative([describe(sentence, first, "sentence")])
    return said[0] if said else None


def find_named_cases(sentence: Sentence, at: int) -> Described | None:
    """Whose cases the name of a measure tells of: "childhood cancer mortality fell by more than half"."""
    named = CASES_RE.search(sentence.text)
    if named is None or sentence.start + named.end() > at:
        return None
    start, end = sentence.start + named.start("words"), sentence.start + named.end("words")
    said = read_group(sentence, start, end, split_group(sentence, start, end), "sentence")
    return said if said.conditions else None


def find_subgroup(sentence: Sentence, at: int) -> Described | None:
    """The subgroup that the first words of a sentence name without people: "In the squamous subgroup, ..."."""
    named = SUBGROUP_RE.match(sentence.text)
    if named is None or sentence.start + named.end() > at or names_treatment(named["words"]):
        return None
    start, end = sentence.start + named.start("words"), sentence.start + named.end("words")
    reading = read_conditions(sentence, ((start, end),), "sentence", thresholds_of(sentence))
    return Described(named["words"], reading.conditions, reading.not_parsed, None)


def find_in_list(leads: Iterable[Passage]) -> Described | None:
    """The people of the study whose results a list tells; the item that speaks of a study last before counts."""
    for lead in leads:
        for sentence in reversed(lead.sentences):
            if not _names_study(sentence):
                continue
            if said := find_study_population(lead, sentence):
                return said
            described = _informative([describe(sentence, people, "paragraph") for people in people_of(sentence)])
            return described[0] if len(described) == 1 else None
    return None


def find_study_population(passage: Passage, sentence: Sentence) -> Described | None:
    """The people whom the study that a sentence reports has taken in; the study named last before it counts."""
    if "study" not in sentence.read:
        sentence.read["study"] = _search_study_population(passage, sentence)
    said: Described | None = sentence.read["study"]
    return said


def _names_study(sentence: Sentence) -> bool:
    """Whether a sentence names a study of any kind; looked for once."""
    if "names_study" not in sentence.read:
        sentence.read["names_study"] = STUDY_RE.search(sentence.text) is not None
    named: bool = sentence.read["names_study"]
    return named


def _search_study_population(passage: Passage, sentence: Sentence) -> Described | None:
    for earlier in reversed(passage.sentences[: sentence.number + 1]):
        if not _names_study(earlier):
            continue
        for people in people_of(earlier):
            if IN_STUDY_RE.search(earlier.slice(earlier.start, people.start)):
                said = _informative([describe(earlier, people, "paragraph")])
                return said[0] if said else None
        if earlier is not sentence:
            return None
    return None


def _find_before(passage: Passage, sentence: Sentence) -> Described | None:
    """The one description in the sentence before, where the sentence goes on from it ("The 4-year rate was ...")."""
    if not sentence.number or not GOES_ON_RE.match(sentence.text):
        return None
    before = passage.sentences[sentence.number - 1]
    said = _informative([describe(before, people, "paragraph") for people in people_of(before)])
    return said[0] if len(said) == 1 else None


def _informative(described: Sequence[Described]) -> list[Described]:
    """Those that say something of the people; of people known by their treatment only, one at most."""
    unique = {d.text: d for d in described if d.conditions or d.not_parsed}
    treated = {d.text: d for d in described if d.treatment}
    return list((unique or (treated if len(treated) == 1 else {})).values())


def add_unspoken(own: tuple[Condition, ...], more: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Own conditions, and those of a wider description on variables that the own ones do not speak of."""
    spoken = {p.var for condition in own for p in find_predicates(condition)}
    return (*(c for c in more if not any(p.var in spoken for p in find_predicates(c))), *own)
