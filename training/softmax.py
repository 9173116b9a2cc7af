"""Multinomial logistic regression over named binary features, by L-BFGS: the same data give the same weights."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


def train_softmax(
    rows: Sequence[Sequence[str]], labels: Sequence[int], classes: int, l2: float, min_count: int
) -> tuple[dict[str, list[float]], list[float]]:
    """Weights by feature and the bias; features seen in fewer than ``min_count`` rows are left out."""
    counts: dict[str, int] = {}
    for row in rows:
        for name in set(row):
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= min_count)
    index = {name: i for i, name in enumerate(names)}
    pairs = [(r, index[name]) for r, row in enumerate(rows) for name in sorted(set(row)) if name in index]
    matrix = csr_matrix(
        (np.ones(len(pairs)), ([r for r, _ in pairs], [c for _, c in pairs])), shape=(len(rows), len(names))
    )
    wanted = np.zeros((len(rows), classes))
    wanted[np.arange(len(rows)), labels] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = flat[:-classes].reshape(len(names), classes), flat[-classes:]
        scores = matrix @ weights + bias
        scores -= scores.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        error = np.exp(scores - log_sum) - wanted
        value = -((scores - log_sum) * wanted).sum() + 0.5 * l2 * (weights**2).sum()
        gradient = np.concatenate([(matrix.T @ error + l2 * weights).ravel(), error.sum(axis=0)])
        return float(value), gradient

    best = minimize(loss, np.zeros((len(names) + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weights = best.x[:-classes].reshape(len(names), classes)
    return {name: weights[i].tolist() for name, i in index.items()}, best.x[-classes:].tolist()
