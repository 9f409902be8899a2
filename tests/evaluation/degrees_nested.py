"""Nested leave-one-group-out: what is chosen for a group is chosen within the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tests.evaluation.logistic import Floats, fit

PENALTIES = (0.1, 0.3, 1.0, 3.0)
MIN_GROUPS = 3
FLOOR = 1e-9
"""Probability of a class that the other groups do not hold."""
Labels: TypeAlias = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Told:
    """What was told of each row, and what was chosen for each group to tell it."""

    labels: Labels
    chosen: dict[str, tuple[str, float]]
    """Group -> (view, penalty)."""


def nested(views: Mapping[str, Floats], labels: Labels, groups: Labels) -> Told:
    """The class of each row by a model of the other groups, view and penalty chosen within those.

    The choice is by the probability that an inner leave-one-group-out gives to the right classes (log
    loss): accuracy over so few rows is decided by one or two of them.

    Args:
        views: Name -> (n, inputs), of the same rows.
        labels: (n,) classes.
        groups: (n,) the group of each row.

    Raises:
        ValueError: Fewer than three groups: with one left out, nothing can be left out of the rest.
    """
    if len(np.unique(groups)) < MIN_GROUPS:
        raise ValueError(f"{MIN_GROUPS} groups or more are needed to choose within the others")
    told = np.empty_like(labels)
    chosen = {}
    for group in np.unique(groups):
        held = groups == group
        inner = {name: rows[~held] for name, rows in views.items()}
        view, penalty = choose(inner, labels[~held], groups[~held])
        told[held] = fit(inner[view], labels[~held], penalty).predict(views[view][held])
        chosen[str(group)] = (view, penalty)
    return Told(told, chosen)


def choose(views: Mapping[str, Floats], labels: Labels, groups: Labels) -> tuple[str, float]:
    """The view and the penalty of the least log loss over the groups, each left out in turn."""
    losses = {
        (name, penalty): _log_loss(rows, labels, groups, penalty)
        for name, rows in views.items()
        for penalty in PENALTIES
    }
    return min(losses, key=losses.__getitem__)


def _log_loss(rows: Floats, labels: Labels, groups: Labels, penalty: float) -> float:
    total = 0.0
    for group in np.unique(groups):
        held = groups == group
        model = fit(rows[~held], labels[~held], penalty)
        right = labels[held][:, None] == model.classes
        likely = np.where(right, model.probabilities(rows[held]), 0.0).sum(1)
        total -= float(np.log(np.maximum(likely, FLOOR)).sum())
    return total
