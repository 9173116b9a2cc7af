"""A linear model over named features: the sum of their weights, read from JSON beside this file.

The models are made by ``training/train_rankers.py`` from the annotated paragraphs; each weight says how much one
feature of a choice speaks for it, so that a choice can be explained.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp


@cache
def load_weights(name: str) -> Mapping[str, float]:
    """The weights of ``<name>.json``; empty when the model was not made yet."""
    path = files(__package__) / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["weights"] if path.is_file() else {}


def score_features(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the weights of the features."""
    get = weights.get
    return sum([get(feature, 0.0) for feature in features])


def softmax(scores: list[float]) -> list[float]:
    """Scores as probabilities."""
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
