"""Pairs for the fit: which answers count, how much, and what the model is shown of a pair."""

import random
from collections import defaultdict
from functools import cache

import msgspec
import orjson
import pytest

from streams import sample
from streams.detection import Desk, fingerprint
from streams.detection.inputs import HOUR
from streams.detection.model import MODEL, probability
from streams.wire import parse
from tests.evaluation import examples, sets
from tests.evaluation.examples import (
    EITHER_WEIGHT,
    Answer,
    Example,
    answers,
    pair_values,
    sample_examples,
    stream_examples,
)
from tests.evaluation.regression import START
from tests.evaluation.sets import Label, LabelledSet, ReadPair
from tests.evaluation.stress.variant import NEW
from tests.support.made_events import labelled_set

NAME = "ap89"
"""The set that the project's own copy stands for here."""
MADE = 6


@cache
def stream() -> tuple[bytes, ...]:
    """The sample in order of arrival."""
    return tuple(map(orjson.dumps, sample.articles()))


@cache
def compared() -> tuple[tuple[str, str], ...]:
    """Pairs (later, earlier) that a desk compares in it, no declared ones among them."""
    desk, found = Desk(model=START), []
    for read in map(fingerprint, map(parse, stream())):
        found += [(read.uri, c.entry.uri) for c in desk.candidates(read) if not c.declared]
        desk.judge(read)
    return tuple(pair for pair in dict.fromkeys(found) if pair[0] != pair[1])


def gathered(
    monkeypatch: pytest.MonkeyPatch, *labels: Label, read: tuple[ReadPair, ...] = ()
) -> list[Example]:
    """Examples of the sample as if it were a labelled set, with variants of a few articles."""
    monkeypatch.setattr(sets, "load", lambda _: LabelledSet("made", stream(), labels, read))
    monkeypatch.setitem(examples.MADE_PER_SET, NAME, MADE)
    return stream_examples(NAME, START)


@pytest.mark.parametrize(
    ("kind", "basis", "derived", "weight"),
    [
        ("R", "read", True, 1.0),
        ("M", "read", True, 1.0),
        ("N", "read", False, 1.0),
        ("T", "read", False, 2.0),
        ("R", "rule", True, 0.3),
        ("T", "rule", False, 0.6),
    ],
)
def test_a_label_is_an_answer(kind: sets.Kind, basis: str, derived: bool, weight: float) -> None:  # noqa: FBT001 - a column of cases
    """Templates stand for many, rules count for less than readers."""
    made = LabelledSet("made", (), (Label("b", "a", kind, basis),), ())
    (answer,) = answers(made).values()
    assert answer == Answer(f"label {kind}", derived, answer.weight)
    assert answer.weight == pytest.approx(weight)


def test_labels_that_readers_split_on_are_left_out() -> None:
    """The story moved on, or a market report did."""
    assert answers(labelled_set(("b", "a", "D"), ("d", "c", "U"))) == {}


def test_what_was_read_comes_before_a_label() -> None:
    """With a reason given it counts twice; split, it has no side."""
    read = (
        ReadPair("b", "a", "no", why="other fire"), ReadPair("d", "c", "yes"), ReadPair("f", "e", "either"),
    )  # fmt: skip
    assert answers(labelled_set(("b", "a", "R"), ("h", "g", "R"), read=read)) == {
        ("b", "a"): Answer("read no", derived=False, weight=2.0),
        ("d", "c"): Answer("read yes", derived=True, weight=1.0),
        ("f", "e"): Answer("read either", derived=None, weight=EITHER_WEIGHT),
        ("h", "g"): Answer("label R", derived=True, weight=1.0),
    }


