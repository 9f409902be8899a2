"""Sets as contests: who is right, and what a slow method is given."""

import orjson
import pytest

from schemas import ArticleRef, Event, NewStory
from streams import sample
from tests.evaluation import contests, sets
from tests.evaluation.baselines import BASELINES
from tests.evaluation.breakdown import by_degree, by_label, by_relation, sample_by
from tests.evaluation.comparison import compare, figures
from tests.evaluation.contests import Sample, count, f1, tally_sample
from tests.evaluation.score import Tally
from tests.evaluation.sets import Label, LabelledSet
from tests.support.made_events import by_uri, labelled_set, new_story, rewrite

TRUTH = {
    "a#1": sample.Truth("original", "new_story", (), ()),
    "b#1": sample.Truth("copy", "rewrite", ("a",), ("copy",)),
    "c#1": sample.Truth("template", "new_story", (), ()),
}


def counts(tally: Tally) -> tuple[int, int, int, int]:
    """Found, missed, false, rightly new."""
    return tally.tp, tally.fn, tally.fp, tally.tn


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([new_story("a"), rewrite("b", "a"), new_story("c")], (1, 0, 0, 2)),
        ([new_story("a"), new_story("b"), rewrite("c", "a")], (0, 1, 1, 2)),
        ([new_story("a"), rewrite("b", "x"), new_story("c")], (0, 1, 1, 2)),
    ],
    ids=["all right", "missed, and false", "of the wrong parent: missed and false"],
)
def test_the_sample_is_counted(events: list[Event], expected: tuple[int, int, int, int]) -> None:
    """Found, missed, false, rightly new; a wrong parent is both a miss and a false rewrite."""
    said = {f"{event.article.uri}#1": event for event in events}
    assert counts(tally_sample(said, TRUTH)) == expected


def test_versions_of_an_item_are_items_of_their_own() -> None:
    """A judge that calls everything new is right about every original of the sample, and misses the rest."""

    def judge(raw: bytes) -> Event:
        article = orjson.loads(raw)
        ref = ArticleRef(uri=article["uri"], version=article.get("version"))
        return NewStory(model_version="", event_id="", story_id="", score=0.0, article=ref)

    done = Sample().run(lambda: judge)
    tally = Sample().tally(done.events)
    derived = sum(bool(truth.parents) for truth in sample.truth().values())
    assert counts(tally)[:3] == (0, derived, 0)
    assert done.articles == len(sample.articles())


def test_f1_of_nothing_is_nothing() -> None:
    """No rewrite said: precision is unknown, F1 is 0."""
    tally = Tally()
    count(tally, said=False, derived=True)
    assert f1(tally) == 0
    assert figures(tally) == {"precision": None, "recall": 0.0, "f1": 0}


def test_a_slow_method_gets_a_sample_with_its_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not more articles than allowed, in order, and only pairs of which both articles are there."""
    labelled = labelled_set(("b", "a", "R"), ("d", "c", "R"), ("f", "e", "T"), ("h", "g", "D"))
    monkeypatch.setattr(contests, "_all", lambda _: labelled)
    monkeypatch.setattr(contests, "SAMPLE_OF", 4)
    few = contests._few.__wrapped__("made")
    assert list(few.articles) == ["a", "b", "c", "d"]
    assert few.labels == (Label("b", "a", "R"), Label("d", "c", "R"))


def test_figures_by_relation_and_by_label() -> None:
    """Articles go to the relation said of them, or to their label; what is not said has no relation."""
    labelled = labelled_set(("b", "a", "R"), ("d", "c", "M"), ("f", "e", "T"), ("h", "g", "R"))
    events = by_uri(
        *map(new_story, "aceg"), rewrite("b", "a"), rewrite("d", "c", "x"), rewrite("f", "e"), new_story("h")
    )
    relations = by_relation(labelled, events)
    assert {key: counts(tally) for key, tally in relations.items()} == {
        "rewrite": (1, 0, 1, 0),
        "merge": (1, 0, 0, 0),
    }
    labels = by_label(labelled, events)
    assert counts(labels["R"]) == (1, 1, 0, 0)
    assert counts(labels["T"]) == (0, 0, 1, 0)


def test_figures_by_degree() -> None:
    """A copy and a text that took over half stand in rows of their own."""
    words = [f"word{number}" for number in range(60)]
    texts = {"a": words, "b": words, "c": words[:32] + [f"other{number}" for number in range(28)]}
    raw = tuple(orjson.dumps({"uri": uri, "body_text": " ".join(text)}) for uri, text in texts.items())
    labelled = LabelledSet("made", raw, (Label("b", "a", "R"), Label("c", "a", "R")), ())
    found = by_degree(labelled, by_uri(new_story("a"), rewrite("b", "a"), new_story("c")))
    assert {degree: counts(tally) for degree, tally in found.items()} == {
        "90% and more": (1, 0, 0, 0),
        "50% to 70%": (0, 1, 0, 0),
    }


def test_the_sample_by_kind() -> None:
    """Right verdicts of all items, right relations of the rewrites that were found."""
    everything = sample.truth()
    said: dict[str, Event] = {
        key: rewrite(key.split("#")[0], truth.parents[0]) if truth.parents else new_story(key)
        for key, truth in everything.items()
    }
    found = sample_by(said, lambda _, truth: truth.kind)
    assert all(row["items"] == row["right"] for row in found.values())
    assert found["synonym_spin"]["relation"] == found["synonym_spin"]["rewrites"] > 0
    assert found["truncation"]["relation"] == 0


def test_the_contests_that_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the shared sets the sample of the package is left."""
    monkeypatch.setattr(sets, "available", lambda _: False)
    assert [contest.name for contest in contests.present()] == ["sample"]


def test_baselines_need_not_be_measured_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of an earlier run take the place of a measurement, curve and all; ours is always counted."""
    monkeypatch.setattr(sets, "available", lambda _: False)
    done = Sample().run(BASELINES[0].judge)
    kept = {baseline.name: {"sets": {"sample": {"f1": 0.25}}} for baseline in BASELINES}
    said: list[str] = []
    found = compare({"sample": done}, said.append, kept)
    assert said == []
    assert {name: row["sets"]["sample"]["f1"] for name, row in found["methods"].items()} == {
        "copytaster": pytest.approx(f1(Sample().tally(done.events)), abs=1e-4),
        **{baseline.name: 0.25 for baseline in BASELINES},
    }
    assert found["methods"]["copytaster"]["sets"]["sample"]["best"]["f1"] >= 0.5
