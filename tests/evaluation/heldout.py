"""Models judged on what they have not seen: a set left out of the fit, and a wire's later months.

Each is fitted on the other examples, then runs the set as `make evaluate` does, through a desk whose window
holds all of it, and is scored as the shipped model is (score.py, contests.py).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from rich.table import Table

from streams.detection import Desk, WindowLimits
from streams.detection.model import Model
from tests.evaluation import regression, stream
from tests.evaluation.contests import Contest, Stream, present
from tests.evaluation.examples import Example
from tests.evaluation.readings import every_pair
from tests.evaluation.score import Tally, score
from tests.evaluation.sets import LabelledSet, load

SPLIT = datetime(1987, 4, 1, tzinfo=UTC)
"""The Reuters set is fitted on what came before, and judged on what came after."""
SINCE_APRIL = "Reuters, from April 1987"
SHIPPED = WindowLimits()
"""The window as shipped, beside one that holds the whole set: a monthly report cannot meet its last one."""
OTHERS = "the other sets"
PAST = "its past"
UNSURE = "where a detector was unsure"
"""Pairs that were read for the fit (readings): drawn from the middle, so harder than a wire."""


class HeldOut(NamedTuple):
    """Figures of one model on one set."""

    title: str
    fitted_on: str
    counted: str
    """Which pairs: "labels", "labels and read pairs", UNSURE, "all"."""
    tally: Tally


def held_out(rows: Sequence[Example]) -> list[HeldOut]:
    """Each set that is here by a model of the others; Reuters also by models of its own past."""
    found: list[HeldOut] = []
    for contest in present():
        others = [row for row in rows if row.group != contest.name]
        found += _without(contest, regression.fit(others))
        if contest.name == "reuters":
            past = [row for row in rows if row.group == contest.name and before(row, SPLIT)]
            found += _after_the_split(past, others)
    return found


def held_out_table(found: Sequence[HeldOut]) -> Table:
    """Precision and recall of each."""
    columns = ("set", "fitted on", "pairs", "precision", "recall", "found", "false")
    out = Table(*columns, title="not seen in the fit")
    for title, fitted_on, counted, tally in found:
        counts = f"{tally.tp}/{tally.tp + tally.fn}", f"{tally.fp}/{tally.fp + tally.tn}"
        out.add_row(title, fitted_on, counted, f"{tally.precision:.3f}", f"{tally.recall:.3f}", *counts)
    return out


def before(row: Example, time: datetime) -> bool:
    """Whether both articles of a pair came before a time; no, if that is not known."""
    return row.created is not None and row.created < time.timestamp()


def after(labelled: LabelledSet, time: datetime) -> LabelledSet:
    """The set with the labels of those pairs alone whose later article came at a time or after it."""
    times = {uri: article.get("versioncreated") for uri, article in labelled.articles.items()}

    def late(uri: str, other: str) -> bool:
        when = times[max(uri, other, key=labelled.position.__getitem__)]
        return when is not None and datetime.fromisoformat(when) >= time

    return LabelledSet(
        labelled.name,
        labelled.raw,
        tuple(label for label in labelled.labels if late(label.uri, label.other)),
        tuple(pair for pair in labelled.read if late(pair.uri, pair.other)),
    )


def _without(contest: Contest, model: Model) -> list[HeldOut]:
    """A set by a model that has seen nothing of it."""
    events = contest.run(_desks(model)).events
    if not isinstance(contest, Stream):
        return [HeldOut(contest.title, OTHERS, "all", contest.tally(events))]
    labelled = load(contest.name)
    report = score(events, labelled)
    unsure = LabelledSet(labelled.name, labelled.raw, (), every_pair(labelled.name))
    counted = {"labels": report.labels, "labels and read pairs": report.joined}
    if published := labelled.as_published():
        counted["the same, labels as published"] = score(events, published).joined
    counted[UNSURE] = score(events, unsure).read
    return [HeldOut(contest.title, OTHERS, what, tally) for what, tally in counted.items()]


def _after_the_split(past: Sequence[Example], others: Sequence[Example]) -> list[HeldOut]:
    labelled = load("reuters")
    later = after(labelled, SPLIT)
    of_past = regression.fit(past)
    found = []
    for title, what, model, limits in (
        (SINCE_APRIL, PAST, of_past, stream.WHOLE_STREAM),
        (f"{SINCE_APRIL}, {SHIPPED.days:g} days", PAST, of_past, SHIPPED),
        (SINCE_APRIL, f"{PAST} and {OTHERS}", regression.fit([*past, *others]), stream.WHOLE_STREAM),
    ):
        events = stream.run(labelled.raw, _desks(model, limits)()).events
        found.append(HeldOut(title, what, "labels", score(events, later).labels))
    return found


def _desks(model: Model, limits: WindowLimits = stream.WHOLE_STREAM) -> Callable[[], stream.Judge]:
    return lambda: stream.at_desk(Desk(limits, model))
