"""The section on a window that is full of other articles."""

from typing import Any

from tests.evaluation import crowded
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import TALLY, Bench, cells

NAMES = {"ap89": "AP", "german": "German"}
ABOUT = (
    "Labels and read pairs together, in a window that holds nothing else, and in one of the default size that"
    " is full of made articles: 500 made-up words each, in any order, so that nearly every phrase of theirs"
    " is new.  All of them come at the time of the set's first article."
)


def crowd(bench: Bench) -> dict[str, Any]:
    """AP and German copy, alone and in a full window."""
    rows: list[list[Cell]] = []
    for name, title in NAMES.items():
        for full in (False, True):
            found, before = crowded.crowded(name, full=full)
            rows.append([title, before, *cells(found.joined)])
            bench.say(f"{name} after {before:,} other articles")
    return {"page": section("A full window", [ABOUT], [table(["set", "articles before", *TALLY], rows)])}
