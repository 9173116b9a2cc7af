"""Features of a measure for a statistic: the number's form, the words near it, the cues before and behind it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .cues import Cue, find_cues
from .paragraph import Mention, Paragraph
from .reading import Reading

SURVIVAL = frozenset(
    ["overall_survival", "event_free_survival", "disease_free_survival", "progression_free_survival",
     "relapse_free_survival", "leukemia_free_survival", "metastasis_free_survival", "cause_specific_survival",
     "survival"]
)  # fmt: skip
RATES = SURVIVAL | frozenset(
    ["local_control", "response_rate", "complete_response_rate", "remission_rate", "recurrence_rate", "mortality",
     "incidence", "prevalence", "risk", "sensitivity", "specificity", "predictive_value", "detection_rate",
     "recall_rate", "proportion", "adverse_event_rate", "risk_change", "other"]
)  # fmt: skip
FAMILIES = {
    **dict.fromkeys(SURVIVAL, "survival"),
    **dict.fromkeys(("hazard_ratio", "relative_risk", "odds_ratio"), "ratio"),
    **dict.fromkeys(
        ("response_rate", "complete_response_rate", "remission_rate", "local_control", "recurrence_rate"), "response"
    ),
    **dict.fromkeys(("sensitivity", "specificity", "predictive_value", "detection_rate", "recall_rate"), "diagnostic"),
    **dict.fromkeys(("incidence", "prevalence", "risk", "mortality"), "epidemiology"),
}
POSSIBLE: Mapping[str, frozenset[str]] = {  # unit class -> measures that have such numbers
    "%": RATES | {"mean_difference"},
    "fraction": RATES,
    "time": frozenset(
        ["median_survival", "time_to_event", "follow_up", "age_statistic", "duration", "mean_difference", "other"]
    ),
    "1": frozenset(
        ["sample_size", "count", "hazard_ratio", "relative_risk", "odds_ratio", "p_value", "score", "mean_difference",
         "other", "risk_change", "proportion", "incidence", "mortality", "adverse_event_rate", "response_rate",
         "complete_response_rate", "remission_rate", "cost", "concentration", "median_survival", "recurrence_rate",
         "detection_rate", "disease_free_survival"]
    ),
    "per": frozenset(
        ["incidence", "mortality", "prevalence", "risk", "detection_rate", "recall_rate", "adverse_event_rate",
         "proportion", "other", "recurrence_rate", "survival", "risk_change"]
    ),
    "fold": frozenset(["risk_change", "relative_risk", "other"]),
    "unit": frozenset(
        ["concentration", "cost", "other", "mean_difference", "risk_change", "score", "count", "incidence", "duration",
         "follow_up"]
    ),
}  # fmt: skip
MEASURES = tuple(sorted(frozenset().union(*POSSIBLE.values()) | RATES))
TIME_UNITS = frozenset(["mo", "a", "wk", "d", "h", "min"])
YEAR_WORDS = frozenset(["year", "years", "month", "months"])
NEAR = 6  # tokens to each side whose words count
EVENT_VERBS = frozenset(
    ["achieved", "had", "experienced", "showed", "developed", "achieve", "have", "experience", "develop", "reported"]
)
ASIDE_RE = re.compile(r"\([^()S]*\)")  # a bracket without a statistic: "(95% CI, 70%-80%)"
HINT_PREFIX = {True: "name", False: "hint"}


@dataclass(slots=True)
class Panel:
    """A paragraph's tokens, statistics and cues; ``lists``: a cue's token to index and length of its list of cues."""

    reading: Reading
    statistics: Sequence[Mention]
    cues: list[Cue]
    lists: dict[int, tuple[int, int]]
    runs: list[tuple[int, int]]
    units: list[str] = field(default_factory=list)
    _earlier: dict[int, list[tuple[int, tuple[frozenset[str], frozenset[str]]]]] = field(default_factory=dict)
    _around: dict[int, tuple[list[Cue], list[Cue]]] = field(default_factory=dict)

    def cues_around(self, index: int) -> tuple[list[Cue], list[Cue]]:
        """The cues of the sentence before (nearest first) and behind, that name a measure with such a number."""
        if index not in self._around:
            reading, unit = self.reading, self.units[index]
            token = reading.positions[index]
            sentence = reading.sentence_of[token]
            possible = POSSIBLE[unit] | (SURVIVAL if unit == "time" else frozenset())
            here = [
                cue
                for cue in self.cues
                if reading.sentence_of[cue.first] == sentence and not possible.isdisjoint(cue.measures)
            ]
            before = [cue for cue in reversed(here) if cue.last <= token]
            self._around[index] = before, [cue for cue in here if cue.first > token]
        return self._around[index]

    def earlier_of(self, index: int) -> list[tuple[int, tuple[frozenset[str], frozenset[str]]]]:
        """What the three sentences before a statistic name: how far back, all measures, those of the last cue."""
        sentence = self.reading.sentence_of[self.reading.positions[index]]
        if sentence not in self._earlier:
            named: list[tuple[int, tuple[frozenset[str], frozenset[str]]]] = []
            for back in (1, 2, 3):
                cues = [c for c in self.cues if c.strong and self.reading.sentence_of[c.first] == sentence - back]
                if cues:
                    union = frozenset().union(*(cue.measures for cue in cues))
                    named.append((back, (union, frozenset(cues[-1].measures))))
            self._earlier[sentence] = named
        return self._earlier[sentence]


def open_panel(paragraph: Paragraph, statistics: Sequence[Mention], reading: Reading) -> Panel:
    """What the measures of a paragraph are read from."""
    cues = find_cues(reading, paragraph.surroundings.abbreviations)
    units = [unit_class(mention) for mention in statistics]
    return Panel(reading, statistics, cues, list_cues(reading, cues), find_runs(reading), units)


def unit_class(mention: Mention) -> str:
    """The kind of number: ``%``, ``fraction`` (6 of 12), ``time``, ``per`` (a rate), ``fold``, ``1`` or ``unit``."""
    if mention.numerator is not None and mention.value is None and mention.low is None:
        return "fraction"
    if mention.unit in TIME_UNITS:
        return "time"
    if mention.unit.startswith("/") or "/a" in mention.unit:
        return "per"
    return mention.unit if mention.unit in ("%", "1", "fold") else "unit"


def list_cues(reading: Reading, cues: list[Cue]) -> dict[int, tuple[int, int]]:
    """Index and length of lists of cues: "EFS and OS rates"."""
    lists: dict[int, tuple[int, int]] = {}
    strong = [cue for cue in cues if cue.strong]
    at = 0
    while at < len(strong):
        end = at
        while end + 1 < len(strong):
            between = reading.letters[strong[end].last : strong[end + 1].first]
            if not (0 < len(between) <= 3 and set(between) <= set(",CD") and ("C" in between or "," in between)):
                break
            end += 1
        lists.update({strong[i].first: (i - at, end - at + 1) for i in range(at, end + 1)})
        at = end + 1
    return lists


def find_runs(reading: Reading) -> list[tuple[int, int]]:
    """Index and length of the list in which each statistic stands: "75% and 78%"."""
    positions = reading.positions
    runs = [(0, 1)] * len(positions)
    at = 0
    while at < len(positions):
        end = at
        while end + 1 < len(positions):
            between = ASIDE_RE.sub("", reading.letters[positions[end] + 1 : positions[end + 1]])
            if len(between) > 3 or not set(between) <= set(",CRP("):
                break
            end += 1
        for index in range(at, end + 1):
            runs[index] = (index - at, end - at + 1)
        at = end + 1
    return runs


def word_at(reading: Reading, at: int) -> str:
    """A token's word; ``M`` for numbers, ``^`` outside the text."""
    if not 0 <= at < len(reading.words):
        return "^"
    return "M" if reading.letters[at] == "M" else reading.words[at]


