"""Ours beside the baselines: precision, recall, F1 and speed of each on each set, and their curves."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.evaluation import stream, sweep
from tests.evaluation.baselines import BASELINES, Baseline, missing
from tests.evaluation.contests import SAMPLE_OF, Contest, Pass, f1, present
from tests.evaluation.score import Tally

OURS = "copytaster"

Say = Callable[[str], object]


def ours(contest: Contest) -> Pass:
    """The detector on a set."""
    return contest.run(lambda: stream.shipped(stream.WHOLE_STREAM))


def compare(passes: Mapping[str, Pass], say: Say, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Figures by method, by set.

    Args:
        passes: ours, by the name of the set.
        say: told of each step.
        kept: rows of baselines that are not to be measured again, as an earlier call gave them.
    """
    rows: dict[str, Any] = {
        OURS: {
            "source": "",
            "threshold": 0.5,
            "sets": {c.name: _row(c, passes[c.name]) for c in present()},
        }
    }
    skipped = {}
    for baseline in BASELINES:
        if kept and baseline.name in kept:
            rows[baseline.name] = kept[baseline.name]
        elif lacks := missing(baseline):
            skipped[baseline.name] = f"not installed: {', '.join(lacks)}"
            say(f"{baseline.name}: skipped, {skipped[baseline.name]}")
        else:
            rows[baseline.name] = _measured(baseline, say)
    return {
        "titles": {contest.name: contest.title for contest in present()},
        "methods": rows,
        "skipped": skipped,
    }


def _measured(baseline: Baseline, say: Say) -> dict[str, Any]:
    found = {}
    for contest in present(baseline.slow):
        done = contest.run(baseline.judge)
        found[contest.name] = _row(contest, done)
        say(f"{baseline.name} on {contest.name}: {done.seconds:.0f} s")
    return {
        "source": baseline.source,
        "threshold": baseline.threshold,
        "sample": SAMPLE_OF if baseline.slow else None,
        "sets": found,
    }


def _row(contest: Contest, done: Pass) -> dict[str, Any]:
    tally = contest.tally(done.events)
    curve = [
        {"threshold": step, **figures(contest.tally(sweep.at(done.events, step)))} for step in sweep.STEPS
    ]
    best = max(curve, key=lambda point: (point["f1"], -point["threshold"]))
    return {
        **figures(tally),
        "tp": tally.tp,
        "fn": tally.fn,
        "fp": tally.fp,
        "tn": tally.tn,
        "articles_per_second": round(done.articles / done.seconds),
        "best": best,
        "curve": curve,
    }


def figures(tally: Tally) -> dict[str, float | None]:
    """Precision (none of nothing said), recall and F1, to four places."""
    said = tally.tp + tally.fp
    return {
        "precision": round(tally.precision, 4) if said else None,
        "recall": round(tally.recall, 4) if tally.tp + tally.fn else None,
        "f1": round(f1(tally), 4),
    }
