"""What an article in the window costs: bytes that a process really grows by, beside what the desk reckons.

Measured in a process of its own.  The arrays have the size of the default window whatever is in it, so they
are touched first and divided by the articles of a full one, and so are the lists of frequent words; what the
process else grows by, the articles themselves cost.
"""

import gc
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
import psutil
from rich import box
from rich.table import Table

from streams.detection import Desk, WindowLimits, fingerprint, warm_up
from streams.detection.entry import Place
from streams.errors import UnreadableError
from streams.wire import parse
from tests.evaluation import sets, stream

ARTICLES: Final = 20_000
"""Nothing leaves while it is measured."""
TAKEN_AT_MS: Final = 1_900_000_000_000
"""When a broker would have taken the first of them, for the place that each entry names."""
ROWS: Final = (
    "articles", "tokens", "window", "arrays", "text", "dossier", "objects", "total", "reckoned",
)  # fmt: skip
LONG: Final = 500
"""Words of a made article: AP's words, shuffled, so that it derives from nothing."""


def memory_figures(count: int = ARTICLES, only: str | None = None) -> dict[str, Any]:
    """Bytes an article in a full default window, by copy: `reuters` as it is, `ap_500` made of AP's words.

    Args:
        count: articles to judge; with few, what a process grows by is mostly chance.
        only: one kind of copy; all of them if None.

    Returns:
        By copy: `articles` that were judged and their mean `tokens`; `window`, articles in a full default
        window of such copy; bytes an article: `arrays` (index, frequencies, times, lookups, lists of words),
        `text` (tokens and their places), `dossier` (event, figures and names), `objects` (what else the
        process grew by), `total`; and `reckoned`, the
        same by `Desk.nbytes`.  Copy that is not here is missing.
    """
    return {
        name: orjson.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.evaluation.memory", name, str(count)],
                cwd=Path(__file__).parents[2],
                check=True,
                stdout=subprocess.PIPE,
            ).stdout
        )
        for name, (source, _) in COPY.items()
        if only in {None, name} and sets.available(source)
    }


def table(figures: dict[str, Any]) -> Table:
    """The figures as a reader sees them."""
    shown = Table(
        box=box.SIMPLE_HEAD,
        title="\nbytes an article in a full default window",
        caption=(
            "arrays: index, frequencies, lookups; text: words and their places; dossier: event and facts;"
            " objects: what else the process grew by; reckoned: the total by Desk.nbytes"
        ),
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("")
    for name in figures:
        shown.add_column(name, justify="right")
    for row in ROWS:
        shown.add_row(row, *(f"{found[row]:,.0f}" for found in figures.values()))
    return shown


def measure(raw: list[bytes], limits: WindowLimits) -> dict[str, float]:
    """Judge the articles in this process and see what it grows by; keys as in `memory_figures`."""
    warm_up()
    desk = Desk(limits)
    window = desk._window
    for array in window.arrays:
        array.fill(array[(0,) * array.ndim])
    gc.collect()
    before_lists = window.kept.fixed_nbytes
    before = psutil.Process().memory_info().rss
    for number, article in enumerate(raw):
        try:
            desk.judge(fingerprint(parse(article)), Place(number, TAKEN_AT_MS + number))
        except UnreadableError:
            continue
    gc.collect()
    grown = psutil.Process().memory_info().rss - before
    records = list(window.kept)
    count = len(records)
    tokens, text, dossier = (
        sum(map(of, records)) / count
        for of in (lambda r: r.words, lambda r: len(r.text), lambda r: len(r.dossier))
    )
    full = min(limits.articles, limits.tokens / tokens)
    fixed = sum(array.nbytes for array in window.arrays) + window.kept.fixed_nbytes
    lists = window.kept.fixed_nbytes - before_lists
    arrays, own = fixed / full, (grown - lists) / count
    return {
        "articles": count,
        "tokens": tokens,
        "window": full,
        "arrays": arrays,
        "text": text,
        "dossier": dossier,
        "objects": own - text - dossier,
        "total": arrays + own,
        "reckoned": arrays + (desk.nbytes - fixed) / count,
    }


def _reuters(count: int) -> Iterator[bytes]:
    return islice(sets.load("reuters").raw, count)


def _long(count: int) -> Iterator[bytes]:
    articles = [orjson.loads(raw) for raw in sets.load("ap89").raw]
    words = [word for article in articles for word in (article.get("body_text") or "").split()]
    rng = random.Random(0)  # noqa: S311 - the same articles each time
    for number in range(count):
        record = {
            "uri": f"made:{number}",
            "provider": "AP",
            "headline": " ".join(rng.choices(words, k=8)),
            "body_text": " ".join(rng.choices(words, k=LONG)),
            "versioncreated": "1989-01-02T12:00:00Z",
        }
        yield orjson.dumps(record)


COPY: Final[dict[str, tuple[str, Callable[[int], Iterator[bytes]]]]] = {
    "reuters": ("reuters", _reuters),
    "ap_500": ("ap89", _long),
}
"""Each kind of copy: the set that it comes from, and so many articles of it."""


if __name__ == "__main__":
    _, make = COPY[sys.argv[1]]
    sys.stdout.buffer.write(orjson.dumps(measure(list(make(int(sys.argv[2]))), stream.WHOLE_STREAM)))