def number_features(panel: Panel, index: int) -> list[str]:
    """The number's form and the words near it: what says the measure without naming it."""
    reading, mention, unit = panel.reading, panel.statistics[index], panel.units[index]
    token = reading.positions[index]
    words = [word_at(reading, at) for at in range(token - 2, token + 3)]
    names = [
        "any",
        f"unit={unit}",
        f"unit={unit}&{number_shape(reading.text[mention.start : mention.end], mention)}",
        f"unit={unit}&previous={words[1]}",
        f"unit={unit}&next={words[3]}",
        f"previous={words[0]} {words[1]}",
        f"next={words[3]} {words[4]}",
        f"previous={words[1]}",
        f"next={words[3]}",
        f"bracket={min(1, reading.depth[token])}&{unit}",
        f"of={reading.letters[token + 1 : token + 2] == 'O'}&{unit}",
    ]
    for distance in range(1, NEAR + 1):
        for side, at in (("left", token - distance), ("right", token + distance)):
            if 0 <= at < len(reading.words) and reading.letters[at] in "NEGVR":
                names.append(f"{side}={reading.words[at]}")
    behind = next((at for at in range(token + 1, min(token + 5, len(reading.words))) if at in reading.chunk_at), None)
    if behind is not None:
        head = reading.heads[reading.chunk_at[behind]]
        names.append(f"head={head}&{unit}&{min(behind - token, 4)}")
    for at in range(token + 1, min(token + 5, len(reading.words))):
        if reading.letters[at] == "V":
            names.append(f"verb={reading.words[at]}&{unit}")
            break
    if mention.ci:
        names.append(f"interval&{unit}")
    if mention.time_point:
        names.append(f"timed&{unit}")
    return names


