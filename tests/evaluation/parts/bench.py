"""Passes of the detector over the sets that are here: all sections of the page speak of the same ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from schemas import Event
from tests.evaluation import comparison, sets, stream
from tests.evaluation.calibration import JudgedPair, Scorer
from tests.evaluation.contests import Contest, Pass, Stream, f1, present
from tests.evaluation.figures import Cell
from tests.evaluation.score import Tally

Say = Callable[[str], object]
TALLY: Final = ("precision", "recall", "F1", "found", "false")
"""Columns of `cells`."""


@dataclass
class Bench:
    """Passes of the detector over the sets that are here, and their judged pairs with scores."""

    say: Say
    folder: Path
    """Where plots go."""
    reuse: bool = False
    """Whether baselines stay as they were measured before: they do not change with our model."""
    passes: dict[str, Pass] = field(default_factory=dict)
    whole: dict[str, sets.LabelledSet] = field(default_factory=dict)
    pairs: dict[str, list[JudgedPair]] = field(default_factory=dict)
    contests: dict[str, Contest] = field(default_factory=dict)
    _shipped: dict[str, dict[str, Event]] = field(default_factory=dict)

    def run(self) -> None:
        """Judge every set, in a window that holds all of it."""
        for contest in present():
            self.contests[contest.name] = contest
            self.passes[contest.name] = self._run(contest)
            self.say(f"copytaster on {contest.name}: {self.passes[contest.name].seconds:.0f} s")

    def shipped(self, name: str) -> dict[str, Event]:
        """The events of a stream in the window as shipped; each stream is run once."""
        if name not in self._shipped:
            self._shipped[name] = stream.run(self.whole[name].raw, stream.shipped()).events
        return self._shipped[name]

    def _run(self, contest: Contest) -> Pass:
        if not isinstance(contest, Stream):
            return comparison.ours(contest)
        labelled = self.whole[contest.name] = sets.load(contest.name)
        scorer = Scorer.of(labelled, stream.WHOLE_STREAM)
        done = contest.run(lambda: scorer)
        self.pairs[contest.name] = scorer.pairs
        return Pass(done.events, done.articles, done.seconds - scorer.seconds)


def cells(tally: Tally) -> Iterator[Cell]:
    """A tally as cells of a table: see TALLY."""
    yield tally.precision
    yield tally.recall
    yield f1(tally)
    yield f"{tally.tp}/{tally.tp + tally.fn}"
    yield f"{tally.fp}/{tally.fp + tally.tn}"


def interval(bounds: tuple[float, float]) -> str:
    """A 95 % interval as a cell."""
    return "-".join(f"{bound:.2f}".removeprefix("0") for bound in bounds)
