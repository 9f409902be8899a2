"""Measures to probability: a logistic model, fitted by `make fit`; its weights stand in model.json.

The inputs are few and each has a meaning; `inputs` is the only place that knows how they are made.
"""

from importlib.resources import files
from math import exp, log2
from typing import Final

import msgspec
from msgspec import Struct

from streams.detection.compare import Measures

HOUR: Final = 3600.0
_DAYS_CAP: Final = 5.0
_SLIPS: Final = 0.05
"""So few figures and names exchanged among those kept are slips of a rewriter, not a template filled anew."""
_SAID: Final = 0.7
"""Soft coverage from which all of a text is said in the other."""
_LONG: Final = 80
"""Words from which an agency's own low overlap is its background, not a short story resent."""


class Model(Struct, frozen=True, kw_only=True):
    """Weights by the name of the input."""

    version: str
    bias: float
    weights: dict[str, float]
    fitted_on: list[str] = []


def inputs(m: Measures, hours: float, *, same_provider: bool) -> dict[str, float]:
    """What the model sees of a pair.

    Args:
        m: the comparison.
        hours: declared time between the two, 0 if unknown.
        same_provider: whether both name the same provider.
    """
    late = min(max(log2(max(hours, 1.0) / 24.0), 0.0), _DAYS_CAP)
    cover = max(m.cover_a, m.cover_b)
    return {
        "mass": log2(1 + m.mass),
        "specific": max(m.specific_a, m.specific_b),
        "changed": max(0.0, m.changed / (m.changed + m.kept + 4.0) - _SLIPS),
        "changed_lead": m.changed_lead / (m.changed_lead + m.kept_lead + 2.0),
        "figures": m.figures,
        "late": late,
        "instalment": late * (1 - m.figures),
        "table": m.density * (1 - cover),
        "lead": max(m.lead_a, m.lead_b),
        "soft": min(max(m.soft_a, m.soft_b), _SAID),
        "soft_lead": max(m.soft_lead_a, m.soft_lead_b),
        "own_background": same_provider * (1 - cover) * min(1.0, min(m.words_a, m.words_b) / _LONG),
    }


def probability(model: Model, values: dict[str, float]) -> float:
    """Probability that the pair is a rewrite and its parent."""
    logit = model.bias + sum(weight * values[name] for name, weight in model.weights.items())
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))


def load() -> Model:
    """The model that comes with the package."""
    return msgspec.json.decode(files(__package__).joinpath("model.json").read_bytes(), type=Model)


MODEL: Final = load()
MODEL_VERSION: Final = MODEL.version
