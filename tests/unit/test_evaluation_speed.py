"""Timing ways of judging beside each other."""

import time
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from tests.evaluation import sets, speed
from tests.evaluation.speed import Way, articles, compare, one_core, ours, replay

TEXT = "The ferry Anselm lost power off Port Ellery on Tuesday night with 214 passengers on board. " * 4


def raw(number: int) -> bytes:
    """A short article."""
    return orjson.dumps({"uri": f"x:{number}", "headline": "Ferry adrift", "body_text": f"{number} {TEXT}"})


def slow(batch: Sequence[Any]) -> None:
    """A millisecond of work an article."""
    end = time.process_time() + len(batch) / 1000
    while time.process_time() < end:
        pass


def slower(batch: Sequence[Any]) -> None:
    """Three times that."""
    slow([*batch, *batch, *batch])


def test_all_ways_see_the_same_articles_in_turn_and_the_ratio_is_ours_over_theirs() -> None:
    """Every way gets every batch, in an order that turns round, and the first round is left out."""
    seen: list[tuple[str, list[int]]] = []

    def way(name: str, work: Any) -> Way:
        def judge(batch: Sequence[int]) -> None:
            seen.append((name, list(batch)))
            work(batch)

        return Way(int, judge)

    found = compare(
        {"prototype": way("p", slower), "ours": way("o", slow)}, [b"%d" % i for i in range(44)], 10
    )
    assert [name for name, _ in seen] == ["o", "p", "p", "o", "o", "p", "p", "o"]
    assert [batch[0] for _, batch in seen] == [0, 0, 10, 10, 20, 20, 30, 30]
    assert (found["articles"], found["batches"]) == (30, 3)
    assert found["ours"][1] == pytest.approx(1000, rel=0.2)
    assert found["ratio"][1] == pytest.approx(3, rel=0.2)
    assert list(found["ratio"]) == sorted(found["ratio"])


def test_without_the_prototype_there_is_no_ratio() -> None:
    """Ours and the whole replay are measured all the same, on an article of the project's own."""
    found = compare({"ours": ours(), "replay": replay()}, [raw(i) for i in range(12)], 3)
    assert found["prototype"] is None
    assert found["ratio"] is None
    assert found["replay"][0] > 0
    assert speed.table({"30": found}).row_count == 1


def test_a_length_without_articles_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no set is, there are no figures, and no error."""
    monkeypatch.setattr(sets, "available", lambda _: False)
    assert speed.speed_figures() == {}


@pytest.mark.shared
def test_articles_are_cut_to_the_length_that_is_asked_for() -> None:
    """As many words, of longer texts, no more articles than wanted."""
    if not sets.available("ap89"):
        pytest.skip("the AP set is not on this machine")
    found = [orjson.loads(article)["body_text"] for article in articles(500, 40)]
    assert 30 < len(found) <= 40
    assert {len(text.split()) for text in found} == {500}


def test_the_process_gets_its_cores_back() -> None:
    """One core while measuring, all of them afterwards."""
    os = speed.os
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system does not let a process choose its cores")
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
