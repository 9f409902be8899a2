"""Sections on the detector alone: all sets, by relation, by degree of rewriting, by language."""

from typing import Any

from streams.detection import WindowLimits
from tests.evaluation import breakdown, calibration, clough, comparison
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import TALLY, Bench, cells, interval
from tests.evaluation.score import score

ABOUT = (
    "Labels: rewrites, copies, repeats and merges against templates filled anew.  Read: pairs drawn where an"
    " earlier method was unsure, so no sample of a stream.  Found: derived articles whose parent, or its"
    " family, is named; false: articles wrongly said to derive from their labelled other."
)

CORRECTED = (
    "Clough's answers stand where the corrected labels put them: two said to be cut from their original take"
    " nothing from it (`tests/evaluation/degrees_corrections.json`)."
)

LABELS = {
    "R": "R, rewrite, copy or repeat",
    "M": "M, merged or excerpted",
    "T": "T, template filled anew",
    "read": "read pairs",
}


def all_sets(bench: Bench) -> dict[str, Any]:
    """Each set in the window as shipped and, where pairs lie further apart, in one that holds it all."""
    rows: list[list[Cell]] = []
    found: dict[str, Any] = {}
    for name, labelled in bench.whole.items():
        title = bench.contests[name].title
        events = {"whole stream": bench.passes[name].events}
        shipped = WindowLimits()
        if any(labelled.days_apart(a, b) > shipped.days for a, b in calibration.judged(labelled)):
            limits = f"{shipped.days:g} days"
            events = {limits: bench.shipped(name), **events}
        for window, those in events.items():
            report = score(those, labelled)
            counted = {"labels": report.labels, "read": report.read, "both": report.joined}
            if published := labelled.as_published():
                counted["both, labels as published"] = score(those, published).joined
            for what, tally in counted.items():
                rows.append(
                    [
                        title,
                        window,
                        what,
                        *cells(tally),
                        interval(tally.precision_interval),
                        interval(tally.recall_interval),
                    ]
                )
                found.setdefault(name, {}).setdefault(window, {})[what] = comparison.figures(tally)
    shown = section(
        "The sets",
        [ABOUT],
        [table(["set", "window", "pairs", *TALLY, "95 % of precision", "of recall"], rows)],
    )
    return {"sets": found, "page": shown}


def relations(bench: Bench) -> dict[str, Any]:
    """By the relation said, by the reader's label, and on the sample by what was made."""
    said: list[list[Cell]] = []
    labels: list[list[Cell]] = []
    for name, labelled in bench.whole.items():
        title, events = bench.contests[name].title, bench.passes[name].events
        for key, tally in breakdown.by_relation(labelled, events).items():
            said.append([title, key, tally.precision, tally.tp, tally.fp])
        for key, tally in breakdown.by_label(labelled, events).items():
            *_, found, false = cells(tally)
            labels.append([title, LABELS[key], found, false])
    tables = [
        table(["set", "relation said", "precision", "right", "false"], said),
        table(["set", "label", "derived and found", "not derived and called so"], labels),
    ]
    kinds = breakdown.sample_by(bench.passes["sample"].events, lambda _, truth: truth.kind)
    rows = [[k, r["items"], r["right"], r["relation"] if r["rewrites"] else None] for k, r in kinds.items()]
    tables.append(table(["sample: made as", "items", "verdict right", "relation right"], rows))
    return {"sample": kinds, "page": section("By relation", [], tables)}


def degrees(bench: Bench) -> dict[str, Any]:
    """By the share of the later text that the earlier one has, by language, and Clough's four degrees."""
    of_set = {n: breakdown.by_degree(s, bench.passes[n].events) for n, s in bench.whole.items()}
    rows = [[bench.contests[n].title, k, *cells(t)] for n, found in of_set.items() for k, t in found.items()]
    tables = [table(["set", "5-grams taken over", *TALLY], rows)]
    text = []
    if "clough" in bench.passes:
        text = [CORRECTED]
        answers = breakdown.answers_by_degree(bench.passes["clough"].events)
        tables.append(
            table(
                ["Clough, corrected", "called a rewrite", "answers"],
                [[k, *answers[k]] for k in clough.DEGREES],
            )
        )
    spoken = breakdown.by_language(bench.passes, bench.whole)
    tables.append(table(["language", *TALLY], [[k, *cells(t)] for k, t in spoken.items()]))
    return {"page": section("By degree of rewriting, and by language", text, tables)}
