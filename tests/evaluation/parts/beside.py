"""The section on the baselines."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from tests.evaluation import comparison, plots
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import Bench

KEPT = Path("build") / "baselines.json"
"""The whole of it, curves and all, for a run that measures only ours again."""
EQUAL_TERMS = (
    'Every method has the same stream and says "rewrite of the best earlier match" from its threshold on;'
    " nothing leaves a window.  Best F1: at the threshold from .02 to .98 that is best in hindsight on"
    " that very set, which no user can know.  Clough: by the corrected labels.  Ours was fitted on pairs"
    " of these sets, the others on nothing: what it reaches on a set that the fit has not seen stands"
    " under *Held out*."
)


def baselines(bench: Bench) -> dict[str, Any]:
    """Ours and what a user would take instead, on the same pairs, in the same run."""
    kept = orjson.loads(KEPT.read_bytes()) if bench.reuse and KEPT.is_file() else None
    found = comparison.compare(bench.passes, bench.say, kept)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_bytes(orjson.dumps(found["methods"]))
    plot = plots.precision_recall(found, bench.folder)
    titles, methods = found["titles"], found["methods"]
    for row in methods.values():
        for one in row["sets"].values():
            del one["curve"]  # drawn; too long for a file that people read
    full: list[list[Cell]] = []
    for method, row in methods.items():
        name = f"{method} (*)" if row.get("sample") else method
        for key, one in row["sets"].items():
            best = one["best"]
            full.append(
                [
                    name, titles[key], one["precision"], one["recall"], one["f1"],
                    best["f1"], f"{best['threshold']:.2f}", one["articles_per_second"],
                ]
            )  # fmt: skip
    rules = "; ".join(f"*{name}*: {row['source']}" for name, row in methods.items() if row["source"])
    text = [
        EQUAL_TERMS,
        f"Ahead of every baseline in F1 on: {_ahead(found, 'f1')}.",
        f"Ahead even of their best in hindsight on: {_ahead(found, 'best')}.",
        f"Where the rules stand: {rules}.",
        *[
            f"(*) On {row['sample']} articles of judged pairs a stream, with nothing else in its way."
            for row in methods.values()
            if row.get("sample")
        ],
        *[f"Not measured: {name}, {why}." for name, why in found["skipped"].items()],
    ]
    columns = ["method", "set", "precision", "recall", "F1", "best F1", "at", "articles/s"]
    tables = [table(["F1", *titles.values()], list(_f1_rows(found))), table(columns, full)]
    return {**found, "page": section("Beside the usual methods", text, tables, [plot])}


def _f1_rows(found: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for method, row in found["methods"].items():
        name = f"{method} (*)" if row.get("sample") else method
        yield [name, *(row["sets"].get(key, {}).get("f1") for key in found["titles"])]


def _ahead(found: Mapping[str, Any], what: str) -> str:
    """Sets on which ours has the highest F1, the others at their threshold or (`best`) at their best one."""
    ours = found["methods"][comparison.OURS]["sets"]
    others = [row["sets"] for name, row in found["methods"].items() if name != comparison.OURS]
    led = []
    for key, title in found["titles"].items():
        theirs = [row[key] if what == "f1" else row[key]["best"] for row in others if key in row]
        if theirs and ours[key]["f1"] > max(one["f1"] for one in theirs):
            led.append(title)
    return f"{', '.join(led) or 'none'} ({len(led)} of {len(found['titles'])})"
