"""Scores of judged pairs, and what they are worth."""

import orjson
import pytest

from streams.detection import Desk, WindowLimits
from tests.evaluation import stream
from tests.evaluation.calibration import JudgedPair, Scorer, judged, reliability
from tests.evaluation.sets import Label, LabelledSet, ReadPair
from tests.support.made_events import labelled_set

FERRY = (
    "The ferry Asterion broke down off Port Ellery on Tuesday with 212 people on board, and drifted for three"
    " hours before two tugs could take it in tow. Nobody was hurt, said the harbour master, Ilse Marrow."
)
OTHER = (
    "Cheese makers in the Vell valley will vote on Sunday about a shared dairy at the old mill. The banks"
    " have promised a loan of four million crowns, if at least thirty farms sign for ten years each."
)


def pairs(*scored: tuple[float | None, bool]) -> list[JudgedPair]:
    """Pairs with these (score, derived)."""
    return [JudgedPair("b", "a", derived, score) for score, derived in scored]


def test_judged_pairs_are_ordered_and_readers_go_first() -> None:
    """Whichever way round a pair was written; D and "either" are no answers."""
    read = (ReadPair("a", "b", "no"), ReadPair("f", "e", "either"))
    labelled = labelled_set(("a", "b", "R"), ("d", "c", "T"), ("h", "g", "D"), read=read)
    assert judged(labelled) == {("b", "a"): False, ("d", "c"): False}


def test_a_score_that_is_right_as_often_as_it_says_has_no_error() -> None:
    """.75 right in three of four cases: error 0.  .95 right in one of two: .45 off."""
    right = pairs((0.75, True), (0.75, True), (0.75, True), (0.75, False))
    assert reliability(right)["ece"] == pytest.approx(0)
    found = reliability([*right, *pairs((0.95, True), (0.95, False))])
    assert found["ece"] == pytest.approx(0.45 * 2 / 6, abs=1e-4)
    assert [row["pairs"] for row in found["bins"]] == [0, 0, 0, 0, 0, 0, 0, 4, 0, 2]


def test_a_score_of_one_is_in_the_last_bin() -> None:
    """The bins reach from 0 to 1, both included."""
    found = reliability(pairs((0.0, False), (1.0, True)))
    assert (found["bins"][0]["pairs"], found["bins"][9]["pairs"], found["brier"]) == (1, 1, 0)


def test_what_was_no_candidate_is_counted_apart() -> None:
    """A pair without a score is in no bin, and shows whether it should have had one."""
    found = reliability(pairs((None, True), (None, False)))
    assert found["pairs"] == 0
    assert found["ece"] is None
    assert found["no_candidate"] == {"pairs": 2, "derived": 1}


def test_scores_are_taken_down_while_judging() -> None:
    """The scorer says what the desk says, and keeps the scores of the judged pairs, those not named too."""
    texts = {"a": FERRY, "b": OTHER, "c": FERRY.replace("two tugs", "a tug")}
    raw = tuple(orjson.dumps({"uri": uri, "body_text": text}) for uri, text in texts.items())
    labelled = LabelledSet("made", raw, (Label("c", "a", "R"), Label("c", "b", "T")), ())
    scorer = Scorer.of(labelled, WindowLimits())
    events = stream.run(raw, scorer).events
    assert events == stream.run(raw, stream.at_desk(Desk(WindowLimits()))).events
    found = {pair.earlier: pair.score for pair in scorer.pairs}
    assert found["a"] is not None
    assert found["a"] > 0.5
    assert found["b"] is None
