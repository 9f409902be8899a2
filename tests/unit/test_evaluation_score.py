"""How events are held against labels."""

import math

import pytest

from tests.evaluation.score import family, score, wilson
from tests.evaluation.sets import Label, ReadPair
from tests.support.made_events import by_uri, labelled_set, new_story, rewrite


def test_right_when_the_labelled_other_is_named() -> None:
    """A rewrite of the labelled other is found; a new story in its place is missed."""
    labelled = labelled_set(("b", "a", "R"), ("d", "c", "M"))
    events = by_uri(new_story("a"), rewrite("b", "a"), new_story("c"), new_story("d"))
    tally = score(events, labelled).labels
    assert (tally.tp, tally.fn, tally.precision, tally.recall) == (1, 1, 1.0, 0.5)
    assert [(m.kind, m.uri, m.others) for m in tally.mistakes] == [("FN", "d", ("c",))]


def test_a_pair_may_be_written_down_either_way_round() -> None:
    """The later article of the stream is the one that is judged, whichever the label names first."""
    events = by_uri(new_story("a"), rewrite("b", "a"))
    assert score(events, labelled_set(("a", "b", "R"))).labels.tp == 1


def test_right_within_the_family() -> None:
    """Naming another member of the labelled other's family is right: C of A where A <- B was found."""
    labelled = labelled_set(("c", "b", "R"))
    assert score(by_uri(new_story("a"), rewrite("b", "a"), rewrite("c", "a")), labelled).labels.tp == 1


def test_right_when_the_parent_is_a_labelled_parent_of_the_other() -> None:
    """C of A is right where the labels say B of A and C of B, although B itself was missed."""
    labelled = labelled_set(("c", "b", "R"), ("b", "a", "R"))
    tally = score(by_uri(new_story("a"), new_story("b"), rewrite("c", "a")), labelled).labels
    assert (tally.tp, tally.fn) == (1, 1)


def test_a_wrong_parent_is_a_miss() -> None:
    """A rewrite of some third article does not count as found."""
    labelled = labelled_set(("c", "b", "R"))
    assert score(by_uri(new_story("a"), new_story("b"), rewrite("c", "a")), labelled).labels.fn == 1


def test_a_further_parent_of_a_merge_counts() -> None:
    """The other parents of a merge are named parents: right for M, wrong for T."""
    events = by_uri(new_story("a"), new_story("b"), rewrite("c", "a", "b"))
    assert score(events, labelled_set(("c", "b", "M"))).labels.tp == 1
    assert score(events, labelled_set(("c", "b", "T"))).labels.fp == 1


def test_false_when_a_template_is_called_a_rewrite_of_its_like() -> None:
    """T is false only if the labelled other, or its family, is named; a rewrite of a third one is not."""
    labelled = labelled_set(("c", "a", "T"))
    assert score(by_uri(new_story("a"), new_story("b"), rewrite("c", "a")), labelled).labels.fp == 1
    assert score(by_uri(new_story("a"), rewrite("b", "a"), rewrite("c", "b")), labelled).labels.fp == 1
    assert score(by_uri(new_story("a"), new_story("b"), rewrite("c", "b")), labelled).labels.tn == 1


def test_an_article_counts_once_a_side() -> None:
    """Several labelled others of one side are one decision; both sides of one article are two."""
    labelled = labelled_set(("d", "a", "R"), ("d", "b", "R"), ("d", "c", "T"))
    events = by_uri(new_story("a"), new_story("b"), new_story("c"), rewrite("d", "b"))
    tally = score(events, labelled).labels
    assert (tally.tp, tally.fn, tally.fp, tally.tn) == (1, 0, 0, 1)


def test_no_event_is_no_rewrite() -> None:
    """An article that no event came of (unreadable, no text) is missed where it should be a rewrite."""
    tally = score(by_uri(new_story("a")), labelled_set(("b", "a", "R"), ("c", "a", "T"))).labels
    assert (tally.fn, tally.tn) == (1, 1)
    assert math.isnan(tally.precision)


def test_what_readers_split_on_is_counted_apart() -> None:
    """D and U are neither right nor wrong, however they are called."""
    labelled = labelled_set(("b", "a", "D"), ("c", "a", "U"), ("d", "a", "U"))
    events = by_uri(new_story("a"), rewrite("b", "a"), rewrite("c", "a"), new_story("d"))
    report = score(events, labelled)
    assert (report.labels.tp, report.labels.fp) == (0, 0)
    assert {kind: (c.rewrite, c.total) for kind, c in report.apart.items()} == {
        "D": (1, 1),
        "U": (1, 2),
        "N": (0, 0),
    }


def test_read_pairs_stand_apart_and_together_with_the_labels() -> None:
    """Yes is derived, no is not, either is counted apart; `joined` has labels and readings."""
    read = (
        ReadPair("b", "a", "yes"),
        ReadPair("d", "c", "no", label="D", why="new lead"),
        ReadPair("f", "e", "either"),
    )
    events = by_uri(
        *map(new_story, "aceg"), rewrite("b", "a"), rewrite("d", "c"), rewrite("f", "e"), rewrite("h", "g")
    )
    report = score(events, labelled_set(("h", "g", "R"), read=read))
    assert (report.read.tp, report.read.fp, report.labels.tp) == (1, 1, 1)
    assert (report.joined.tp, report.joined.fp) == (2, 1)
    assert report.joined.precision == pytest.approx(2 / 3)
    assert (report.either.rewrite, report.either.total) == (1, 1)
    assert report.read.mistakes[0].why == "new lead"


def test_rule_labels_can_be_left_out() -> None:
    """`by_hand` has only what a reader labelled."""
    labelled = labelled_set(("b", "a", "R"))
    ruled = type(labelled)("made", labelled.raw, (*labelled.labels, Label("d", "c", "R", "rule")), ())
    report = score(by_uri(new_story("a"), rewrite("b", "a")), ruled)
    assert (report.labels.fn, report.by_hand.tp, report.by_hand.fn) == (1, 1, 0)


def test_misses_beyond_the_window_are_told() -> None:
    """A miss whose parents are all older than the window was out of reach for any method."""
    labelled = labelled_set(("h", "a", "R"), ("c", "b", "R"))  # 14 days and 2 days apart
    tally = score(by_uri(*map(new_story, "abch")), labelled, window_days=7).labels
    assert (tally.fn, tally.out_of_reach) == (2, 1)


def test_a_family_is_the_first_of_a_chain_of_parents() -> None:
    """Best parents are followed to the first; a parent without an event ends the chain, a circle does too."""
    events = by_uri(rewrite("c", "b"), rewrite("b", "a"), rewrite("x", "y"), rewrite("y", "x"))
    assert family(events, "c") == "a"
    assert family(events, "x") in {"x", "y"}


@pytest.mark.parametrize(("hits", "total"), [(0, 7), (7, 7), (723, 738), (1, 2)])
def test_an_interval_holds_its_share(hits: int, total: int) -> None:
    """The 95 % interval stays in 0..1 around the share, and shrinks with more cases."""
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total <= high <= 1
    wider_low, wider_high = wilson(hits * 4, total * 4)
    assert wider_high - wider_low < high - low
    assert wilson(0, 0) == (0.0, 1.0)
