"""How fast, beside the prototype: the same articles through both in turn, on one core, in one run.

Each batch of articles goes through all ways, one after the other, and the order turns round from batch to
batch: a machine whose speed drifts slows all of them alike, and the ratio of two, batch by batch, is the
figure to trust.  Time is the process's own processor time, so that what else runs on the machine counts less.
"""

import gc
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any, Final, NamedTuple

import orjson
from rich import box
from rich.table import Table

from schemas import Fingerprint
from streams.commands.arrivals import of_files
from streams.commands.inputs import Item
from streams.commands.judging import Judge
from streams.commands.tally import Tally
from streams.detection import Desk, fingerprint, warm_up
from streams.settings import Settings
from streams.wire import parse
from tests.evaluation import sets

LENGTHS: Final = (120, 500)
"""Words of an article."""
MOST: Final = 6_000
"""Articles of one length that are measured at most ..."""
BATCH: Final = 100
"""... in batches of so many; the first of them only warms up."""
STREAMS: Final = ("reuters", "ap89")
HOUR: Final = 3600.0

WAYS: Final = ("prototype", "ours", "replay")

Quartiles = tuple[float, float, float]
"""First quartile, median, third quartile."""


class Way(NamedTuple):
    """One way of judging a stream of articles: it keeps its window from batch to batch."""

    prepare: Callable[[bytes], Any]
    """Makes of an article's JSON what `judge` takes; not timed."""
    judge: Callable[[Sequence[Any]], object]
    """Judges the next articles of the stream; timed."""


def speed_figures(lengths: Sequence[int] = LENGTHS, most: int = MOST) -> dict[str, Any]:
    """Articles per second of processor time on one core, by length: of the prototype, of ours, and of replay.

    Returns:
        By length in words: `articles` and `batches` measured; by way (`prototype`, `ours`, `replay`)
        articles per second, as quartiles over the batches, None for a prototype that is not here; and
        `ratio`, ours over the prototype's, likewise.  Lengths of which no article is here are missing.
    """
    warm_up()
    figures: dict[str, Any] = {}
    for words in lengths:
        raw = articles(words, most)
        if len(raw) > 2 * BATCH:
            figures[str(words)] = compare({**_prototype(), "ours": ours(), "replay": replay()}, raw)
    return figures


def table(figures: dict[str, Any]) -> Table:
    """The figures as a reader sees them: medians, and behind them the quartiles."""
    shown = Table(
        box=box.SIMPLE_HEAD,
        title="\narticles per second of processor time, one core",
        caption="median over batches given to all in turn, quartiles below; ratio: ours to the prototype's",
        title_justify="left",
        caption_justify="left",
    )
    for column in ("words", "articles", *WAYS, "ratio"):
        shown.add_column(column, justify="right")
    for words, found in figures.items():
        rates = (_shown(found[name], "{:,.0f}") for name in WAYS)
        shown.add_row(words, f"{found['articles']:,}", *rates, _shown(found["ratio"], "{:.2f}"))
    return shown


def articles(words: int, most: int) -> list[bytes]:
    """Articles of the shared wires with that many words at least, cut after the last of them."""
    found = []
    for name in filter(sets.available, STREAMS):
        for raw in sets.load(name).raw:
            article = orjson.loads(raw)
            text = article.get("body_text") or ""
            cut = text.split(maxsplit=words)
            if len(cut) > words:
                article["body_text"] = text[: len(text) - len(cut[-1])].rstrip()
                found.append(orjson.dumps(article))
    return found[:: max(1, -(-len(found) // most))]


def compare(ways: dict[str, Way], raw: Sequence[bytes], batch: int = BATCH) -> dict[str, Any]:
    """Time all ways on the same articles, batch by batch in turn; at least three batches."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    with one_core():
        for place in range(0, len(raw) - batch + 1, batch):
            turn = list(ways.items())
            for name, way in turn if place // batch % 2 else reversed(turn):
                items = [way.prepare(article) for article in raw[place : place + batch]]
                gc.collect()
                start = time.process_time()
                way.judge(items)
                seconds[name].append(time.process_time() - start)
    timed = {name: found[1:] for name, found in seconds.items()}
    figures: dict[str, Any] = {"articles": len(timed["ours"]) * batch, "batches": len(timed["ours"])}
    figures |= {name: _quartiles([batch / s for s in found]) for name, found in timed.items()}
    base = timed.get("prototype")
    figures["prototype"] = figures.get("prototype")
    pairs = zip(base, timed["ours"], strict=True) if base else ()
    figures["ratio"] = _quartiles([theirs / own for theirs, own in pairs]) if base else None
    return figures


def ours() -> Way:
    """Tokenise and judge, without JSON on either side: what the prototype does."""
    desk = Desk()

    def judge(batch: Sequence[Any]) -> None:
        for article in batch:
            desk.judge(fingerprint(article))

    return Way(parse, judge)


def replay() -> Way:
    """All that `copytaster replay` does between reading a line and writing one."""
    waiting: list[Item] = []

    def feed() -> Iterator[Item]:
        while True:
            yield waiting.pop(0)

    settings, tally = Settings(), Tally()
    arrivals, desk = of_files(feed(), settings), Judge(settings)

    def judge(batch: Sequence[Any]) -> None:
        waiting.extend(batch)
        for arrival in islice(arrivals, len(batch)):
            if isinstance(arrival.article, Fingerprint):
                judgement, _ = desk.judge(arrival.article)
                tally.add(judgement.event, repeat=judgement.repeat)

    return Way(lambda raw: Item(raw, "", 0), judge)


def prototype(folder: Path) -> Way:
    """The experiment that came before this project, as it stands in `folder`."""
    sys.path.insert(0, str(folder))
    try:
        engine, window = importlib.import_module("engine"), importlib.import_module("window")
    finally:
        sys.path.remove(str(folder))
    # The size in which its own figures were measured.
    detector = engine.Detector(window.Window(rows_log2=19, tokens=10_000_000, df_log2=24))

    def prepare(raw: bytes) -> tuple[Any, ...]:
        article = parse(raw)
        hours = None if article.created is None else article.created / HOUR
        return article.uri, article.headline or "", article.body, hours, article.provider

    def judge(batch: Sequence[Any]) -> None:
        for article in batch:
            detector.process(*article)

    return Way(prepare, judge)


def prototype_folder() -> Path:
    """Where the prototype is looked for: beside the shared data."""
    return sets.DATA.parent / "design" / "detection"


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system lets it choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _prototype() -> dict[str, Way]:
    folder = prototype_folder()
    return {"prototype": prototype(folder)} if (folder / "engine.py").is_file() else {}


def _quartiles(values: Sequence[float]) -> Quartiles:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def _shown(found: Quartiles | None, form: str) -> str:
    if found is None:
        return "not here"
    low, middle, high = map(form.format, found)
    return f"{middle}\n{low}-{high}"
