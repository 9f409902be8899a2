"""Events at another threshold."""

from schemas import NewStory, Rewrite
from tests.evaluation import sweep
from tests.evaluation.score import named
from tests.support.made_events import by_uri, new_story, rewrite


def test_below_the_threshold_a_source_becomes_the_parent() -> None:
    """A new story names what it draws on: lower the threshold, and the likeliest of it is the parent."""
    events = by_uri(new_story("c", 0.4, {"a": 0.2, "b": 0.4}))
    assert isinstance(sweep.at(events, 0.5)["c"], NewStory)
    lower = sweep.at(events, 0.1)["c"]
    assert isinstance(lower, Rewrite)
    assert (lower.rewrite_of.uri, lower.score) == ("b", 0.4)


def test_above_the_threshold_a_rewrite_becomes_new() -> None:
    """A parent that scores too little is no parent; an alternative that scores enough takes its place."""
    events = by_uri(rewrite("b", "a", score=0.6), rewrite("d", "a", score=0.6, alternatives={"c": 0.8}))
    assert isinstance(sweep.at(events, 0.7)["b"], NewStory)
    assert named(sweep.at(events, 0.7)["d"]) == ["c"]
    assert sweep.at(events, 0.5) == events


def test_further_parents_leave_first() -> None:
    """A merge keeps the parents that score enough."""
    events = by_uri(rewrite("c", "a", "b", score=0.9))
    assert named(sweep.at(events, 0.8)["c"]) == ["a", "b"]
    assert named(sweep.at(events, 0.95)["c"]) == []
