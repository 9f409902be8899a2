"""Models judged on what they have not seen: a set left out of the fit, and a wire's later months.

Each is fitted on the other examples, then runs the set as a stream, through a desk whose window holds all
of it, and is scored as the shipped model is (score.py).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from rich.table import Table

from streams.detection import Desk, WindowLimits
from streams.detection.model import Model
from tests.evaluation import regression, sets, stream
from tests.evaluation.examples import Example
from tests.evaluation.score import Report, Tally, score
from tests.evaluation.sets import LabelledSet

WHOLE_STREAM = WindowLimits(days=366, articles=200_000)
SPLIT = datetime(1987, 4, 1, tzinfo=UTC)
"""The Reuters set is fitted on what came before, and judged on what came after."""


class HeldOut(NamedTuple):
    """Figures of one model on one set."""

    name: str
    fitted_on: str
    tally: Tally


def held_out(rows: Sequence[Example]) -> list[HeldOut]:
    """Each set by a model of the others; Reuters also by models of its own past."""
    found = [
        HeldOut(name, "the other sets", _judged(name, [r for r in rows if r.group != name]).joined)
        for name in sets.FOLDERS
        if sets.available(name)
    ]
    early = [
        r for r in rows if r.group == "reuters" and r.created is not None and r.created < SPLIT.timestamp()
    ]
    others = [r for r in rows if r.group != "reuters"]
    later = _after(sets.load("reuters"), SPLIT)
    for what, seen in (("its past", early), ("its past and the other sets", [*early, *others])):
        events = _run(sets.load("reuters"), regression.fit(seen)).events
        found.append(HeldOut("reuters, from April 1987", what, score(events, later).labels))
    return found


def held_out_table(found: Iterable[HeldOut]) -> Table:
    """Precision and recall of each."""
    out = Table("set", "fitted on", "precision", "recall", "found", "false", title="not seen in the fit")
    for name, fitted_on, tally in found:
        counts = f"{tally.tp}/{tally.tp + tally.fn}", f"{tally.fp}/{tally.fp + tally.tn}"
        out.add_row(name, fitted_on, f"{tally.precision:.3f}", f"{tally.recall:.3f}", *counts)
    return out


def _judged(name: str, seen: Sequence[Example]) -> Report:
    labelled = sets.load(name)
    return score(_run(labelled, regression.fit(seen)).events, labelled)


def _run(labelled: LabelledSet, model: Model) -> stream.Run:
    return stream.run(labelled.raw, stream.at_desk(Desk(WHOLE_STREAM, model)))


def _after(labelled: LabelledSet, time: datetime) -> LabelledSet:
    """The set with the labels of those pairs alone whose later article came after a time."""
    times = {uri: article.get("versioncreated") for uri, article in labelled.articles.items()}

    def late(uri: str, other: str) -> bool:
        later = max(uri, other, key=labelled.position.__getitem__)
        when = times[later]
        return when is not None and datetime.fromisoformat(when) >= time

    return LabelledSet(
        labelled.name,
        labelled.raw,
        tuple(label for label in labelled.labels if late(label.uri, label.other)),
        tuple(pair for pair in labelled.read if late(pair.uri, pair.other)),
    )
