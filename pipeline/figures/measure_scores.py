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

    def add_up(self, names: Iterable[str]) -> np.ndarray:
        """The weights of all features added up, by measure."""
        known = [self.rows[name] for name in names if name in self.rows]
        total: np.ndarray = np.add.reduce(self.weights[known], axis=0)
        return total


class Cues(NamedTuple):
    """The weights of the features of cues; those of one family of measures are the same for all of its measures."""

    families: dict[str, dict[str, float]]
    table: Table
    silence: dict[tuple[str, ...], np.ndarray]

    def add_up(self, names: Iterable[str], measure: str) -> float:
        """The weights of features for a measure added up."""
        get = self.families[FAMILIES.get(measure, measure)].get
        return sum([get(name, 0.0) for name in names])

    def add_up_silence(self, earlier: tuple[str, ...]) -> np.ndarray:
        """The weights for what no cue of the sentence names, ``earlier`` from the sentences before, by measure."""
        if earlier not in self.silence:
            self.silence[earlier] = self.table.add_up((*SILENT, *earlier))
        return self.silence[earlier]


@lru_cache(maxsize=2)
def make_tables(held: Held[Mapping[str, float]]) -> tuple[Table, Cues]:
    """The weights of the features of the number, and of the cues, made once for each model."""
    number: dict[str, np.ndarray] = {}
    cue: dict[str, np.ndarray] = {}
    for key, weight in held.value.items():
        head, mark, name = key.partition("|")
        if mark and name.startswith("|") and head in FAMILY_COLUMNS:
            _row(number, name[1:])[FAMILY_COLUMNS[head]] += weight
            continue
        if mark and head in COLUMNS:
            _row(number, name)[COLUMNS[head]] += weight
            continue
        name, mark, family = key.rpartition("@")
        if mark and family in FAMILY_COLUMNS:
            _row(cue, name)[FAMILY_COLUMNS[family]] += weight
        else:
            _row(cue, key)[:] += weight
    families = {
        family: {name: weight for name, row in cue.items() if (weight := float(row[columns[0]]))}
        for family, columns in FAMILY_COLUMNS.items()
    }
    return _stack(number), Cues(families, _stack(cue), {})


def _row(rows: dict[str, np.ndarray], name: str) -> np.ndarray:
    return rows.setdefault(name, np.zeros(len(MEASURES)))


def _stack(rows: dict[str, np.ndarray]) -> Table:
    return Table({name: at for at, name in enumerate(rows)}, np.array([*rows.values(), np.zeros(len(MEASURES))]))


def score_choices(weights: Mapping[str, float], panel: Panel, index: int) -> list[tuple[float, str]]:
    """Each measure that comes into question with its score."""
    number, cues = make_tables(Held(weights))
    base = number.add_up(number_features(panel, index))
    before, behind = panel.cues_around(index)
    unit = panel.units[index]
    scores = (base + cues.add_up_silence(("unnamed",))).tolist()
    here = set().union(*(cue.measures for cue in (*before, *behind)))
    named = here.union(*(measures for _, (measures, _) in panel.earlier_of(index)))
    for measure in named_choices(unit, named):
        wanted, column = wanted_measures(measure, unit), COLUMNS[measure]
        if not wanted.isdisjoint(here):
            names = cue_features(panel, index, measure, before, behind)
            scores[column] = float(base[column]) + cues.add_up(names, measure)
        else:
            earlier = tuple(earlier_features(panel, index, wanted))
            scores[column] = float(base[column] + cues.add_up_silence(earlier)[column])
    return [(scores[column], measure) for measure, column in CHOICES[unit]]


def named_choices(unit: str, named: Set[str]) -> Set[str]:
    """The measures with numbers of a unit for which a cue that names one of ``named`` may speak."""
    also = {"median_survival"} if unit == "time" and not SURVIVAL.isdisjoint(named) else frozenset()
    return (named | also) & POSSIBLE[unit]
