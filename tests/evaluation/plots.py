"""The plots of the page, as SVG files that are the same bytes for the same figures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.evaluation.calibration import JudgedPair

WIDE, HIGH = 4.2, 3.6
"""Inches a panel."""
MOST = 3
"""Panels in a row."""
STYLE = {
    "svg.hashsalt": "copytaster",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
OURS = {"color": "#b5121b", "linewidth": 2.0, "zorder": 3}
MARKS = "sD^vPX<>*"
COLOURS = ("C0", "C1", "C2", "C4", "C5", "C6", "C7", "C8", "C9")
"""Of the baselines: the default ones but for red, which is ours."""


def precision_recall(comparison: Mapping[str, Any], folder: Path) -> str:
    """A panel a set: ours and the baselines, a curve by threshold each, a mark at the threshold in use."""
    titles = comparison["titles"]
    plot, axes = _panels(len(titles))
    for place, (name, title) in enumerate(titles.items()):
        axis = axes[place]
        looks = zip(("o", *MARKS), (None, *COLOURS), comparison["methods"].items(), strict=False)
        for mark, colour, (method, row) in looks:
            if name not in row["sets"]:
                continue
            look = OURS if colour is None else {"color": colour, "linewidth": 0.9, "alpha": 0.8}
            found = row["sets"][name]
            points = [p for p in found["curve"] if p["precision"] is not None]
            (line,) = axis.plot(
                [p["recall"] for p in points], [p["precision"] for p in points], label=method, **look
            )
            if found["precision"] is not None:
                axis.plot(found["recall"], found["precision"], mark, color=line.get_color(), markersize=6)
        axis.set(title=title, xlabel="recall", xlim=(0, 1.02), ylim=(0.4, 1.02))
    axes[0].set_ylabel("precision")
    plot.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    return _save(plot, "precision_recall.svg", folder)


def score_histograms(pairs: Mapping[str, Sequence[JudgedPair]], folder: Path) -> str:
    """A panel a set: scores of judged pairs, derived and not; what was no candidate stands at 0."""
    plot, axes = _panels(len(pairs))
    for axis, (title, judged) in zip(axes, pairs.items(), strict=True):
        yes = [pair.score or 0.0 for pair in judged if pair.derived]
        no = [pair.score or 0.0 for pair in judged if not pair.derived]
        axis.hist([yes, no], bins=20, range=(0, 1), label=["derived", "not"], color=["#b5121b", "#5b7f95"])
        axis.set(title=title, xlabel="score", yscale="log")
        axis.yaxis.set_major_formatter("{x:.0f}")
    axes[0].set_ylabel("judged pairs")
    axes[0].legend(frameon=False)
    return _save(plot, "scores.svg", folder)


def reliability_diagram(tables: Mapping[str, Mapping[str, Any]], folder: Path) -> str:
    """Mean score against the share derived, a line a set; the diagonal is a calibrated score."""
    plot, axes = _panels(1)
    axes[0].plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    for mark, (title, table) in zip("osD^v", tables.items(), strict=False):
        rows = [row for row in table["bins"] if row["pairs"]]
        x, y = [row["score"] for row in rows], [row["derived"] for row in rows]
        axes[0].plot(x, y, mark, linestyle="-", linewidth=0.8, label=title)
    axes[0].set(xlabel="mean score", ylabel="share derived", xlim=(0, 1.02), ylim=(0, 1.02))
    axes[0].legend(frameon=False)
    return _save(plot, "calibration.svg", folder)


def _panels(number: int) -> tuple[Any, Any]:
    import matplotlib as mpl  # noqa: PLC0415 - heavy, and only in the group `evaluate`

    mpl.use("svg")
    mpl.rcParams.update(STYLE)
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    rows = -(-number // MOST)
    columns = min(number, MOST)
    size = (WIDE * columns, HIGH * rows)
    plot, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    axes = list(grid.flat)
    for spare in axes[number:]:
        spare.set_visible(False)
    return plot, axes[:number]


def _save(plot: Any, name: str, folder: Path) -> str:
    """Write without a date; the name, for the page."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above

    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    plot.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(plot)
    return name
