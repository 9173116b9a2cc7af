"""Scores of all measures for one statistic at once.

The same sums as over the features of ``choice_features`` one by one, but the weights are kept by feature first and
measure second, and what holds for every measure that no cue names is looked up once.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

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
        total: np.ndarray = self.weights[known].sum(axis=0)
        return total


class _Held:
    """Weights compared as an object: they are one big mapping that never changes."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.weights is self.weights

    def __hash__(self) -> int:
        return id(self.weights)


@lru_cache(maxsize=2)
def make_tables(held: _Held) -> tuple[Table, Table]:
    """The weights of the features of the number, and of the cues, made once for each model."""
    number: dict[str, np.ndarray] = {}
    cue: dict[str, np.ndarray] = {}
    for key, weight in held.weights.items():
        head, mark, name = key.partition("|")
        if mark and name.startswith("|") and head in FAMILY_COLUMNS:
            _row(number, name[1:])[FAMILY_COLUMNS[head]] += weight
        elif mark and head in COLUMNS:
            _row(number, name)[COLUMNS[head]] += weight
        name, mark, family = key.rpartition("@")
        if mark and family in FAMILY_COLUMNS:
            _row(cue, name)[FAMILY_COLUMNS[family]] += weight
        _row(cue, key)[:] += weight
    return _stack(number), _stack(cue)


def _row(rows: dict[str, np.ndarray], name: str) -> np.ndarray:
    return rows.setdefault(name, np.zeros(len(MEASURES)))


def _stack(rows: dict[str, np.ndarray]) -> Table:
    return Table({name: at for at, name in enumerate(rows)}, np.array([*rows.values(), np.zeros(len(MEASURES))]))


def score_choices(weights: Mapping[str, float], panel: Panel, index: int) -> list[tuple[float, str]]:
    """Each measure that comes into question with its score."""
    number, cues = make_tables(_Held(weights))
    base = number.add_up(number_features(panel, index))
    before, behind = cues_around(panel, index)
    named = frozenset().union(*(cue.measures for cue in (*before, *behind)))
    unit = panel.units[index]
    unnamed: dict[tuple[str, ...], list[float]] = {}
    scored = []
    for measure, column in CHOICES[unit]:
        wanted = wanted_measures(measure, unit)
        if not wanted.isdisjoint(named):
            total = base + cues.add_up(cue_features(panel, index, measure, before, behind))
            scored.append((float(total[column]), measure))
            continue
        earlier = tuple(earlier_features(panel, index, wanted))
        if earlier not in unnamed:
            unnamed[earlier] = (base + cues.add_up((*SILENT, *earlier))).tolist()
        scored.append((unnamed[earlier][column], measure))
    return scored
