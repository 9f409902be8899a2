"""The section on what a score is worth."""

from typing import Any

from tests.evaluation import calibration, plots
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import Bench

ABOUT = (
    "Is a score of .8 right in eight of ten cases?  Labels (R, M against T) and read pairs, each with its own"
    " score.  The pairs were drawn where there was something to decide, so the middle is fuller here than"
    " on a wire."
)


def calibrated(bench: Bench) -> dict[str, Any]:
    """Reliability of `score` on all judged pairs, and what the scores look like."""
    pairs = {bench.contests[name].title: those for name, those in bench.pairs.items()}
    found = {title: calibration.reliability(those) for title, those in pairs.items()}
    found["all"] = calibration.reliability(pair for those in pairs.values() for pair in those)
    rows = [
        [f"{row['from']:.1f} to {row['to']:.1f}", row["pairs"], row["score"], row["derived"]]
        for row in found["all"]["bins"]
    ]
    summary: list[list[Cell]] = [
        [title, one["pairs"], one["ece"], one["brier"], one["no_candidate"]["pairs"],
         one["no_candidate"]["derived"]]
        for title, one in found.items()
    ]  # fmt: skip
    tables = [
        table(["score", "pairs", "mean score", "share derived"], rows),
        table(["set", "pairs", "calibration error", "Brier", "no candidate", "of them derived"], summary),
    ]
    drawn = [plots.reliability_diagram(found, bench.folder), plots.score_histograms(pairs, bench.folder)]
    return {"reliability": found, "page": section("Calibration of the score", [ABOUT], tables, drawn)}
