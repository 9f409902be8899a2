"""The fit: what it learns from pairs, and what it may not learn."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.detection.model import MODEL, probability
from tests.evaluation.examples import Example
from tests.evaluation.regression import FIXED, PRIOR, START, fit, probabilities

LEARNED = [name for name in PRIOR if name not in FIXED]
SMALL = 0.1
"""Inputs that the fit leaves alone stay below this, so that they do not drown what there is to learn."""


def pairs(derived: Callable[[dict[str, float]], bool], count: int = 400, seed: int = 3) -> list[Example]:
    """Pairs with inputs drawn between 0 and 1 (fixed ones near 0), derived if the function says so."""
    rng = Random(seed)  # noqa: S311 - repeatable test data
    values = [{name: rng.random() * (SMALL if name in FIXED else 1) for name in PRIOR} for _ in range(count)]
    return [Example("toy", "label R", one, derived(one), 1.0) for one in values]


def right(rows: list[Example], scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Share of the pairs on their side of the threshold."""
    return float(np.mean([(score >= 0.5) == row.derived for row, score in zip(rows, scores, strict=True)]))


@pytest.mark.parametrize("name", LEARNED)
def test_a_separable_set_is_learned(name: str) -> None:
    """Where one input tells all, in the direction of its meaning, the fit finds the place of the line."""
    sign = np.sign(PRIOR[name])
    rows = pairs(lambda values: sign * (values[name] - 0.6) > 0)
    model = fit(rows)
    fresh = pairs(lambda values: sign * (values[name] - 0.6) > 0, seed=4)
    assert right(fresh, probabilities(model, fresh)) > 0.9
    assert right(fresh, probabilities(model, fresh)) > right(fresh, probabilities(START, fresh))
    assert abs(model.weights[name]) > abs(PRIOR[name])


@pytest.mark.parametrize("name", LEARNED)
def test_no_weight_turns_against_the_meaning_of_its_input(name: str) -> None:
    """Where the pairs say the opposite, the input counts for nothing."""
    model = fit(pairs(lambda values: PRIOR[name] * (values[name] - 0.5) < 0))
    assert model.weights[name] == 0
    assert all(weight * PRIOR[other] >= 0 for other, weight in model.weights.items())


@pytest.mark.parametrize("name", FIXED)
def test_what_is_set_by_hand_is_not_learned(name: str) -> None:
    """Whatever the pairs say of it."""
    for sign in (1, -1):
        model = fit(pairs(lambda values, sign=sign: sign * (values[name] - SMALL / 2) > 0))  # type: ignore[misc]
        assert {fixed: model.weights[fixed] for fixed in FIXED} == {fixed: PRIOR[fixed] for fixed in FIXED}


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_whatever_the_pairs_the_meanings_stay(seed: int, count: int) -> None:
    """Pairs that follow no rule, few or many."""
    rng = Random(seed)  # noqa: S311 - repeatable test data
    weights = fit(pairs(lambda _: rng.random() < 0.5, count, seed)).weights
    assert list(weights) == list(PRIOR)
    assert all(weight * PRIOR[name] >= 0 for name, weight in weights.items())
    assert all(weights[name] == PRIOR[name] for name in FIXED)


def test_a_fit_is_repeatable() -> None:
    """The same pairs give the same model, and their order does not matter."""
    rows = pairs(lambda values: values["soft"] + values["facts"] - values["table"] > 0.5)
    assert fit(rows) == fit(rows)
    turned = fit(rows[::-1])
    assert turned.weights == pytest.approx(fit(rows).weights, abs=2e-3)


def test_light_pairs_leave_the_prior_as_it_is() -> None:
    """What an input means is believed until the pairs say more: heavier ones move it further."""
    rows = pairs(lambda values: values["soft"] > 0.5)
    moved = [
        sum(abs(model.weights[name] - PRIOR[name]) for name in PRIOR)
        for model in (fit([row._replace(weight=weight) for row in rows]) for weight in (1e-4, 1e-2, 1.0))
    ]
    assert moved[0] < 0.1
    assert moved == sorted(moved)
    assert moved[2] > 5


def test_a_weight_is_so_many_pairs() -> None:
    """Two of weight one half are one, and what weighs nothing is not there."""
    rows = pairs(lambda values: values["soft"] > 0.5, 60)
    halves = [row._replace(weight=0.5) for row in rows for _ in range(2)]
    turned = [row._replace(derived=not row.derived, weight=0.0) for row in rows]
    assert fit(halves).weights == pytest.approx(fit(rows).weights, abs=2e-3)
    assert fit([*rows, *turned]).weights == pytest.approx(fit(rows).weights, abs=2e-3)


def test_a_pair_on_both_sides_belongs_at_the_threshold() -> None:
    """Readers who split put it in the middle, not on the side that the rest would."""
    rows = pairs(lambda values: values["soft"] > 0.5)
    split = rows[0]._replace(values=dict.fromkeys(PRIOR, 0.0) | {"soft": 1.0})
    without = probabilities(fit([*rows, split._replace(derived=True, weight=0.1)]), [split])[0]
    both = [split._replace(derived=derived, weight=200.0) for derived in (True, False)]
    assert without > 0.6
    assert probabilities(fit([*rows, *both]), [split])[0] == pytest.approx(0.5, abs=0.1)


def test_a_model_says_what_it_was_fitted_on() -> None:
    """Its sets, each once, in the order in which they came, and the version that it was given."""
    rows = pairs(lambda values: values["soft"] > 0.5, 60)
    groups = [row._replace(group=group) for row, group in zip(rows, "bab" * 20, strict=True)]
    model = fit(groups, "made")
    assert (model.version, model.fitted_on) == ("made", ["b", "a"])
    assert all(round(weight, 3) == weight for weight in (model.bias, *model.weights.values()))


def test_probabilities_are_the_desk_s() -> None:
    """All at once, or one by one as a desk asks, also far off."""
    rows = pairs(lambda _: True, 20)
    rows += [row._replace(values={name: 40 * value for name, value in row.values.items()}) for row in rows]
    assert probabilities(START, rows) == pytest.approx([probability(START, row.values) for row in rows])


def test_the_shipped_model_means_what_its_inputs_mean() -> None:
    """A weight for every input of the prior, none against its sign, those set by hand as they were set."""
    assert list(MODEL.weights) == list(PRIOR) == list(START.weights)
    assert all(weight * PRIOR[name] >= 0 for name, weight in MODEL.weights.items())
    assert all(MODEL.weights[name] == PRIOR[name] for name in FIXED)


@pytest.mark.parametrize("everywhere", [0.0, 0.3])
def test_an_input_that_never_differs_keeps_its_prior(everywhere: float) -> None:
    """Pairs that all agree on an input say nothing about its weight."""
    rows = [
        row._replace(values={**row.values, "facts": everywhere})
        for row in pairs(lambda values: values["soft"] > 0.5)
    ]
    assert fit(rows).weights["facts"] == pytest.approx(PRIOR["facts"], rel=0.1)
