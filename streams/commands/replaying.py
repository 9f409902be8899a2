"""Articles of files or of a topic judged one after the other, as `copytaster replay` does it.

Each function tells whether it came to the end: Ctrl-C stops it, and what was judged by then is summed up.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from schemas import Fingerprint
from schemas.codec import to_json
from streams.commands.arrivals import Arrival, of_files
from streams.commands.comparing import Comparison
from streams.commands.console import ERR, OUT, progress_bar, write_line, writing
from streams.commands.inputs import Inputs, Item
from streams.commands.judging import Judge
from streams.commands.source import Source
from streams.commands.tally import Tally
from streams.detection.model import Model
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.workers.deadletters import dead_letter


def replay_files(settings: Settings, model: Model, paths: list[Path], bad: BinaryIO | None) -> bool:
    """Judge the articles of files as one desk; events go to standard output, unreadable lines to `bad`."""
    inputs, tally = Inputs(paths), Tally()
    if inputs.from_terminal:
        ERR.print("Reading articles from the terminal, one JSON object a line; Ctrl-D ends.")
    started = time.perf_counter()
    with progress_bar() as progress:
        task = progress.add_task("judging", total=inputs.total_bytes)

        def items() -> Iterator[Item]:
            for item in inputs:
                yield item
                if not progress.disable:
                    text = f"{tally.articles:,} articles, {tally.verdicts['rewrite']:,} rewrites"
                    progress.update(task, completed=inputs.read_bytes, description=text)

        finished = _judge(of_files(items(), settings), Judge(settings, model), settings, tally, bad)
    ERR.print(tally.table(time.perf_counter() - started))
    return finished


def replay_topic(settings: Settings, model: Model, source: Source, bad: BinaryIO | None) -> bool:
    """Judge what a topic holds, desk by desk; events go to standard output, unreadable messages to `bad`."""
    tally, started, finished = Tally(), time.perf_counter(), True
    with _moving(source.size, scrolling=True) as step:
        for number in source.desks:
            judge = Judge(settings, model)
            with source.arrivals(number, step) as arrivals:
                finished = _judge(source.begun(number, judge, arrivals), judge, settings, tally, bad)
            if not finished:
                break
    ERR.print(tally.table(time.perf_counter() - started))
    return finished


def compare_topic(settings: Settings, model: Model, source: Source, changes: BinaryIO | None) -> bool:
    """Judge what a topic holds, and say on standard output what would change."""
    comparison, finished = Comparison(settings, model, changes), True
    try:
        with _moving(source.size, scrolling=False) as step:
            comparison.run(source, step)
    except KeyboardInterrupt:
        finished = False
    differences = comparison.differences
    OUT.print(differences.table())
    OUT.print(f"\n{differences.conclusion()}" + ("" if finished else ", as far as it was compared"))
    if differences.unreadable:
        ERR.print(f"{differences.unreadable:,} messages are no articles: they have no verdict, then or now")
    return finished


@contextmanager
def _moving(size: int, *, scrolling: bool) -> Iterator[Callable[[], None]]:
    """A progress bar, and what moves it on by one message."""
    with progress_bar(scrolling=scrolling) as progress:
        task = progress.add_task("judging", total=size)
        yield lambda: progress.advance(task)


def _judge(
    arrivals: Iterable[Arrival], judge: Judge, settings: Settings, tally: Tally, bad: BinaryIO | None
) -> bool:
    """Judge what arrives at a desk: events go to standard output, what cannot be judged to `bad`."""
    try:
        for arrival in arrivals:
            try:
                if not isinstance(arrival.article, Fingerprint):
                    raise arrival.article
                judgement, line = judge.judge(arrival.article)
            except UnreadableError as error:
                tally.add_deadletter(error.reason)
                _keep(arrival, error, settings, bad)
                continue
            tally.add(judgement.event, repeat=judgement.repeat)
            write_line(line)
    except KeyboardInterrupt:
        return False
    return True


def _keep(arrival: Arrival, error: UnreadableError, settings: Settings, bad: BinaryIO | None) -> None:
    """Write what a worker would put on wire.deadletter."""
    if bad is None:
        return
    letter = dead_letter(error, arrival.place, arrival.key, arrival.data, settings.max_message_bytes)
    with writing(bad.name):
        bad.write(to_json(letter) + b"\n")
        bad.flush()
