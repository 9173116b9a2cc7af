"""Pairings have the highest total gain, as scipy finds it in a full matrix."""

import random
import time

import numpy
import pytest
from scipy.optimize import linear_sum_assignment

from pipeline.changes.assign import assign


def draw_gains(rng: random.Random, ones: int, others: int, candidates: int) -> dict[int, dict[int, float]]:
    return {
        one: {other: rng.choice((0.1, 0.2, rng.random() + 1e-9)) for other in rng.sample(range(others), candidates)}
        for one in range(ones)
    }


@pytest.mark.parametrize("seed", range(40))
def test_the_total_is_the_best(seed: int) -> None:
    rng = random.Random(seed)
    others = rng.randint(1, 30)
    gains = draw_gains(rng, rng.randint(1, 30), others, rng.randint(1, min(others, 6)))
    matrix = numpy.zeros((len(gains), others))
    for one, candidates in gains.items():
        for other, gain in candidates.items():
            matrix[one, other] = gain
    pairing = assign(gains)
    assert len(set(pairing.values())) == len(pairing)
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    assert sum(gains[one][other] for one, other in pairing.items()) == pytest.approx(matrix[rows, columns].sum())


def test_a_key_may_stay_alone() -> None:
    assert assign({3: {7: 0.5}, 5: {7: 0.6}}) == {5: 7}
    assert assign({3: {7: 0.5}, 5: {7: 0.6, 8: 0.2}}) == {3: 7, 5: 8}
    assert assign({}) == {}


def test_many_that_want_the_same_are_placed_in_time() -> None:
    gains = draw_gains(random.Random(1), 2_000, 2_000, 8)
    start = time.process_time()
    assign(gains)
    assert time.process_time() - start < 10