def number_shape(text: str, mention: Mention) -> str:
    """Decimal, whole or word, and its size."""
    value = mention.value if mention.value is not None else mention.low
    form = "decimal" if "." in text else "whole" if any(letter.isdigit() for letter in text) else "word"
    if value is None:
        return form
    return form + ("<1" if value < 1 else "<5" if value < 5 else "<100" if value < 100 else "100+")


def wanted_measures(measure: str, unit: str) -> frozenset[str]:
    """What a cue must name to speak for a measure: any survival speaks for a median survival time."""
    if measure == "median_survival" and unit == "time":
        return SURVIVAL | {"median_survival"}
    return frozenset([measure])


def cue_features(panel: Panel, index: int, measure: str, before: list[Cue], behind: list[Cue]) -> list[str]:
    """How the nearest cues of a measure stand to a statistic."""
    unit = panel.units[index]
    wanted = wanted_measures(measure, unit)
    named_before = any(cue.strong for cue in before)
    names: list[str] = []
    found = False
    for strong, kind in HINT_PREFIX.items():
        for side, cues in (("before", before), ("behind", behind)):
            same = [cue for cue in cues if cue.strong == strong]
            cue = next((cue for cue in same if not wanted.isdisjoint(cue.measures)), None)
            if cue is None:
                names.append(f"{kind}_{side}=none")
                continue
            found = True
            rank, rank_all = same.index(cue), cues.index(cue)
            if side == "before":
                mate = panel.lists.get(cue.first, (0, 1))
                run = panel.runs[index]
                if mate[1] > 1 and mate[1] == run[1]:  # in "EFS and OS (75% and 78%)" each cue has its own number
                    rank = 0 if mate == run else 3
                    names.append(f"{kind}_list={mate == run}")
                names += before_features(panel, index, measure, cue, kind, rank, rank_all)
            else:
                names += behind_features(panel, index, measure, cue, kind, rank, rank_all, named_before)
    if not found:
        names += earlier_features(panel, index, wanted)
    return names


def before_features(panel: Panel, index: int, measure: str, cue: Cue, kind: str, rank: int, rank_all: int) -> list[str]:
    """A cue before its statistic."""
    reading, unit = panel.reading, panel.units[index]
    token = reading.positions[index]
    between = reading.letters[cue.last : token]
    words = " ".join(reading.words[cue.first : cue.last])
    statistics = min(between.count("S"), 3)
    verbs = min(between.count("V"), 2)
    marks = "".join(mark for mark in ";B().K,:W" if mark in between)
    start = cue.first
    opens = (
        start == 0 or reading.letters[start - 1] in ".;X(" or reading.letters[start - 2 : start - 1] in (".", ";", "X")
    )
    names = [
        f"{kind}_before={min(rank, 4)}",
        f"{kind}_before={min(rank, 3)}/{min(rank_all, 3)}",
        f"{kind}_far={distance(token - cue.last)}",
        f"{kind}_statistics={statistics}",
        f"{kind}_before={min(rank, 2)}&{unit}",
        f"{kind}_word={words}",
        f"{kind}_word={words}&{measure}",
        f"{kind}_marks={marks}",
        f"{kind}_verbs={verbs}&{marks}",
        f"{kind}_verbs={verbs}&{statistics}&{min(rank, 2)}",
        f"{kind}_depth={reading.depth[token] - reading.depth[cue.first]}",
        f"{kind}_previous={word_at(reading, token - 1)}",
        f"{kind}_opens={opens}&{min(verbs, 1)}",
        *(f"{kind}_mark={mark}" for mark in marks),
    ]
    if len(between) <= 3 and not set(between) & set("NEGSXK;"):
        names += [f"{kind}_adjacent", f"{kind}_adjacent={len(between)}{'V' if 'V' in between else ''}"]
    if len(between) <= 2:
        names.append(f"{kind}_link={' '.join(word_at(reading, at) for at in range(cue.last, token))}")
    return names


