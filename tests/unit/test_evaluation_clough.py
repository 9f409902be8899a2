"""The pair features, the classifier, and the answers judged by them."""

import numpy as np
import orjson
import pytest

from schemas import Event
from tests.evaluation.clough import judge_answers, leave_one_out, shared_words
from tests.evaluation.logistic import fit
from tests.evaluation.sets import Answer
from tests.evaluation.stream import Judge
from tests.support.made_events import new_story, rewrite

LINES = {
    "orig_a": "The ferry to the outer islands was stopped for two days by ice on the landing stage",
    "orig_b": "Bakers in the old town bake the winter loaf from rye, honey and a little cider",
}


def test_a_copy_shares_everything() -> None:
    """An answer that is its original has all its n-grams and its whole sequence in it."""
    uni, bi, tri, five, _, lcs = shared_words(LINES["orig_a"], LINES["orig_a"])
    assert (uni, bi, tri, five, lcs) == (1, 1, 1, 1, 1)


def test_reordering_keeps_words_and_loses_sequence() -> None:
    """The same words backwards: all 1-grams, no 2-grams, a short common subsequence."""
    backwards = " ".join(reversed(LINES["orig_b"].split()))
    uni, bi, _, _, _, lcs = shared_words(backwards, LINES["orig_b"])
    assert uni == 1
    assert bi == 0
    assert lcs < 0.3


def test_the_empty_answer_shares_nothing() -> None:
    """An answer without words gives shares of 0 and no error."""
    shares = shared_words("", LINES["orig_a"])
    assert (shares[0], shares[-1]) == (0, 0)


def test_the_classifier_tells_separated_classes() -> None:
    """Three clouds of points far apart are told apart, and the probabilities of a row add up to 1."""
    chance = np.random.default_rng(5)
    centres = np.array([[0, 0], [6, 0], [0, 6]])
    rows = np.concatenate([centre + chance.normal(size=(30, 2)) for centre in centres])
    labels = np.repeat(np.array(["x", "y", "z"]), 30)
    model = fit(rows, labels)
    assert (model.predict(rows) == labels).mean() > 0.97
    assert model.probabilities(rows).sum(1) == pytest.approx(np.ones(90))


def test_the_classifier_reaches_the_optimum() -> None:
    """At the fitted weights the penalised likelihood is level: the slope in every weight is nothing."""
    chance = np.random.default_rng(6)
    rows, labels = chance.normal(size=(40, 3)), chance.choice(np.array(["x", "y", "z"]), 40)
    model = fit(rows, labels, penalty=2.0)
    x = np.column_stack([np.ones(40), (rows - model.mean) / model.scale])
    target = (labels[:, None] == model.classes).astype(float)
    slope = x.T @ (model.probabilities(rows) - target)
    slope[1:] += 2.0 * model.weights[1:]
    assert np.abs(slope).max() < 1e-5


def test_a_constant_input_is_harmless() -> None:
    """An input that never varies is left as it is instead of divided by nothing."""
    rows = np.column_stack([np.ones(20), np.arange(20.0)])
    labels = np.where(np.arange(20) < 10, "low", "high")
    assert (fit(rows, labels).predict(rows) == labels).all()


def test_the_question_left_out_teaches_nothing() -> None:
    """Groups whose labels contradict each other are all told wrongly: no row saw its own group."""
    rows = np.array([[0.0], [1.0], [0.0], [1.0]] * 5)
    groups = np.repeat(np.array(["p", "q"]), 10)
    labels = np.where((rows[:, 0] > 0) == (groups == "p"), "yes", "no")
    assert (leave_one_out(rows, labels, groups) != labels).all()


def test_the_detector_is_right_when_it_names_the_original() -> None:
    """A rewrite of the answer's own original counts; a rewrite of another original does not."""
    texts = {**LINES, "x": LINES["orig_a"], "y": LINES["orig_b"], "z": "Something else, told by nobody"}
    articles = {uri: orjson.dumps({"uri": uri, "body_text": text}) for uri, text in texts.items()}
    answers = [Answer("x", "orig_a", "cut"), Answer("y", "orig_b", "cut"), Answer("z", "orig_b", "non")]
    order: list[str] = []

    def fresh() -> Judge:
        def judge(raw: bytes) -> Event:
            uri = orjson.loads(raw)["uri"]
            order.append(uri)
            return rewrite(uri, "orig_a") if uri in ("x", "y") else new_story(uri)

        return judge

    report = judge_answers(articles, answers, fresh)
    assert report.called == {"cut": (1, 2), "light": (0, 0), "heavy": (0, 0), "non": (0, 1)}
    assert report.shipped == 2
    assert report.mistakes == (("y", "cut"),)
    assert order[:3] == ["orig_a", "orig_b", "x"]
