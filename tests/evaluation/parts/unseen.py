"""The section on models that have not seen what they judge."""

from typing import Any

from tests.evaluation import comparison, examples, heldout, regression
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import TALLY, Bench, cells, interval

ABOUT = (
    "What the shipped model reaches on sets that it was fitted on says little of a wire that it has never"
    " seen.  So each set is judged here, as above, by a model that was fitted on the other sets alone (of"
    " Reuters, AP, German, Clough and the sample), and the later months of Reuters by models of its past."
    "  The constants of the method and the inputs were chosen with all sets in view: that much the"
    " figures are too kind.  The seed texts are in no fit.  Where a detector was unsure: pairs that were"
    " read for the fit, drawn from the middle of the scores, so much harder than a wire."
)


def unseen(bench: Bench) -> dict[str, Any]:
    """Each set by a model fitted without it."""
    rows = examples.gather(regression.START)
    bench.say(f"pairs to fit on: {len(rows):,}")
    found = heldout.held_out(rows)
    shown: list[list[Cell]] = [
        [
            one.title, one.fitted_on, one.counted, *cells(one.tally),
            interval(one.tally.precision_interval), interval(one.tally.recall_interval),
        ]
        for one in found
    ]  # fmt: skip
    columns = ["set", "fitted on", "pairs", *TALLY, "95 % of precision", "of recall"]
    models = [
        {
            "set": one.title,
            "fitted_on": one.fitted_on,
            "pairs": one.counted,
            **comparison.figures(one.tally),
        }
        for one in found
    ]
    return {"models": models, "page": section("Held out", [ABOUT], [table(columns, shown)])}
