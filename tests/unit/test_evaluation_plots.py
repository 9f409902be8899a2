"""The plots: the same figures give the same bytes."""

from pathlib import Path

import pytest

from tests.evaluation import plots
from tests.evaluation.calibration import JudgedPair, reliability

pytest.importorskip("matplotlib", reason="plots need matplotlib: make evaluate installs it")

PAIRS = {
    "Tide": [JudgedPair("b", "a", derived=True, score=0.9), JudgedPair("d", "c", derived=False, score=None)],
    "Wind": [JudgedPair("b", "a", derived=False, score=0.3)],
}


def row(recall: float) -> dict[str, object]:
    """A method on a set, with a curve of two points."""
    curve = [{"recall": recall, "precision": 0.9}, {"recall": 0.0, "precision": None}]
    return {"recall": recall, "precision": 0.9, "curve": curve}


COMPARISON = {
    "titles": {"tide": "Tide", "wind": "Wind"},
    "methods": {
        "ours": {"sets": {"tide": row(0.9), "wind": row(0.8)}},
        "theirs": {"sets": {"tide": row(0.5)}},
    },
}


def test_plots_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    """No date, no random ids: a plot changes when its figures do."""
    drawn = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        names = [
            plots.precision_recall(COMPARISON, folder),
            plots.score_histograms(PAIRS, folder),
            plots.reliability_diagram({"all": reliability(PAIRS["Tide"])}, folder),
        ]
        drawn.append([(folder / name).read_bytes() for name in names])
    assert drawn[0] == drawn[1]
    assert all(svg.startswith(b"<?xml") and b"<dc:date>" not in svg for svg in drawn[0])
    assert b"theirs" in drawn[0][0]