def behind_features(
    panel: Panel, index: int, measure: str, cue: Cue, kind: str, rank: int, rank_all: int, named_before: bool
) -> list[str]:
    """A cue behind its statistic."""
    reading = panel.reading
    token = reading.positions[index]
    between = reading.letters[token + 1 : cue.first]
    words = " ".join(reading.words[cue.first : cue.last])
    names = [
        f"{kind}_behind={min(rank, 3)}&{named_before}",
        f"{kind}_behind_all={min(rank_all, 3)}",
        f"{kind}_behind_far={distance(cue.first - token)}",
        f"{kind}_behind_statistics={min(between.count('S'), 2)}",
        f"{kind}_behind_word={words}",
        f"{kind}_behind_word={words}&{measure}",
        *(f"{kind}_behind_mark={mark}" for mark in ";B().KV,:" if mark in between),
    ]
    timed = all(
        letter in "MR" or word in YEAR_WORDS or "-" in word
        for letter, word in zip(between, reading.words[token + 1 : cue.first], strict=True)
    )
    if timed and not set(between) & set("VSX;,(BK"):
        names.append(f"{kind}_behind_adjacent")
    if EVENT_VERBS & set(reading.words[token + 1 : cue.first]) and not set(between) & set(";,BS"):
        names += [f"{kind}_event", f"{kind}_event&{panel.units[index]}"]  # "of women had a relapse"
    if len(between) <= 3:
        names.append(f"{kind}_behind_link={' '.join(word_at(reading, at) for at in range(token + 1, cue.first))}")
    return names


def earlier_features(panel: Panel, index: int, wanted: frozenset[str]) -> list[str]:
    """A measure that only the sentences before name."""
    for back, (named, last) in panel.earlier_of(index):
        if not wanted.isdisjoint(named):
            return [f"earlier={back}", f"earlier_last={not wanted.isdisjoint(last)}&{back}"]
    return ["unnamed"]


def distance(tokens: int) -> int:
    """Small distances as they are, larger ones by their class."""
    return next((limit for limit in (12, 7, 4) if tokens >= limit), tokens)


class Step(NamedTuple):
    """From one statistic to the next: what joins them, and whether their kinds of number are alike.

    ``alike_2``: whether this one's is that of the last but one; None where there is none.
    """

    link: str
    together: bool
    cued: bool
    unit: str
    alike: bool
    alike_2: bool | None

    def same_features(self, same: bool) -> list[str]:
        """For a measure that is the one before (``same``) or not."""
        alike, together = self.alike, self.together
        return [
            f"follows={same}{alike}{self.link}",
            f"follows={same}{alike}{together}{self.cued}",
            f"follows={same}{alike}{together}{self.unit}",
        ]

    def second_feature(self, same: bool, same_2: bool) -> str:
        """For a measure that is that of the last but one (``same_2``) or not."""
        return f"follows2={same_2}{same}{self.alike}{self.alike_2}"


def family_feature(previous: str, measure: str, alike: bool) -> str:
    """Which measure follows which; ``alike`` as in ``Step``."""
    return f"follows={FAMILIES.get(previous, previous)}>{FAMILIES.get(measure, measure)}{alike}"


def step_to(panel: Panel, index: int) -> Step:
    """The step to a statistic from the one before it, which there must be."""
    reading, units = panel.reading, panel.units
    start, stop = reading.positions[index - 1] + 1, reading.positions[index]
    together = reading.sentence_of[start - 1] == reading.sentence_of[stop]
    return Step(
        link=link_between(reading, start, stop) if together else ".",
        together=together,
        cued=any(start <= cue.first and cue.last <= stop for cue in panel.cues),
        unit=units[index],
        alike=units[index] == units[index - 1],
        alike_2=units[index] == units[index - 2] if index > 1 else None,
    )


def history_features(panel: Panel, index: int, measure: str, history: Sequence[str]) -> list[str]:
    """How a measure follows those of the statistics before."""
    if index == 0:
        return ["first"]
    step, same = step_to(panel, index), measure == history[-1]
    names = [*step.same_features(same), family_feature(history[-1], measure, step.alike)]
    return [*names, step.second_feature(same, measure == history[-2])] if index > 1 else names


def link_between(reading: Reading, start: int, stop: int) -> str:
    """What joins two statistics: the words when few, else the strongest mark."""
    if stop - start <= 3:
        return " ".join(word_at(reading, at) for at in range(start, stop))
    between = reading.letters[start:stop]
    for mark in (";", "B", "(", ")", "K", "C", ","):
        if mark in between and not (mark in "()" and "(" in between and ")" in between):
            return mark
    return "-"
