"""Models judged on what they have not seen."""

from datetime import UTC, datetime

import pytest

from tests.evaluation import contests, examples, heldout, regression, sets
from tests.evaluation.examples import Example
from tests.evaluation.heldout import after, before, held_out, held_out_table
from tests.evaluation.score import Tally
from tests.evaluation.sets import Label, ReadPair
from tests.support.made_events import labelled_set

MAY_9 = datetime(2031, 5, 9, 9, tzinfo=UTC)
"""When article `e` of the made set came."""


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[Example]:
    """Pairs of the package's sample, as if another set had them; no other set is here."""
    monkeypatch.setattr(sets, "available", lambda _: False)
    return [row._replace(group="other") for row in examples.sample_examples([], regression.START)]


def test_a_set_is_judged_by_a_model_of_the_others(rows: list[Example]) -> None:
    """Answers of the set itself do not enter: with all of them turned round the figures are the same."""
    against = [row._replace(group="sample", derived=not row.derived) for row in rows]
    (found,) = held_out([*rows, *against])
    assert found[:3] == ("sample", "the other sets", "all")
    assert found.tally.recall > 0.9
    assert found == held_out(rows)[0]


def test_what_others_say_of_a_set_is_what_counts(rows: list[Example]) -> None:
    """With the answers of the other set turned round, the model of it is of no use."""
    (found,) = held_out([row._replace(derived=not row.derived) for row in rows])
    assert found.tally.recall < 0.9


def test_a_wire_is_split_by_the_later_article() -> None:
    """Labels and read pairs stay if the article judged came at the time or after it, whatever the other."""
    read = (ReadPair("a", "e", "yes"), ReadPair("b", "a", "no"))
    later = after(labelled_set(("b", "a", "R"), ("e", "a", "R"), ("h", "g", "T"), read=read), MAY_9)
    assert later.labels == (Label("e", "a", "R"), Label("h", "g", "T"))
    assert later.read == (read[0],)
    assert list(later.articles) == list("abcdefgh")


@pytest.mark.parametrize(("seconds", "early"), [(-1.0, True), (0.0, False), (None, False)])
def test_a_pair_without_a_time_is_not_of_the_past(seconds: float | None, early: bool) -> None:  # noqa: FBT001 - a column of cases
    """Only a pair that is known to have come before is fitted on."""
    created = None if seconds is None else MAY_9.timestamp() + seconds
    assert before(Example("made", "label R", {}, derived=True, weight=1.0, created=created), MAY_9) is early


def test_the_table_has_a_row_a_model() -> None:
    """Shares and counts."""
    tally = Tally(tp=9, fn=1, fp=3, tn=5)
    shown = held_out_table([heldout.HeldOut("Tides", "the other sets", "labels", tally)])
    assert [list(column.cells) for column in shown.columns] == [
        ["Tides"], ["the other sets"], ["labels"], ["0.750"], ["0.900"], ["9/10"], ["3/8"],
    ]  # fmt: skip


def test_a_stream_is_counted_by_each_kind_of_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels, labels and read pairs, and the pairs that readers read for the fit; here all is called new."""
    read = (ReadPair("d", "c", "yes"), ReadPair("f", "e", "no"))
    made = labelled_set(("b", "a", "R"), ("h", "g", "T"), read=read)
    monkeypatch.setattr(contests, "_all", lambda _: made)
    monkeypatch.setattr(heldout, "load", lambda _: made)
    monkeypatch.setattr(heldout, "every_pair", lambda _: (ReadPair("g", "a", "yes"),))
    found = heldout._without(contests.Stream("made", "Made"), regression.START)
    assert {one.counted: (one.tally.fn, one.tally.tn) for one in found} == {
        "labels": (1, 1),
        "labels and read pairs": (2, 2),
        heldout.UNSURE: (1, 0),
    }
