"""`copytaster replay`: articles in, verdicts out, by the very code of the workers and without a broker."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer
from rich.progress import Progress, TaskID

from schemas import Position
from schemas.codec import to_json
from streams.commands.console import ERR, progress_bar, write_line
from streams.commands.inputs import Inputs, Item
from streams.commands.options import Files, settings_with
from streams.commands.tally import Tally
from streams.errors import UnreadableError
from streams.settings import Settings

DEFAULTS: Final = Settings()


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
    inputs, tally = Inputs(files or ()), Tally()
    if inputs.from_terminal:
        ERR.print("Reading articles from the terminal, one JSON object a line; Ctrl-D ends.")
    started = time.perf_counter()
    with ExitStack() as stack:
        bad = stack.enter_context(_open(deadletters)) if deadletters else None
        progress = stack.enter_context(progress_bar())
        task = progress.add_task("judging", total=inputs.total_bytes)
        items = _shown(inputs, tally, progress, task)
        _judge(items, settings, tally, bad)
    ERR.print(tally.table(time.perf_counter() - started))


def _judge(items: Iterable[Item], settings: Settings, tally: Tally, bad: BinaryIO | None) -> None:
    """Judge the items as one desk: events go to standard output, unreadable items to `bad`."""
    from streams.detection import Desk, WindowLimits, fingerprint
    from streams.wire import parse

    desk = Desk(
        WindowLimits(
            days=settings.window_days, articles=settings.window_articles, tokens=settings.window_tokens
        )
    )
    for item in items:
        try:
            article = parse(item.data, settings.max_message_bytes)
        except UnreadableError as error:
            tally.add_deadletter(error.reason)
            if bad:
                bad.write(_record(item, error, settings) + b"\n")
                bad.flush()
            continue
        judgement = desk.judge(fingerprint(article))
        tally.add(judgement.event, repeat=judgement.repeat)
        write_line(to_json(judgement.event))


def _record(item: Item, error: UnreadableError, settings: Settings) -> bytes:
    """What a worker would put on wire.deadletter; the position is the line of the file."""
    from streams.workers.deadletters import dead_letter

    position = Position(item.source, 0, item.line)
    return to_json(dead_letter(error, position, None, item.data, settings.max_message_bytes))


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise typer.BadParameter(
            f"cannot write {path}: {error.strerror}", param_hint="--deadletters"
        ) from error


def _shown(inputs: Inputs, tally: Tally, progress: Progress, task: TaskID) -> Iterable[Item]:
    """The items as they come, with the progress moved on."""
    for item in inputs:
        yield item
        if not progress.disable:
            text = f"{tally.articles:,} articles, {tally.verdicts['rewrite']:,} rewrites"
            progress.update(task, completed=inputs.read_bytes, description=text)
