"""One run: inputs in, report out."""

import faulthandler
import gc
import time
from collections.abc import Callable, Iterable
from itertools import islice
from statistics import median
from typing import Final

import orjson

from streams.detection import Desk, fingerprint, warm_up
from streams.settings import Settings
from streams.wire import parse
from tests.fuzz import memory
from tests.fuzz.course import Course
from tests.fuzz.plan import Input, inputs
from tests.fuzz.report import Report
from tests.support import made_wire

LOOKED_AT: Final = 50_000
"""Bytes of an input from which its memory is measured; asking costs time."""
STUCK_S: Final = 120.0
"""An input that takes so long ends the process, with a traceback."""
SAID_EVERY: Final = 1_000
_PAGE: Final = 4096


def run(
    count: int, seed: int, say: Callable[[str], None] = lambda _: None, settings: Settings | None = None
) -> Report:
    """Send that many inputs of a seed on their way."""
    return run_on(inputs(count, seed), settings or Settings(), say)


def run_on(given: Iterable[Input], settings: Settings, say: Callable[[str], None]) -> Report:
    """Send inputs on their way through one process."""
    warm_up()
    course, report = Course(settings), Report()
    for array in course.desk._window.arrays:
        array.reshape(-1)[:: _PAGE // array.itemsize] += 0  # in memory before it is measured
    report.reference = reference()
    gc.collect()
    report.start = report.peak = memory.resident()
    for one in given:
        faulthandler.dump_traceback_later(STUCK_S, exit=True)
        measured = len(one.data or b"") >= LOOKED_AT
        if measured:
            memory.forget_peak()
        before = memory.resident() if measured else 0
        outcome = course.run(one.kind.way, one.data)
        most = memory.peak() if measured else 0
        report.add(one, outcome, max(0, most - before) if measured else 0)
        report.peak = max(report.peak, most - len(one.data or b""))
        if (one.number + 1) % SAID_EVERY == 0:
            say(f"{one.number + 1:,} inputs, {len(report.crashes)} crashes")
    faulthandler.cancel_dump_traceback_later()
    gc.collect()
    report.end, report.window = memory.resident(), course.desk._window.kept.nbytes
    report.digest = course.digest.hexdigest()
    return report


def reference() -> float:
    """Seconds of the processor for an ordinary article of 500 words: the median of fifty."""
    desk = Desk()
    seconds = []
    for item in islice(made_wire.articles(100, seed=3, words=500), 100):
        data = orjson.dumps(item)
        started = time.process_time()
        desk.judge(fingerprint(parse(data)))
        seconds.append(time.process_time() - started)
    return median(seconds[50:])
