"""`copytaster feed`: articles from files onto wire.raw, as they are."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from streams.commands.console import ERR, progress_bar
from streams.commands.inputs import STDIN, Inputs, Item, files_under
from streams.commands.options import readable
from streams.commands.sending import Message, Outcome, send_all
from streams.settings import Settings
from streams.topics import Names


def feed(
    paths: Annotated[
        list[Path],
        typer.Argument(
            callback=lambda paths: readable(paths, folders=True),
            metavar="FILE|DIR|-",
            help="JSON lines, single .json documents, .gz of either, folders of these; `-`: standard input.",
        ),
    ],
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.001, metavar="N", help="Articles a second.", show_default="as fast as Kafka takes"
        ),
    ] = None,
) -> None:
    """Send articles to the workers: put them on `wire.raw`.

    Items are sent byte for byte, also those that are no articles: the workers say what is wrong with them.
    The key is the article's `uri` (or `guid`), so that versions of one item stay in order. Ends when Kafka
    has acknowledged every item.

    Examples:
    - `copytaster feed articles.jsonl.gz`
    - `copytaster feed --rate 5 inbox/`
    - `tail -f wire.jsonl | copytaster feed -`
    """
    settings = Settings.from_env()
    files = [file for path in paths for file in ([path] if path == STDIN else files_under(path))]
    if not files:
        raise typer.BadParameter("no .json, .jsonl or .ndjson files (or .gz of these) in there")
    inputs, started = Inputs(files), time.perf_counter()
    with progress_bar() as progress:
        task = progress.add_task("feeding", total=inputs.total_bytes)

        def show(sent: int) -> None:
            progress.update(task, completed=inputs.read_bytes, description=f"{sent:,} articles")

        outcome, too_large = send(paced(inputs, rate), settings, show)
    took = time.perf_counter() - started
    ERR.print(
        f"{outcome.sent:,} items acknowledged on {Names(settings.prefix).raw} in {took:.1f} s,"
        f" {outcome.sent / took:,.0f} a second"
    )
    for item in too_large:
        ERR.print(Text(f"not sent: {item}", style="red"), soft_wrap=True)
    if too_large:
        raise typer.Exit(1)


def paced(
    items: Iterable[Item], rate: float | None, sleep: Callable[[float], object] = time.sleep
) -> Iterator[Item]:
    """The items, not sooner than `rate` a second allows; lost time is made up for."""
    started = time.monotonic()
    for number, item in enumerate(items):
        if rate:
            sleep(max(0.0, started + number / rate - time.monotonic()))
        yield item


def send(
    items: Iterable[Item], settings: Settings, show: Callable[[int], None] = lambda _: None
) -> tuple[Outcome, list[str]]:
    """Put items on wire.raw and wait until all are acknowledged; `show` gets the number sent so far.

    Returns:
        What became of those that were sent, and which were not: they are too large.

    Raises:
        TopicsError: wire.raw is not there.
        BrokerError: Kafka does not answer or did not take an item.
    """
    from streams.commands.clients import require

    topic, most = Names(settings.prefix).raw, settings.max_message_bytes
    too_large: list[str] = []

    def messages() -> Iterator[Message]:
        for item in items:
            if len(item.data) > most:
                too_large.append(
                    f"{item.source}, line {item.line}: {len(item.data):,} bytes are more than"
                    f" WIRE_MAX_MESSAGE_BYTES={most}"
                )
            else:
                yield Message(topic=topic, key=key_of(item.data), value=item.data)

    require(settings, topic)
    remedy = "Feed them again; repeated articles get the same verdict"
    return send_all(messages(), settings, what="items", remedy=remedy, show=show), too_large


def key_of(data: bytes) -> bytes | None:
    """The message key of an item: the uri under which it will be judged; None if it is no article."""
    from streams.wire import uri_of

    uri = uri_of(data)
    return None if uri is None else uri.encode()
