"""Scores of all measures for one statistic at once.

The same sums as over the features of ``choice_features`` one by one, but the weights are kept by feature first and
measure second, and what holds for every measure that no cue names is looked up once.
"""

from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .measure_features import (
    FAMILIES,
    HINT_PREFIX,
    MEASURES,
    POSSIBLE,
    SURVIVAL,
    Panel,
    cue_features,
    earlier_features,
    number_features,
    wanted_measures,
)
from .ranker import Held

SILENT = [f"{kind}_{side}=none" for kind in HINT_PREFIX.values() for side in ("before", "behind")]
COLUMNS = {measure: column for column, measure in enumerate(MEASURES)}
CHOICES = {unit: [(m, COLUMNS[m]) for m in MEASURES if m in possible] for unit, possible in POSSIBLE.items()}
FAMILY_COLUMNS = {
    family: [column for measure, column in COLUMNS.items() if FAMILIES.get(measure, measure) == family]
    for family in {FAMILIES.get(measure, measure) for measure in MEASURES}
}


class Table(NamedTuple):
    """Feature to row; a row holds the weight of the feature for each measure (``COLUMNS``)."""

    rows: dict[str, int]
    weights: np.ndarray
    columns: list[dict[str, float]]  # the same, by measure, without what is nought

    def add_up(self, names: Iterable[str]) -> np.ndarray:
        """The weights of all features added up, by measure."""
        known = [self.rows[name] for name in names if name in self.rows]
        total: np.ndarray = np.add.reduce(self.weights[known], axis=0)
        return total

    def add_up_one(self, names: Iterable[str], column: int) -> float:
        """The same for one measure."""
        get = self.columns[column].get
        return sum([get(name, 0.0) for name in names])


class Silence(NamedTuple):
    """Sums for measures that no cue of the sentence names, by what the sentences before say."""

    cues: Table
    sums: dict[tuple[str, ...], np.ndarray]

    def add_up(self, earlier: tuple[str, ...]) -> np.ndarray:
        """The weights of silence and of ``earlier`` added up, by measure."""
        if earlier not in self.sums:
            self.sums[earlier] = self.cues.add_up((*SILENT, *earlier))
        return self.sums[earlier]


@lru_cache(maxsize=2)
def make_tables(held: Held[Mapping[str, float]]) -> tuple[Table, Table, Silence]:
    """The weights of the features of the number, of the cues, and of none, made once for each model."""
    number: dict[str, np.ndarray] = {}
    cue: dict[str, np.ndarray] = {}
    for key, weight in held.value.items():
        head, mark, name = key.partition("|")
        if mark and name.startswith("|") and head in FAMILY_COLUMNS:
            _row(number, name[1:])[FAMILY_COLUMNS[head]] += weight
        elif mark and head in COLUMNS:
            _row(number, name)[COLUMNS[head]] += weight
        name, mark, family = key.rpartition("@")
        if mark and family in FAMILY_COLUMNS:
            _row(cue, name)[FAMILY_COLUMNS[family]] += weight
        _row(cue, key)[:] += weight
    cues = _stack(cue)
    return _stack(number), cues, Silence(cues, {})


def _row(rows: dict[str, np.ndarray], name: str) -> np.ndarray:
    return rows.setdefault(name, np.zeros(len(MEASURES)))


def _stack(rows: dict[str, np.ndarray]) -> Table:
    weights = np.array([*rows.values(), np.zeros(len(MEASURES))])
    columns: list[dict[str, float]] = [
        {name: weight for name, weight in zip(rows, column, strict=False) if weight} for column in weights.T.tolist()
    ]
    return Table({name: at for at, name in enumerate(rows)}, weights, columns)


def score_choices(weights: Mapping[str, float], panel: Panel, index: int) -> list[tuple[float, str]]:
    """Each measure that comes into question with its score."""
    number, cues, silent = make_tables(Held(weights))
    base = number.add_up(number_features(panel, index))
    before, behind = panel.cues_around(index)
    unit = panel.units[index]
    scores = (base + silent.add_up(("unnamed",))).tolist()
    here = set().union(*(cue.measures for cue in (*before, *behind)))
    named = here.union(*(measures for _, (measures, _) in panel.earlier_of(index)))
    for measure in named_choices(unit, named):
        wanted, column = wanted_measures(measure, unit), COLUMNS[measure]
        if not wanted.isdisjoint(here):
            names = cue_features(panel, index, measure, before, behind)
            scores[column] = float(base[column]) + cues.add_up_one(names, column)
        else:
            earlier = tuple(earlier_features(panel, index, wanted))
            scores[column] = float(base[column] + silent.add_up(earlier)[column])
    return [(scores[column], measure) for measure, column in CHOICES[unit]]


def named_choices(unit: str, named: Set[str]) -> Set[str]:
    """The measures with numbers of a unit for which a cue that names one of ``named`` may speak."""
    also = {"median_survival"} if unit == "time" and not SURVIVAL.isdisjoint(named) else frozenset()
    return (named | also) & POSSIBLE[unit]
