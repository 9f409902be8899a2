"""Sections on the small sets: the five seed texts, and the short answers."""

import time
from functools import partial
from typing import Any

from tests.evaluation import clough, sets, stream
from tests.evaluation import seeds as orders
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import Bench

WARM = 3000
ABOUT = (
    "Two agencies reported one event; three web texts derive from the one report, two from the other.  Right"
    " is an order in which the first of each family is new and each later one a rewrite of its own family."
)


def seeds(bench: Bench) -> dict[str, Any]:
    """The seeds in all orders, alone and in a window that has other news."""
    pasts: dict[str, list[bytes]] = {"nothing": []}
    if "reuters" in bench.whole:
        pasts[f"{WARM:,} Reuters articles"] = stream.table_of(bench.whole["reuters"].raw[:WARM])
    rows: list[list[Cell]] = []
    for name, past in pasts.items():
        start = time.perf_counter()
        report = orders.judge_orders(sets.seeds(), partial(stream.restored, past))
        bench.say(f"seeds after {name}: {time.perf_counter() - start:.0f} s")
        right, wrong = report.lowest_right, report.highest_wrong
        rows.append([name, report.orders, report.right, right and right.score, wrong and wrong.score])
    columns = ["before", "orders", "right", "lowest score of a right parent", "highest of a wrong one"]
    return {"rows": rows, "page": section("Seeds", [ABOUT], [table(columns, rows)])}


def answers(bench: Bench) -> dict[str, Any]:
    """Clough and Stevenson: degrees told, one question left out."""
    del bench
    report = clough.judge_answers(*sets.clough(), stream.shipped)
    n = report.answers
    rows: list[list[Cell]] = [
        ["four-way, one question left out", report.four_way / n, report.four_way],
        ["binary, one question left out", report.binary / n, report.binary],
        ["binary, the detector's verdict", report.shipped / n, report.shipped],
    ]
    text = ["Published four-way: .80 (Clough & Stevenson 2011), .84 (Baer, Zesch & Gurevych 2012)."]
    shown = section(
        "Degrees of rewriting (Clough & Stevenson)", text, [table(["of 95", "share", "right"], rows)]
    )
    return {"answers": n, "four_way": report.four_way, "binary": report.binary, "page": shown}
