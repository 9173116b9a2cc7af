"""How sure the rankers may be of their choices: fitted on documents that they did not see."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize

from pipeline.figures import groups, measures
from pipeline.figures.ranker import LEAST_DOUBT, Calibration

DIGITS = 3


class Sure(NamedTuple):
    """The probability that a model gave to its choice, whether a rule left it none, and whether it was right."""

    probability: float
    decided: bool
    right: bool


@contextmanager
def uncalibrated() -> Iterator[None]:
    """The readers give probabilities as the models have them, negative where a rule decided."""
    plain = Calibration(decided=-1.0)
    with (
        patch.object(Calibration, "correct", lambda _, probability: probability),
        patch.object(measures, "load_calibration", lambda _: plain),
        patch.object(groups, "load_calibration", lambda _: plain),
    ):
        yield


def fit_calibration(judged: Sequence[Sure]) -> Calibration:
    """Slope and shift of the log-odds that make the right choices likeliest; the share right where a rule decided."""
    free = [(sure.probability, float(sure.right)) for sure in judged if not sure.decided]
    chances, right = (np.array(column) for column in zip(*free, strict=True))
    chances = np.clip(chances, LEAST_DOUBT, 1 - LEAST_DOUBT)
    odds = np.log(chances / (1 - chances))

    def loss(line: np.ndarray) -> float:
        scores = line[0] * odds + line[1]
        return float(np.logaddexp(0, scores).sum() - scores @ right)

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x
    decided = [sure.right for sure in judged if sure.decided]
    share = (sum(decided) + 1) / (len(decided) + 2)  # none is sure: one more of each
    return Calibration(round(float(slope), DIGITS), round(float(shift), DIGITS), round(share, DIGITS))
