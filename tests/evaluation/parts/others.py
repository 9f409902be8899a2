"""Sections whose figures are made elsewhere: made variants (stress), verdicts read by people (readings)."""

from typing import Any

from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import Bench
from tests.evaluation.readings.figures import COUNTS, WANTED, WIDER, readings_figures
from tests.evaluation.stress.copy import NAMES
from tests.evaluation.stress.run import stress_figures
from tests.evaluation.stress.section import stress_section

READ = (
    "Verdicts of each set drawn at random and read whole by a reader who does not see the score (the answers"
    " are kept in `tests/evaluation/readings`, by article id).  Right: yes, or either, which is defensible."
    "  A share counts those that have been read; it speaks for all verdicts where read is all of drawn."
    "  Model 4 was made with the first draw of AP's new stories in view, model 5 with that of Reuters'"
    " rewrites, so as many again were drawn and read after each (14 of Reuters' stand in pairs on which the"
    " inputs were chosen): both draws together stand in rows of their own, and say more."
)


def stress(bench: Bench) -> dict[str, Any]:
    """Made variants of all sets that are here, and of the sample."""
    found = {}
    for name in NAMES:
        if name in bench.passes:
            found[name] = stress_figures(name)
            bench.say(f"made variants of {name}: {found[name]['variants']}, {found[name]['seconds']:.0f} s")
    return stress_section(found)


def readings(bench: Bench) -> dict[str, Any]:
    """Shares right of the verdicts drawn, by the stored readings, and those that are wrong."""
    found = {name: readings_figures(name, bench.passes[name].events) for name in bench.whole}
    wider = {
        name: readings_figures(name, bench.passes[name].events, WIDER[name])
        for name in bench.whole.keys() & WIDER.keys()
    }
    rows: list[list[Cell]] = []
    wrong: list[list[Cell]] = []
    for name, one in found.items():
        title = bench.contests[name].title
        rows += [_row(title, kind, one[kind]) for kind in WANTED]
        if name in wider:
            more = [kind for kind in WANTED if WIDER[name][kind] > WANTED[kind]]
            rows += [_row(f"{title}, both draws", kind, wider[name][kind]) for kind in more]
        for miss in wider.get(name, one)["wrong"]:
            named = f"rewrite of {miss['parent']}" if miss["parent"] else "new story"
            wrong.append([miss["uri"], named, miss["derives_from"], miss["label"], miss["why"]])
    tables = [
        table(["set", "verdict", *COUNTS, "right", "95 %"], rows),
        table(["article", "said", "derives from", "label", "the reader"], wrong, "Wrong"),
    ]
    return {"sets": found, "both_draws": wider, "page": section("Verdicts read", [READ], tables)}


def _row(title: str, kind: str, counts: dict[str, Any]) -> list[Cell]:
    low, high = counts["interval"]
    told = (counts[key] for key in COUNTS)
    return [title, kind.replace("_", " "), *told, counts["share"], f"{low:.2f}-{high:.2f}"]
