"""Scores of all measures for one statistic at once.

The same sums as over the features of ``choice_features`` one by one, but the weights are kept by feature first and
measure second, and what holds for every measure that no cue names is looked up once.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .cues import Cue
from .measure_features import (
    FAMILIES,
    HINT_PREFIX,
    MEASURES,
    POSSIBLE,
    Panel,
    cue_features,
    cues_around,
    earlier_features,
    number_features,
    wanted_measures,
)

SILENT = [f"{kind}_{side}=none" for kind in HINT_PREFIX.values() for side in ("before", "behind")]
ChoiceWeights = Mapping[str, Mapping[str, float]]


class Tables(NamedTuple):
    """Feature of the number -> measure or family -> weight; feature of a cue -> its own weight, and by family."""

    number: ChoiceWeights
    number_family: ChoiceWeights
    cue: Mapping[str, float]
    cue_family: ChoiceWeights


class _Held:
    """Weights compared as an object: they are one big mapping that never changes."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.weights is self.weights

    def __hash__(self) -> int:
        return id(self.weights)


def make_tables(weights: Mapping[str, float]) -> Tables:
    """The weights by feature, made once for each model."""
    return _make_tables(_Held(weights))


@lru_cache(maxsize=2)
def _make_tables(held: _Held) -> Tables:
    number: dict[str, dict[str, float]] = {}
    number_family: dict[str, dict[str, float]] = {}
    cue_family: dict[str, dict[str, float]] = {}
    families = {FAMILIES.get(measure, measure) for measure in MEASURES}
    for key, weight in held.weights.items():
        head, mark, name = key.partition("|")
        if mark and name.startswith("|") and head in families:
            number_family.setdefault(name[1:], {})[head] = weight
        elif mark and head in MEASURES:
            number.setdefault(name, {})[head] = weight
        name, mark, family = key.rpartition("@")
        if mark and family in families:
            cue_family.setdefault(name, {})[family] = weight
    return Tables(number, number_family, held.weights, cue_family)


def score_choices(weights: Mapping[str, float], panel: Panel, index: int) -> list[tuple[float, str]]:
    """Each measure that comes into question with its score."""
    tables = make_tables(weights)
    number = number_features(panel, index)
    by_measure, by_family = _sum(tables.number, number), _sum(tables.number_family, number)
    before, behind = cues_around(panel, index)
    unit = panel.units[index]
    named = frozenset().union(*(cue.measures for cue in (*before, *behind)))
    unnamed: dict[tuple[str, ...], tuple[float, dict[str, float]]] = {}
    scored = []
    for measure in MEASURES:
        if measure not in POSSIBLE[unit]:
            continue
        family = FAMILIES.get(measure, measure)
        names = _cue_names(panel, index, measure, before, behind, named)
        held = unnamed.get(names)
        if held is None:
            own = sum([tables.cue.get(name, 0.0) for name in names])
            held = unnamed[names] = own, _sum(tables.cue_family, names)
        score = by_measure.get(measure, 0.0) + by_family.get(family, 0.0) + held[0] + held[1].get(family, 0.0)
        scored.append((score, measure))
    return scored


def _cue_names(
    panel: Panel, index: int, measure: str, before: list[Cue], behind: list[Cue], named: frozenset[str]
) -> tuple[str, ...]:
    wanted = wanted_measures(measure, panel.units[index])
    if wanted.isdisjoint(named):
        return (*SILENT, *earlier_features(panel, index, wanted))
    return tuple(cue_features(panel, index, measure, before, behind))


def _sum(table: ChoiceWeights, names: Sequence[str]) -> dict[str, float]:
    """The weights of all features added up by choice."""
    totals: dict[str, float] = {}
    for name in names:
        for choice, weight in table.get(name, {}).items():
            totals[choice] = totals.get(choice, 0.0) + weight
    return totals