def test_stored_readings_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the set's own name, a reason or none; the set's read pairs come before them."""
    kept = {"made": (ReadPair("b", "a", "yes", why="same text"), ReadPair("d", "c", "yes"))}
    monkeypatch.setattr(examples, "pair_readings", lambda name: kept[name])
    told = answers(labelled_set(read=(ReadPair("d", "c", "no", why="new lead"),)))
    assert told == {
        ("b", "a"): Answer("read yes", derived=True, weight=1.0),
        ("d", "c"): Answer("read no", derived=False, weight=2.0),
    }


def test_a_judged_pair_is_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way round it was written down; what readers split on stands once on each side."""
    first, second, third = compared()[0], compared()[len(compared()) // 2], compared()[-1]
    told = [Label(*first, "R"), Label(*second[::-1], "T")]
    rows = gathered(monkeypatch, *told, read=(ReadPair(*third, "either"),))
    found = defaultdict(list)
    for row in rows:
        found[row.kind].append((row.derived, row.weight))
    assert found["label R"] == [(True, 1.0)]
    assert found["label T"] == [(False, 2.0)]
    assert found["read either"] == [(True, examples.EITHER_WEIGHT), (False, examples.EITHER_WEIGHT)]
    one, other = (row for row in rows if row.kind == "read either")
    assert one.values == other.values
    assert {row.group for row in rows} == {NAME}


def test_pairs_that_nobody_read_are_chance_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little in common, so nothing derived, and all of them together count for little."""
    chance = [row for row in gathered(monkeypatch) if row.kind == "chance"]
    assert chance
    assert {(row.derived, row.weight) for row in chance} == {(False, examples.CHANCE_WEIGHT)}
    assert max(row.values["soft"] for row in chance) < 0.5
    assert len(chance) < len(compared()) / 2


def test_made_variants_are_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of so many articles, with the truth that they were made with; the new ones that draw count more."""
    rows = [row for row in gathered(monkeypatch) if row.kind.startswith("made ")]
    kinds = {row.kind.removeprefix("made ") for row in rows}
    assert {"copy", "syn40", "merge", "followup", "figures"} <= kinds
    assert len(rows) > 15 * MADE
    for row in rows:
        kind = row.kind.removeprefix("made ")
        assert row.derived == (kind not in NEW)
        drawn = examples.NEWS_WEIGHT if kind in examples.DRAWING else examples.MADE_WEIGHT
        assert row.weight == drawn
    assert sum(row.kind == "made copy" for row in rows) == MADE


def test_made_variants_come_after_a_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is no sign of them: the article's own, so many hours on, and the inputs are of that time."""
    found = []
    for hours in (0.0, 64.0):
        monkeypatch.setattr(examples, "_lag", lambda _, hours=hours: hours)
        found.append([row for row in gathered(monkeypatch) if row.kind.startswith("made ")])
    for at_once, later in zip(*found, strict=True):
        assert at_once.created is not None
        assert later.created == at_once.created + 64 * HOUR
        assert later.values["late"] >= at_once.values["late"]
        assert later.values["instalment"] >= at_once.values["instalment"]
    assert sum(row.values["late"] > 0 for row in found[1]) > sum(row.values["late"] > 0 for row in found[0])


def test_lags_are_nothing_or_from_a_cycle_to_two_weeks() -> None:
    """Three in ten at once, the others spread evenly by doublings, in hours."""
    rng = random.Random(5)  # noqa: S311 - repeatable test data
    lags = [examples._lag(rng) for _ in range(4000)]
    late = sorted(lag for lag in lags if lag)
    assert 1 - len(late) / len(lags) == pytest.approx(0.3, abs=0.03)
    assert late[0] >= 8
    assert 300 < late[-1] <= 8 * 2**5.5
    assert late[len(late) // 2] == pytest.approx(8 * 2**2.75, rel=0.1)


def test_examples_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit of them is repeatable."""
    assert gathered(monkeypatch) == gathered(monkeypatch)


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("hours", [0.0, 100.0, None])
def test_the_model_is_shown_what_the_desk_sees(hours: float | None, own: bool) -> None:  # noqa: FBT001 - a column of cases
    """A candidate's score is the model's of these inputs: the same time, the same provider."""
    desk, first = Desk(model=MODEL), fingerprint(parse(stream()[0]))
    desk.judge(first)
    item = orjson.loads(stream()[0]) | {"uri": "x:late", "version": "9"}
    later = fingerprint(parse(orjson.dumps({**item, "provider": item.get("provider") if own else "Inkwell"})))
    created = None if hours is None or first.created is None else first.created + hours * HOUR
    later = msgspec.structs.replace(later, created=created)
    (candidate,) = desk.candidates(later)
    values = pair_values(later, candidate)
    assert candidate.score == probability(MODEL, values)


def test_a_declared_pair_is_no_example() -> None:
    """There the desk goes by what the article says."""
    desk, first = Desk(), fingerprint(parse(stream()[0]))
    desk.judge(first)
    later = fingerprint(parse(orjson.dumps(orjson.loads(stream()[0]) | {"uri": "x:late"})))
    (candidate,) = desk.candidates(later)
    told = {(first.uri, later.uri): Answer("label R", derived=True, weight=1.0)}
    assert len(list(examples._judged("made", told, later, candidate))) == 1
    assert list(examples._judged("made", told, later, candidate._replace(declared=True))) == []


def test_the_samples_examples_have_the_sample_s_truth() -> None:
    """Derived pairs and stories that only look alike, each with the weight of certain truth."""
    rows = sample_examples((), START)
    assert {(row.group, row.weight) for row in rows} == {("sample", examples.SAMPLE_WEIGHT)}
    derived = {row.kind for row in rows if row.derived}
    assert {
        "label copy",
        "label light_rewrite",
        "label heavy_rewrite",
        "label excerpt",
        "label merge",
    } <= derived
    assert "label template" in {row.kind for row in rows if not row.derived}
    assert derived.isdisjoint({"label template", "label notice", "label follow_up", "label original"})
