"""The pair features, the classifier, and the answers judged by them."""

import numpy as np
import orjson
import pytest

from schemas import Event
from tests.evaluation.clough import judge_answers
from tests.evaluation.degrees import derived_part, detector_measures, shared_words
from tests.evaluation.degrees_labels import Correction, corrected, corrections
from tests.evaluation.degrees_nested import nested
from tests.evaluation.logistic import fit
from tests.evaluation.report import clough_table
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
    """A group whose labels contradict those of the others is told wrongly: no row saw its own group."""
    rows = np.array([[0.0], [1.0], [0.0], [1.0]] * 6)
    groups = np.repeat(np.array(["p", "q", "r"]), 8)
    labels = np.where((rows[:, 0] > 0) == (groups == "p"), "yes", "no")
    told = nested({"only": rows}, labels, groups).labels
    assert (told != labels)[groups == "p"].all()


def test_the_choice_is_made_without_the_group_it_is_for() -> None:
    """A view that is right only in the group left out is not chosen for it."""
    chance = np.random.default_rng(7)
    groups = np.repeat(np.array(["p", "q", "r", "s"]), 20)
    labels = chance.choice(np.array(["no", "yes"]), 80)
    truth = (labels == "yes").astype(float)[:, None]
    noise = chance.normal(size=(80, 1))
    views = {
        "right in p": np.where(groups[:, None] == "p", truth, noise),
        "right elsewhere": np.where(groups[:, None] == "p", noise, truth),
    }
    assert nested(views, labels, groups).chosen["p"][0] == "right elsewhere"


def test_two_groups_leave_nothing_to_choose_by() -> None:
    """With two groups the choice would have to be made on the group it is for: refused."""
    with pytest.raises(ValueError, match="3 groups"):
        nested({"only": np.ones((4, 1))}, np.array(["a", "b"] * 2), np.array(["p", "p", "q", "q"]))


def test_the_part_that_derives_is_measured_apart() -> None:
    """A copied sentence among others: a half of the words derives, and that half is word for word."""
    added = "Seventeen quiet gardeners painted every bench behind our chapel green, then went home late."
    answer = f"{LINES['orig_a']}. {added}"
    *_, share, lcs, uni, tri, five = derived_part(answer, LINES["orig_a"])
    assert share == pytest.approx(17 / 31)
    assert (lcs, uni, tri, five) == (1, 1, 1, 1)


def test_where_nothing_derives_its_measures_are_nothing() -> None:
    """Another subject altogether, and an answer without words: shares of 0 and no error."""
    assert derived_part(LINES["orig_b"], LINES["orig_a"])[3:] == [0, 0, 0, 0, 0]
    assert derived_part("", LINES["orig_a"])[3:] == [0, 0, 0, 0, 0]


def test_the_detector_measures_a_copy_whole() -> None:
    """Of a copy every word stands in a passage; of another subject nothing is measured."""
    text = f"{LINES['orig_a']}. Passengers with return tickets may cross on the mail boat from Brannholm."
    _, cover, cover_back, soft, _, _ = detector_measures(text, text)
    assert (cover, cover_back) == (1, 1)
    assert soft > 0.7
    assert detector_measures(LINES["orig_b"], text) == [0] * 6


def test_a_correction_changes_its_answer_alone() -> None:
    """The label of the answer that is named changes, every other stays."""
    answers = [Answer("x", "orig_a", "cut"), Answer("y", "orig_b", "cut")]
    assert corrected(answers, {"x": Correction("non", "of another text")}) == (
        Answer("x", "orig_a", "non"),
        answers[1],
    )


def test_every_correction_has_its_reason() -> None:
    """The project's own file reads, and says why of each."""
    assert corrections()
    assert all(len(change.why.split()) > 10 for change in corrections().values())


def test_the_detector_is_right_when_it_names_the_original() -> None:
    """A rewrite of the answer's own original counts; a rewrite of another original does not."""
    texts = {
        **LINES,
        "orig_c": "The harbour museum opens its new wing with a show of ships in bottles",
        "x": LINES["orig_a"],
        "y": LINES["orig_b"],
        "z": "Something else, told by nobody",
    }
    articles = {uri: orjson.dumps({"uri": uri, "body_text": text}) for uri, text in texts.items()}
    answers = [Answer("x", "orig_a", "cut"), Answer("y", "orig_b", "cut"), Answer("z", "orig_c", "non")]
    order: list[str] = []

    def fresh() -> Judge:
        def judge(raw: bytes) -> Event:
            uri = orjson.loads(raw)["uri"]
            order.append(uri)
            return rewrite(uri, "orig_a") if uri in ("x", "y") else new_story(uri)

        return judge

    changes = {"y": Correction("non", "of another text")}
    report = judge_answers(articles, answers, fresh, {"words": shared_words}, changes)
    assert report.called == {"cut": (1, 2), "light": (0, 0), "heavy": (0, 0), "non": (0, 1)}
    assert report.shipped == 2
    assert report.mistakes == (("y", "cut"),)
    assert order[:4] == ["orig_a", "orig_b", "orig_c", "x"]
    assert report.corrected
    assert report.corrected.shipped == 3
    assert "the detector's 1.000 (3)" in str(clough_table(report).caption)
