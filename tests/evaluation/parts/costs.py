"""Sections on what a verdict costs: time beside the prototype, memory an article.

Each is measured in processes of its own, so that what `make evaluate` holds by then weighs on neither.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson

from tests.evaluation import memory, speed
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import Bench

SPEED = (
    "Articles a second of processor time on one core, cut to a number of words.  All ways get the same"
    " batches in turn, in one run; medians over the batches, quartiles in brackets.  Prototype: the"
    " experiment that came before this project.  Ours: fingerprint and verdict, without JSON on either"
    " side, as the prototype does it.  Replay: all of `copytaster replay` between a line read and a line"
    " written.  Ratio: ours to the prototype's, batch by batch."
)
MEMORY = (
    "Bytes an article in a full window of the default size, by what a process that judges such copy"
    " really grows by."
)
_ROWS: Final[Mapping[str, str]] = {
    "articles": "articles judged",
    "tokens": "words an article",
    "window": "articles in a full window",
    "arrays": "index, frequencies, times",
    "text": "hashes of the words",
    "dossier": "event, spans, figures and names",
    "objects": "all else",
    "total": "bytes an article",
    "reckoned": "the same, as the desk reckons",
}
_COPY: Final[Mapping[str, str]] = {"reuters": "Reuters", "ap_500": "made of AP's words"}


def speeds(bench: Bench) -> dict[str, Any]:
    """Beside the prototype, where that is on this machine."""
    found: dict[str, Any] = apart("speed")["speed"]
    bench.say(f"speeds at {' and '.join(found)} words")
    shown = section("Speed", [SPEED], [table(["words", "articles", *speed.WAYS, "ratio"], speed_rows(found))])
    return {"words": found, "page": shown}


def speed_rows(found: Mapping[str, Any]) -> list[list[Cell]]:
    """A row a length, from the figures of speed.py."""
    return [
        [
            words,
            one["articles"],
            *(_with_quartiles(one[way], "{:,.0f}") for way in speed.WAYS),
            _with_quartiles(one["ratio"], "{:.2f}"),
        ]
        for words, one in found.items()
    ]


def held(bench: Bench) -> dict[str, Any]:
    """What an article in the window takes."""
    found = memory.memory_figures()
    bench.say(f"memory of {' and '.join(found)}")
    columns = ["", *(_COPY[name] for name in found)]
    return {"copy": found, "page": section("Memory", [MEMORY], [table(columns, memory_rows(found))])}


def memory_rows(found: Mapping[str, Mapping[str, float]]) -> list[list[Cell]]:
    """A row a part, a column a kind of copy, from the figures of memory.py."""
    return [[title, *(round(one[name]) for one in found.values())] for name, title in _ROWS.items()]


def apart(*command: str) -> dict[str, Any]:
    """The figures of `python -m tests.evaluation ...`, from a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.json"
        subprocess.run(
            [sys.executable, "-m", "tests.evaluation", *command, "--json", str(path)],
            cwd=Path(__file__).parents[3],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found


def _with_quartiles(found: Sequence[float] | None, form: str) -> Cell:
    """Median and, in brackets, the quartiles; None of what was not measured."""
    if found is None:
        return None
    low, middle, high = map(form.format, found)
    return f"{middle} ({low}-{high})"
