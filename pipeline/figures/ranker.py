"""A linear model over named features: the sum of their weights, read from JSON beside this file.

The models are made by ``training/train_rankers.py`` from the annotated paragraphs; each weight says how much one
feature of a choice speaks for it, so that a choice can be explained.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, log
from typing import Any, Generic, NamedTuple, TypeVar

LEAST_DOUBT = 1e-4  # probabilities nearer to 0 or 1 are taken as that near


T = TypeVar("T")
MOST_SUMS = 200_000  # kept sums of parts: a page needs about 5,000 more than the pages before it

Part = tuple[Any, ...]  # a function that names features, and its arguments


class Choice(NamedTuple):
    """What was chosen (None: nothing is said) and the probability that it is right, from 0 to 1."""

    name: str | None
    confidence: float


class Calibration(NamedTuple):
    """How often a model is right on documents that it did not see.

    For a probability p of its own the share right is that of the log-odds ``slope`` * logit(p) + ``shift``;
    ``decided`` is the share right where a rule left the model no choice.
    """

    slope: float = 1.0
    shift: float = 0.0
    decided: float = 1.0

    def correct(self, probability: float) -> float:
        """The share of right choices among those of this probability."""
        p = min(max(probability, LEAST_DOUBT), 1 - LEAST_DOUBT)
        return 1 / (1 + exp(-self.slope * log(p / (1 - p)) - self.shift))


@cache
def load_weights(name: str) -> Mapping[str, float]:
    """The weights of ``<name>.json``; empty when the model was not made yet."""
    weights: dict[str, float] = _read_model(name).get("weights", {})
    return weights


@cache
def load_calibration(name: str) -> Calibration:
    """The calibration of ``<name>.json``."""
    return Calibration(**_read_model(name).get("calibration", {}))


def _read_model(name: str) -> dict[str, Any]:
    path = files(__package__) / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def score_features(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the weights of the features."""
    get = weights.get
    return sum([get(feature, 0.0) for feature in features])


class PartScorer:
    """Scores of features that come in parts; the sum of each part is kept by its values."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self._sums: dict[Part, float] = {}

    def score(self, parts: Iterable[Part]) -> float:
        """The sum of the weights of the features of all parts."""
        sums = self._sums
        total = 0.0
        for part in parts:
            known = sums.get(part)
            if known is None:
                if len(sums) >= MOST_SUMS:
                    sums.clear()
                known = sums[part] = score_features(self.weights, features_of(part))
            total += known
        return total


class Held(Generic[T]):
    """A value compared as an object: a big mapping that never changes, as a key of what is made from it."""

    def __init__(self, value: T) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=2)
def make_scorer(held: Held[Mapping[str, float]]) -> PartScorer:
    """The scorer of a model, made once."""
    return PartScorer(held.value)


def features_of(part: Part) -> list[str]:
    """The names of the features of a part."""
    name_features: Callable[..., list[str]] = part[0]
    return name_features(*part[1:])


def softmax(scores: list[float]) -> list[float]:
    """Scores as probabilities."""
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
