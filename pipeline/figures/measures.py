"""What a statistic measures.

1. Only measures that have numbers of its unit come into question.
2. A linear model scores them by the words that name them (``cues``), the form of the number and the measure before.
3. The likeliest course of measures through the paragraph is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from pipeline.lexicon import load_lexicon

from .measure_features import (
    FAMILIES,
    MEASURES,
    POSSIBLE,
    SURVIVAL,
    Panel,
    cue_features,
    family_feature,
    number_features,
    step_to,
)
from .measure_scores import score_choices
from .ranker import Held, load_calibration, load_weights, score_features, softmax
from .reading import Reading

MODEL = "measure_model"
BEAM = 4  # courses kept
KEPT = 6  # measures of one statistic that are tried behind each course
COMPARING = frozenset(["hazard_ratio", "relative_risk", "odds_ratio", "risk_change", "p_value", "median_survival"])


class Measured(NamedTuple):
    """A measure, what it compares, and the probability that the measure is right, from 0 to 1."""

    measure: str
    of: str | None
    confidence: float


def read_measures(panel: Panel) -> list[Measured]:
    """The measure of each statistic, and for what compares (or times) another measure, that one when it is named."""
    measures, chances = follow_course(panel)
    calibration = load_calibration(MODEL)
    return [
        Measured(
            measure,
            read_compared(panel, index, measure),
            calibration.decided if chance is None else calibration.correct(chance),
        )
        for index, (measure, chance) in enumerate(zip(measures, chances, strict=True))
    ]


class Course(NamedTuple):
    """Measures of the statistics so far, the chance of each (None: a rule decided), and the logarithm of all."""

    score: float
    measures: list[str]
    chances: list[float | None]


def follow_course(panel: Panel) -> tuple[list[str], list[float | None]]:
    """The likeliest measures of all statistics, in order, and the chance of each behind the ones before it."""
    weights = load_weights(MODEL)
    courses = [Course(0.0, [], [])]
    for index, mention in enumerate(panel.statistics):
        decided = "p_value" if mention.p_alone else decide_measure(panel, index)
        if decided:
            courses = [Course(c.score, [*c.measures, decided], [*c.chances, None]) for c in courses]
            continue
        ranked = sorted([(-score, measure) for score, measure in score_choices(weights, panel, index)])
        scored = [(-cost, measure) for cost, measure in ranked[:KEPT]]
        follow = Following(weights, panel, index)
        longer = []
        for score, course, chances in courses:
            totals = [own + follow.score(measure, course) for own, measure in scored]
            for (_, measure), chance in zip(scored, softmax(totals), strict=True):
                longer.append((-score - log(max(chance, 1e-12)), course, measure, chance, chances))
        longer.sort()
        courses = [
            Course(-cost, [*course, measure], [*chances, chance])
            for cost, course, measure, chance, chances in longer[:BEAM]
        ]
    return courses[0].measures, courses[0].chances


class Following:
    """Scores of what may follow the statistics before one: sums over ``history_features``, each made once."""

    def __init__(self, weights: Mapping[str, float], panel: Panel, index: int) -> None:
        self._index = index
        if index == 0:
            self._first = weights.get("first", 0.0)
            return
        step = step_to(panel, index)
        self._family = follow_weights(Held(weights), step.alike)
        self._same = [score_features(weights, step.same_features(same)) for same in BOTH]
        if index > 1:
            self._second = [[weights.get(step.second_feature(same, same_2), 0.0) for same_2 in BOTH] for same in BOTH]

    def score(self, measure: str, course: Sequence[str]) -> float:
        """The score of a measure behind a course of measures."""
        if self._index == 0:
            return self._first
        same = measure == course[-1]
        score = self._same[same] + self._family[course[-1], measure]
        if self._index == 1:
            return score
        return score + self._second[same][measure == course[-2]]


BOTH = (False, True)


class FollowWeights(dict[tuple[str, str], float]):
    """What each measure that follows another is worth, for steps whose kinds of number are ``alike`` or not."""

    def __init__(self, weights: Mapping[str, float], alike: bool) -> None:
        super().__init__()
        self._weights, self._alike = weights, alike

    def __missing__(self, pair: tuple[str, str]) -> float:
        self[pair] = weight = self._weights.get(family_feature(*pair, self._alike), 0.0)
        return weight


@lru_cache(maxsize=4)
def follow_weights(held: Held[Mapping[str, float]], alike: bool) -> FollowWeights:
    """The weights of a model, looked up once."""
    return FollowWeights(held.value, alike)


def decide_measure(panel: Panel, index: int) -> str | None:
    """The measure that a name right beside the number leaves no doubt of: "HR, 0.62", "a 65% event-free survival"."""
    before, behind = panel.cues_around(index)
    reading, token = panel.reading, panel.reading.positions[index]
    if panel.units[index] == "%" and tells_change(reading, token):
        return "risk_change"
    if before and before[0].strong and before[0].measures[0] in RATIOS and len(before[0].measures) == 1:
        between = reading.words[before[0].last : token]
        if len(between) <= 3 and LINKS.issuperset(between):
            return before[0].measures[0]
    place, length = panel.runs[index]
    for cue in before[: length + 1]:  # "the OS and EFS rates were 80% and 64%"
        if length > 1 and len(cue.measures) == 1 and panel.lists.get(cue.first) == (place, length):
            return cue.measures[0] if cue.measures[0] in POSSIBLE[panel.units[index]] else None
    if behind and behind[0].strong and behind[0].measures[0] in SURVIVAL and panel.units[index] == "%":
        between = reading.words[token + 1 : behind[0].first]
        if len(between) <= 2 and all("year" in word or "month" in word or word.isdigit() for word in between):
            return behind[0].measures[0]
    return None


def tells_change(reading: Reading, token: int) -> bool:
    """Whether a percentage is a change: "12% higher", "reduced by about 30%"."""
    words, letters, told = reading.words, reading.letters, words_of_change()
    behind = token + 1
    while letters[behind : behind + 1] == "R" or words[behind : behind + 1] in (["relative"], ["absolute"]):
        behind += 1
    if told["behind"].issuperset(words[behind : behind + 1] or [""]):
        return True
    before = token - 1
    while before > 0 and (letters[before] in "DR" or words[before] in ("about", "to", "than")):
        before -= 1
    return before > 0 and words[before] == "by" and words[before - 1] in told["before"]


@cache
def words_of_change() -> Mapping[str, frozenset[str]]:
    """What stands right behind a percentage that is a change, and before "by" and one."""
    return {side: frozenset(entry["words"]) for side, entry in load_lexicon("measures")["change"].items()}


RATIOS = frozenset(["hazard_ratio", "relative_risk", "odds_ratio"])
LINKS = frozenset([",", "=", ":", "of", "was", "is", ")", "]"])


def choice_features(panel: Panel, index: int) -> Iterable[tuple[str, list[str]]]:
    """Each measure that comes into question with its features."""
    number = number_features(panel, index)
    before, behind = panel.cues_around(index)
    for measure in MEASURES:
        if measure not in POSSIBLE[panel.units[index]]:
            continue
        family = FAMILIES.get(measure, measure)
        cued = cue_features(panel, index, measure, before, behind)
        yield (
            measure,
            [
                *(f"{measure}|{name}" for name in number),
                *(f"{family}||{name}" for name in number),
                *cued,
                *(f"{name}@{family}" for name in cued),
            ],
        )


def read_compared(panel: Panel, index: int, measure: str) -> str | None:
    """The measure that a ratio, a change or a P value compares: the nearest one named before, else behind."""
    if measure not in COMPARING:
        return None
    reading = panel.reading
    token = reading.positions[index]
    here = [cue for cue in panel.cues if reading.sentence_of[cue.first] == reading.sentence_of[token]]
    ordered = [cue for cue in reversed(here) if cue.last <= token] + [cue for cue in here if cue.first > token]
    for cue in ordered:
        if measure in cue.measures:
            continue  # it names the ratio itself: "RR" is no response rate beside a relative risk
        for named in cue.measures:
            if named in SURVIVAL or (measure != "median_survival" and named in COMPARED):
                return named
    return None


COMPARED = SURVIVAL | frozenset(
    ["risk", "mortality", "incidence", "recurrence_rate", "response_rate", "complete_response_rate", "local_control",
     "score", "remission_rate"]
)  # fmt: skip
