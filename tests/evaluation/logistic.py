"""Multinomial logistic regression, for a hundred examples: all that the evaluation needs of a learner.

Own code rather than scikit-learn: Newton's method on so few rows is forty lines of numpy, and that
library would more than double what `make test` has to install.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
STEPS = 50
SMALL_STEP = 1e-9


@dataclass(frozen=True)
class Classifier:
    """A fitted model: inputs are standardised as the training rows were."""

    classes: npt.NDArray[np.str_]
    mean: Floats
    scale: Floats
    weights: Floats
    """(inputs + 1, classes), the first row the intercepts."""

    def probabilities(self, rows: Floats) -> Floats:
        """(n, inputs) -> (n, classes)."""
        return _softmax(_design((rows - self.mean) / self.scale) @ self.weights)

    def predict(self, rows: Floats) -> npt.NDArray[np.str_]:
        """(n, inputs) -> the likeliest class of each."""
        told: npt.NDArray[np.str_] = self.classes[self.probabilities(rows).argmax(1)]
        return told


def fit(rows: Floats, labels: npt.NDArray[np.str_], penalty: float = 1.0) -> Classifier:
    """Fit by Newton's method with an L2 penalty on all weights but the intercepts.

    Args:
        rows: (n, inputs), any scale.
        labels: (n,) class names.
        penalty: Strength, in units of one standardised example (scikit-learn's 1 / C).
    """
    classes, target = np.unique(labels, return_inverse=True)
    mean, scale = rows.mean(0), rows.std(0)
    scale[scale == 0] = 1.0
    x, y = _design((rows - mean) / scale), np.eye(len(classes))[target]
    inputs, outputs = x.shape[1], len(classes)
    # The softmax does not change when all intercepts move together: a trace of penalty keeps them in place.
    ridge = np.repeat(np.r_[1e-6, np.full(inputs - 1, penalty)], outputs)
    weights = np.zeros((inputs, outputs))
    for _ in range(STEPS):
        p = _softmax(x @ weights)
        slope = (x.T @ (p - y)).ravel() + ridge * weights.ravel()
        between = p[:, :, None] * (np.eye(outputs) - p[:, None, :])
        curve = np.einsum("ni,nab,nj->iajb", x, between, x).reshape(slope.size, slope.size)
        step = np.linalg.solve(curve + np.diag(ridge), slope)
        weights -= step.reshape(weights.shape)
        if np.abs(step).max() < SMALL_STEP:
            break
    return Classifier(classes, mean, scale, weights)


def _design(rows: Floats) -> Floats:
    return np.column_stack([np.ones(len(rows)), rows])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = powers / powers.sum(1, keepdims=True)
    return shares
