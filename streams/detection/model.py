"""Measures to probability: a logistic model, fitted by `make fit`; its weights stand in model.json.

How the inputs are made stands in inputs.py.
"""

from importlib.resources import files
from math import exp
from typing import Final

import msgspec
from msgspec import Struct


class Model(Struct, frozen=True, kw_only=True):
    """Weights by the name of the input."""

    version: str
    bias: float
    weights: dict[str, float]
    fitted_on: list[str] = []


def probability(model: Model, values: dict[str, float]) -> float:
    """Probability that the pair is a rewrite and its parent."""
    logit = model.bias + sum(weight * values[name] for name, weight in model.weights.items())
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))


def load() -> Model:
    """The model that comes with the package."""
    return msgspec.json.decode(files(__package__).joinpath("model.json").read_bytes(), type=Model)


MODEL: Final = load()
MODEL_VERSION: Final = MODEL.version
