"""Logistic regression with a Gaussian prior that is centred on the meaning of each input.

No weight may turn against its meaning, and some are set by hand: free fits made traits of one agency, or of
how a set was labelled, into rules.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.detection.model import Model
from tests.evaluation.examples import Example

PRIOR = {
    "mass": 0.6, "contained": 1.0, "grounds": 2.0, "figures_changed": -8.0, "names_changed": -30.0,
    "figures": 1.0, "facts": 3.0, "soft": 3.0, "lead": 1.0, "spread": 2.0, "table": -8.0, "late": -2.2,
    "old": -0.7, "instalment": -2.5, "own_background": -2.5, "notice_late": -0.8, "notice_grown": 1.6,
    "notice_subject": -8.0,
}  # fmt: skip
"""What an input has to do with derivation, before any data; the fit moves these as far as the examples go."""
START = Model(version="prior", bias=-4.0, weights=PRIOR)
"""The desks that gather the examples judge by this, so that a fit does not depend on the one before it."""
FIXED = (
    "mass", "figures_changed", "names_changed", "table", "late", "old", "instalment", "own_background",
    "notice_late",
)  # fmt: skip
"""Kept at their prior: the sets would turn them into traits of how they were labelled (pairs within 72 hours,
one provider a set, long articles from portals and short ones from a wire, tables that are nearly all
templates, hundreds of short notices whose figures and names run on within the hour)."""
STRENGTH = 3.0
STEPS = 200
SMALL_STEP = 1e-8
HELD = 1e7
FREE = 1e-6
SMALLEST_SPREAD = 1e-4
"""Variance that an input without any is taken to have, so that it keeps its prior."""

Floats = NDArray[np.float64]


def fit(rows: Sequence[Example], version: str = "fit") -> Model:
    """A model of these pairs; a weight that contradicts the meaning of its input is held at nothing."""
    held: dict[str, float] = {name: PRIOR[name] for name in FIXED}
    while True:
        bias, weights = _newton(rows, held)
        wrong = [name for name, weight in weights.items() if name not in held and weight * PRIOR[name] < 0]
        if not wrong:
            rounded = {name: round(weight, 3) for name, weight in weights.items()}
            groups = list(dict.fromkeys(row.group for row in rows))
            return Model(version=version, bias=round(bias, 3), weights=rounded, fitted_on=groups)
        held |= dict.fromkeys(wrong, 0.0)


def probabilities(model: Model, rows: Sequence[Example]) -> Floats:
    """Of each pair (n,), the probability that it is derived."""
    sums = [sum(w * row.values[name] for name, w in model.weights.items()) for row in rows]
    return np.asarray(1 / (1 + np.exp(-np.clip(np.array(sums) + model.bias, -30, 30))))


def _newton(rows: Sequence[Example], held: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Penalised maximum likelihood with some weights held."""
    names = list(PRIOR)
    x = np.array([[1.0, *(row.values[n] for n in names)] for row in rows])
    y = np.array([row.derived for row in rows], float)
    weight = np.array([row.weight for row in rows])
    centre = np.array([0.0, *(held.get(n, PRIOR[n]) for n in names)])
    penalty = STRENGTH * np.maximum(x.std(axis=0) ** 2, SMALLEST_SPREAD)
    penalty[0] = FREE
    penalty[[1 + names.index(n) for n in held]] = HELD
    beta = centre.copy()
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + penalty * (beta - centre)
        hessian = (x.T * (weight * p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta -= step / max(1.0, float(np.abs(step).max()) / 5)
        if np.abs(step).max() < SMALL_STEP:
            break
    return float(beta[0]), dict(zip(names, beta[1:].tolist(), strict=True))
