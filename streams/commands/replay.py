"""`copytaster replay`: articles in, verdicts out, by the very code of the workers and without a broker."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer
from rich.progress import Progress, TaskID

from schemas import Position
from schemas.codec import to_json
from streams.commands import kernels
from streams.commands.console import ERR, progress_bar, write_line, writing
from streams.commands.inputs import STDIN, Inputs, Item
from streams.commands.options import Files, refuse_overwriting, settings_with
from streams.commands.tally import Tally
from streams.errors import UnreadableError
from streams.settings import Settings

DEFAULTS: Final = Settings()
INTERRUPTED: Final = 130
"""As shells have it for SIGINT."""


def replay(
    files: Files = None,
    deadletters: Annotated[
        Path | None,
        typer.Option(dir_okay=False, metavar="FILE", help="Collect unreadable lines here, with the reason."),
    ] = None,
    window_days: Annotated[
        float | None,
        typer.Option(
            help="How long an article is remembered.",
            show_default=f"WIRE_WINDOW_DAYS, or {DEFAULTS.window_days:g}",
        ),
    ] = None,
    window_articles: Annotated[
        int | None,
        typer.Option(
            help="How many are at most.", show_default=f"WIRE_WINDOW_ARTICLES, or {DEFAULTS.window_articles}"
        ),
    ] = None,
) -> None:
    """Judge articles from files or a pipe, without a broker.

    Reads ninjs articles, one JSON object a line, in the order in which they arrived, and writes one event a
    line to standard output: `"event": "new_story"` or `"rewrite"`, with the evidence. The verdicts are those
    that the workers give. Unreadable lines are counted, and end nothing.

    Examples:
    - `copytaster replay articles.jsonl.gz > events.jsonl`
    - `zcat articles.jsonl.gz | copytaster replay --deadletters bad.jsonl | jq .event`
    """
    settings = settings_with(window_days=window_days, window_articles=window_articles)
    refuse_overwriting(deadletters, files or [STDIN], "--deadletters")
    inputs, tally = Inputs(files or ()), Tally()
    if inputs.from_terminal:
        ERR.print("Reading articles from the terminal, one JSON object a line; Ctrl-D ends.")
    with _opened(deadletters) as bad:
        kernels.ready()
        started = time.perf_counter()
        with progress_bar() as progress:
            task = progress.add_task("judging", total=inputs.total_bytes)
            items = _shown(inputs, tally, progress, task)
            finished = _judge(items, settings, tally, bad)
        ERR.print(tally.table(time.perf_counter() - started))
    if not finished:
        raise typer.Exit(INTERRUPTED)


def _judge(items: Iterable[Item], settings: Settings, tally: Tally, bad: BinaryIO | None) -> bool:
    """Judge the items as one desk: events go to standard output, unreadable items to `bad`.

    Returns:
        Whether all were judged; false if Ctrl-C ended it.
    """
    try:
        for line in _verdicts(items, settings, tally, bad):
            write_line(line)
    except KeyboardInterrupt:
        return False
    return True


def _verdicts(
    items: Iterable[Item], settings: Settings, tally: Tally, bad: BinaryIO | None
) -> Iterator[bytes]:
    """The events on the items that can be judged, one by one; the others go to `bad`."""
    from streams.detection import Desk, WindowLimits, fingerprint
    from streams.sizes import Sizes
    from streams.wire import parse

    sizes = Sizes(settings)
    desk = Desk(
        WindowLimits(
            days=settings.window_days, articles=settings.window_articles, tokens=settings.window_tokens
        )
    )
    for item in items:
        try:
            article = fingerprint(parse(item.data, settings.max_message_bytes))
            sizes.fingerprint(article)
            judgement = desk.weigh(article)
            _, _, line = sizes.verdict(judgement.event)
            sizes.entry(judgement.key, judgement.entry)
        except UnreadableError as error:
            tally.add_deadletter(error.reason)
            if bad:
                with writing(bad.name):
                    bad.write(_record(item, error, settings) + b"\n")
                    bad.flush()
            continue
        desk.take(judgement)
        tally.add(judgement.event, repeat=judgement.repeat)
        yield line


def _record(item: Item, error: UnreadableError, settings: Settings) -> bytes:
    """What a worker would put on wire.deadletter; the position is the line of the file."""
    from streams.workers.deadletters import dead_letter

    position = Position(item.source, 0, item.line)
    return to_json(dead_letter(error, position, None, item.data, settings.max_message_bytes))


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO | None]:
    """The file for the dead letters, closed at the end; None if there is to be none."""
    if path is None:
        yield None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise typer.BadParameter(
            f"cannot write {path}: {error.strerror}", param_hint="--deadletters"
        ) from error
    try:
        yield file
    except BaseException:
        with suppress(OSError):  # what could not be written cannot be written now
            file.close()
        raise
    with writing(str(path)):
        file.close()


def _shown(inputs: Inputs, tally: Tally, progress: Progress, task: TaskID) -> Iterable[Item]:
    """The items as they come, with the progress moved on."""
    for item in inputs:
        yield item
        if not progress.disable:
            text = f"{tally.articles:,} articles, {tally.verdicts['rewrite']:,} rewrites"
            progress.update(task, completed=inputs.read_bytes, description=text)
